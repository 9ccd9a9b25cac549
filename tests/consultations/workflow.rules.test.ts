// The table of a booking by itself: who may do what where, and what it costs in time.
import { describe, expect, it } from 'vitest'
import {
  bookingActions, bookingActionsFor, bookingSides, bookingStates, bookingStateWords, bookingWorkflow, claimingStates, comingStates, findBookingMove, hasBookingAction, isTimely,
  type BookingAction, type BookingSide, type BookingState,
} from '#contract/consultations/workflow.ts'

const startsAt = Date.parse('2026-12-03T01:30:00.000Z')
const hour = 3_600_000
const [dayBefore, after] = [startsAt - 24 * hour, startsAt + hour]

/** Every move that is, in words; whatever is not here may not be done. */
const moves: Record<BookingState, Partial<Record<BookingSide, Partial<Record<BookingAction, BookingState>>>>> = {
  booked: {
    firm: { reschedule: 'booked', cancel: 'cancelled' },
    expert: { confirm: 'confirmed', reschedule: 'confirmed', cancel: 'cancelled', arrive: 'arrived', miss: 'missed', excuse: 'excused' },
    officer: { confirm: 'confirmed', reschedule: 'booked', replace: 'booked', cancel: 'cancelled', arrive: 'arrived', miss: 'missed', excuse: 'excused' },
  },
  confirmed: {
    firm: { reschedule: 'booked', cancel: 'cancelled' },
    expert: { reschedule: 'confirmed', cancel: 'cancelled', arrive: 'arrived', miss: 'missed', excuse: 'excused' },
    officer: { reschedule: 'booked', replace: 'booked', cancel: 'cancelled', arrive: 'arrived', miss: 'missed', excuse: 'excused' },
  },
  arrived: { expert: { 'submit-record': 'recorded' } },
  recorded: { firm: { 'return-record': 'arrived', 'confirm-record': 'done' }, expert: { 'reopen-record': 'arrived', 'confirm-record': 'done' } },
  // Somebody was late after all.
  missed: { expert: { arrive: 'arrived' }, officer: { arrive: 'arrived' } },
  done: {}, excused: {}, cancelled: {},
}

describe('the workflow of a booking', () => {
  it('has exactly these moves for each side in each state', () => {
    for (const state of bookingStates) {
      for (const side of bookingSides) {
        const found = Object.fromEntries(bookingActions.flatMap((action) => findBookingMove(action, side, state) ?? []).map(({ action, to }) => [action, to]))
        expect(found, `${side} in ${state}`).toEqual(moves[state][side] ?? {})
      }
    }
  })

  it('has one row at most for an action of a side in a state, so that no order of rows decides', () => {
    for (const state of bookingStates) for (const side of bookingSides) for (const action of bookingActions) {
      const rows = bookingWorkflow.filter((move) => move.action === action && move.sides.includes(side) && move.from.includes(state))
      expect(rows.length, `${action} by ${side} in ${state}`).toBeLessThanOrEqual(1)
    }
  })

  it('knows whose an action never is: 403 there, 409 in the wrong state', () => {
    const owners = Object.fromEntries(bookingActions.map((action) => [action, bookingSides.filter((side) => hasBookingAction(action, side))]))
    expect(owners).toEqual({
      confirm: ['expert', 'officer'], reschedule: ['firm', 'expert', 'officer'], replace: ['officer'], cancel: ['firm', 'expert', 'officer'], arrive: ['expert', 'officer'], miss: ['expert', 'officer'], excuse: ['expert', 'officer'],
      'submit-record': ['expert'], 'reopen-record': ['expert'], 'return-record': ['firm'], 'confirm-record': ['firm', 'expert'],
    })
  })

  it('leads from booked to every state, and out of every state but the three ends', () => {
    const reached = new Set<BookingState>(['booked'])
    for (const state of reached) for (const move of bookingWorkflow) if (move.from.includes(state)) reached.add(move.to)
    expect([...reached].sort()).toEqual([...bookingStates].sort())
    const ends = bookingStates.filter((state) => !bookingWorkflow.some((move) => move.from.includes(state)))
    expect(ends).toEqual(['done', 'excused', 'cancelled'])
  })

  it('asks for a reason wherever somebody else is let down, and for a time where one changes', () => {
    const withReason = [...new Set(bookingWorkflow.filter(({ needsReason }) => needsReason).map(({ action }) => action))]
    expect(withReason).toEqual(['reschedule', 'replace', 'cancel', 'excuse', 'return-record'])
    expect([...new Set(bookingWorkflow.filter(({ needsSlot }) => needsSlot).map(({ action }) => action))]).toEqual(['reschedule', 'replace'])
  })

  it('gives the time back when it is cancelled or excused, never after somebody has been there, and has words for every state', () => {
    expect(bookingStates.filter((state) => !claimingStates.includes(state))).toEqual(['excused', 'cancelled'])
    // No move brings a booking back that has given its time away, so none has to claim it without a new time.
    for (const move of bookingWorkflow) if (move.from.some((state) => !claimingStates.includes(state))) expect.fail(`${move.action} leaves ${move.from.join()}`)
    expect(comingStates).toEqual(['booked', 'confirmed'])
    for (const state of bookingStates) expect(bookingStateWords[state]).toMatch(/\p{Script=Han}/u)
  })
})

describe('the hour of an action', () => {
  const arrive = findBookingMove('arrive', 'expert', 'confirmed')!
  const miss = findBookingMove('miss', 'officer', 'booked')!
  it('lets the expert arrive from an hour before, to the millisecond', () => {
    expect([isTimely(arrive, startsAt - hour - 1, startsAt), isTimely(arrive, startsAt - hour, startsAt), isTimely(arrive, after, startsAt)]).toEqual([false, true, true])
  })
  it('says 未到 only once it has begun', () => {
    expect([isTimely(miss, startsAt - 1, startsAt), isTimely(miss, startsAt, startsAt)]).toEqual([false, true])
  })
  it('lets everything else be done at any hour, also when the day is over', () => {
    for (const move of bookingWorkflow) if (move.notBefore === undefined && !move.untilBegun) expect([isTimely(move, dayBefore, startsAt), isTimely(move, after, startsAt)]).toEqual([true, true])
  })
  it('offers only what is timely', () => {
    expect(bookingActionsFor('expert', 'booked', dayBefore, startsAt)).toEqual(['confirm', 'reschedule', 'cancel', 'excuse'])
    expect(bookingActionsFor('expert', 'booked', startsAt - hour, startsAt)).toEqual(['confirm', 'reschedule', 'cancel', 'arrive', 'excuse'])
    expect(bookingActionsFor('officer', 'confirmed', after, startsAt)).toEqual(['reschedule', 'replace', 'cancel', 'arrive', 'miss', 'excuse'])
    expect(bookingActionsFor('firm', 'confirmed', startsAt - 1, startsAt)).toEqual(['reschedule', 'cancel'])
    // Who did not come cannot undo it.
    for (const state of ['booked', 'confirmed'] as const) for (const now of [startsAt, after]) expect(bookingActionsFor('firm', state, now, startsAt)).toEqual([])
    expect(bookingActionsFor('firm', 'done', after, startsAt)).toEqual([])
  })
})
