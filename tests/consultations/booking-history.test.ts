// The checker of promise A4 itself: silent on a history that is right, never on one with a double booking.
import { describe, expect, it } from 'vitest'
import { checkHistory, readHistory, withInjected, writeHistory, type Line } from '../prove/booking-history.ts'

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32
    return state / 2 ** 32
  }
}

const base = { client: 1, slot: 'e@1', status: 200, code: '' }
const held = (first: number, last: number, expertId = 'e') => ({ expertId, first, last })
const ok = (op: Line['op'], owner: string, t0: number, t1: number, more: Partial<Line> = {}): Line => ({ ...base, op, owner, t0, t1, result: 'ok', ...more })

/** What clients of a server that never errs would write down: each change happens at one moment between asking and being told. */
function rightHistory(operations: number, seed: number): Line[] {
  const random = randomOf(seed)
  const busy = new Map<string, string>()
  const owned = new Map<string, { expertId: string; first: number; last: number }>()
  const toldAt = new Map<string, number>()
  const lines: Line[] = []
  const free = (owner: string) => {
    for (const [key, value] of busy) if (value === owner) busy.delete(key)
  }
  const claim = (owner: string, wish: { expertId: string; first: number; last: number }) => {
    const keys = Array.from({ length: wish.last - wish.first + 1 }, (_, n) => `${wish.expertId}@${wish.first + n}`)
    if (keys.some((key) => (busy.get(key) ?? owner) !== owner)) return false
    free(owner)
    for (const key of keys) busy.set(key, owner)
    owned.set(owner, wish)
    return true
  }
  for (let n = 0; n < operations; n += 1) {
    const moment = n * 10
    const [t0, t1] = [moment - random() * 40, moment + random() * 40]
    const first = Math.floor(random() * 20)
    const wish = held(first, first + 1 + Math.floor(random() * 4), random() < 0.5 ? 'e' : 'f')
    // Whoever has a booking asks again only once they were told.
    const mine = [...owned.keys()].filter((id) => (toldAt.get(id) ?? 0) < t0)
    const owner = mine[Math.floor(random() * mine.length)]
    const roll = random()
    toldAt.set(owner === undefined || roll >= 0.5 ? `b${n}` : owner, t1)
    if (owner !== undefined && roll < 0.3) {
      free(owner)
      owned.delete(owner)
      lines.push(ok('cancel', owner, t0, t1, random() < 0.1 ? { result: 'info' } : {}))
    } else if (owner !== undefined && roll < 0.5) {
      const moved = claim(owner, wish)
      lines.push(ok('move', owner, t0, t1, moved ? { held: wish } : { result: 'fail', status: 409, code: 'consultations.slot-taken' }))
    } else {
      const id = `b${n}`
      lines.push(claim(id, wish) ? ok('book', id, t0, t1, { held: wish }) : { ...ok('book', id, t0, t1), owner: null, result: 'fail', status: 409, code: 'consultations.slot-taken' })
    }
  }
  return lines
}

describe('the checker of bookings', () => {
  it.each([1, 2, 3])('finds nothing in ten thousand right operations (seed %i)', (seed) => {
    const lines = rightHistory(10_000, seed)
    expect(lines.filter(({ result }) => result === 'ok').length).toBeGreaterThan(2000)
    expect(checkHistory(readHistory(writeHistory(lines)))).toMatchObject({ operations: 10_000, overlaps: [], surprises: [] })
  })

  it('finds every double booking that is put into them', () => {
    const lines = rightHistory(2000, 7)
    for (let seed = 1; seed <= 200; seed += 1) expect(checkHistory(withInjected(lines, randomOf(seed))).overlaps.length, `seed ${seed}`).toBeGreaterThan(0)
  })

  it('takes a cancel for done from when it was asked, a booking from when it was told', () => {
    const first = ok('book', 'a', 0, 10, { held: held(1, 4) })
    expect(checkHistory([first, ok('cancel', 'a', 20, 40), ok('book', 'b', 15, 30, { held: held(4, 5) })]).overlaps).toEqual([])
    expect(checkHistory([first, ok('cancel', 'a', 31, 40), ok('book', 'b', 15, 30, { held: held(4, 5) })]).overlaps).toEqual(['a and b'])
    expect(checkHistory([first, ok('book', 'b', 15, 30, { held: held(5, 6) }), ok('book', 'c', 15, 30, { held: held(1, 4, 'f') })]).overlaps).toEqual([])
  })

  it('believes nothing of what nobody heard the answer of', () => {
    const first = ok('book', 'a', 0, 10, { held: held(1, 4) })
    expect(checkHistory([first, ok('book', 'b', 20, 30, { held: held(1, 4), result: 'info' })])).toMatchObject({ overlaps: [], unheard: 1 })
    expect(checkHistory([first, ok('cancel', 'a', 20, 30, { result: 'info' }), ok('book', 'b', 40, 50, { held: held(1, 4) })]).overlaps).toEqual([])
    const claim = { ...ok('claim', 'x', 20, 30, { from: 'h', result: 'info' }), owner: null }
    expect(checkHistory([ok('hold', 'h', 0, 10, { held: held(1, 4), expiresAt: 1000 }), claim, ok('book', 'b', 40, 50, { held: held(1, 4) })]).overlaps).toEqual([])
  })

  it('knows that a hold ends by itself, and that a booking goes on with what its hold had', () => {
    const hold = ok('hold', 'h', 0, 10, { held: held(1, 4), expiresAt: 100 })
    expect(checkHistory([hold, ok('book', 'b', 101, 120, { held: held(1, 4) })]).overlaps).toEqual([])
    expect(checkHistory([hold, ok('book', 'b', 50, 90, { held: held(1, 4) })]).overlaps).toEqual(['b and h'])
    const claimed = [hold, ok('claim', 'a', 60, 80, { from: 'h', held: held(1, 4) })]
    expect(checkHistory([...claimed, ok('book', 'b', 65, 70, { held: held(2, 3) })]).overlaps).toEqual(['a and b'])
    expect(checkHistory([...claimed, ok('cancel', 'a', 200, 210)]).standing).toEqual(new Set())
    expect(checkHistory(claimed).standing).toEqual(new Set(['a']))
  })

  it('takes note of a loser who is told anything but that somebody was faster', () => {
    const lost = { ...ok('book', 'a', 0, 1), owner: null, result: 'fail' as const }
    expect(checkHistory([{ ...lost, status: 409, code: 'consultations.slot-taken' }]).surprises).toEqual([])
    expect(checkHistory([{ ...lost, status: 500, code: 'unexpected' }, { ...lost, status: 409, code: 'in-progress' }]).surprises).toHaveLength(2)
  })
})
