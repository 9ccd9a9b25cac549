// Bookings: state × action × side is a table. Buttons and guards are both read from it; what also must hold (a free time, the hour of the day) is the server's to check.
// Values only: a phone imports this file.

/** booked: claimed · confirmed: the expert has seen it · arrived: they meet · recorded: the record is with the firm · done: the firm agreed to it · missed: nobody was there · excused: the firm could not come and said so. */
export const bookingStates = ['booked', 'confirmed', 'arrived', 'recorded', 'done', 'missed', 'excused', 'cancelled'] as const
export type BookingState = (typeof bookingStates)[number]

export const bookingStateWords: Readonly<Record<BookingState, string>> = {
  booked: '已约，待专家确认', confirmed: '专家已确认', arrived: '服务中', recorded: '待企业确认记录', done: '已完成', missed: '未到', excused: '请假', cancelled: '已取消',
}

/** Firm: its members; expert: whose booking it is; officer: of the county. */
export const bookingSides = ['firm', 'expert', 'officer'] as const
export type BookingSide = (typeof bookingSides)[number]

export const bookingActions = ['confirm', 'reschedule', 'replace', 'cancel', 'arrive', 'miss', 'excuse', 'submit-record', 'reopen-record', 'return-record', 'confirm-record'] as const
export type BookingAction = (typeof bookingActions)[number]

export interface BookingMove {
  action: BookingAction
  sides: readonly BookingSide[]
  from: readonly BookingState[]
  to: BookingState
  needsReason?: true
  /** Needs a new time. */
  needsSlot?: true
  /** hour-before: not earlier than an hour before it begins; begun: not before it begins. */
  notBefore?: 'hour-before' | 'begun'
  /** Not once it has begun: a firm that did not come neither cancels nor moves it afterwards. */
  untilBegun?: true
}

const coming = ['booked', 'confirmed'] as const satisfies readonly BookingState[]

export const bookingWorkflow: readonly BookingMove[] = [
  { action: 'confirm', sides: ['expert', 'officer'], from: ['booked'], to: 'confirmed' },
  /** By the expert it needs no further confirmation of theirs. */
  { action: 'reschedule', sides: ['expert'], from: coming, to: 'confirmed', needsSlot: true, needsReason: true },
  { action: 'reschedule', sides: ['firm'], from: coming, to: 'booked', needsSlot: true, needsReason: true, untilBegun: true },
  { action: 'reschedule', sides: ['officer'], from: coming, to: 'booked', needsSlot: true, needsReason: true },
  /** Another expert, at the same or another time. */
  { action: 'replace', sides: ['officer'], from: coming, to: 'booked', needsSlot: true, needsReason: true },
  { action: 'cancel', sides: ['firm'], from: coming, to: 'cancelled', needsReason: true, untilBegun: true },
  { action: 'cancel', sides: ['expert', 'officer'], from: coming, to: 'cancelled', needsReason: true },
  { action: 'arrive', sides: ['expert', 'officer'], from: [...coming, 'missed'], to: 'arrived', notBefore: 'hour-before' },
  { action: 'miss', sides: ['expert', 'officer'], from: coming, to: 'missed', notBefore: 'begun' },
  { action: 'excuse', sides: ['expert', 'officer'], from: coming, to: 'excused', needsReason: true },
  { action: 'submit-record', sides: ['expert'], from: ['arrived'], to: 'recorded' },
  { action: 'reopen-record', sides: ['expert'], from: ['recorded'], to: 'arrived' },
  { action: 'return-record', sides: ['firm'], from: ['recorded'], to: 'arrived', needsReason: true },
  /** By the firm with a tap; by the expert beside them with the code the firm was sent. */
  { action: 'confirm-record', sides: ['firm', 'expert'], from: ['recorded'], to: 'done' },
]

/** The row for this action by this side in this state; undefined when it may not be taken. */
export function findBookingMove(action: BookingAction, side: BookingSide, state: BookingState): BookingMove | undefined {
  return bookingWorkflow.find((move) => move.action === action && move.sides.includes(side) && move.from.includes(state))
}

/** Whether this side ever takes this action; if not, 403 rather than 409. */
export function hasBookingAction(action: BookingAction, side: BookingSide): boolean {
  return bookingWorkflow.some((move) => move.action === action && move.sides.includes(side))
}

const hourMs = 3_600_000

/** Whether the hour is right for it: `now`, `startsAt` in epoch ms. */
export function isTimely(move: BookingMove, now: number, startsAt: number): boolean {
  if (move.untilBegun && now >= startsAt) return false
  if (move.notBefore === 'hour-before') return now >= startsAt - hourMs
  return move.notBefore === 'begun' ? now >= startsAt : true
}

/** What the page shows as buttons at this moment. */
export function bookingActionsFor(side: BookingSide, state: BookingState, now: number, startsAt: number): BookingAction[] {
  return bookingActions.filter((action) => {
    const move = findBookingMove(action, side, state)
    return move !== undefined && isTimely(move, now, startsAt)
  })
}

/** These claim the expert's time; the others have given it back. */
export const claimingStates: readonly BookingState[] = ['booked', 'confirmed', 'arrived', 'recorded', 'done', 'missed']
/** Still to come. */
export const comingStates: readonly BookingState[] = coming
