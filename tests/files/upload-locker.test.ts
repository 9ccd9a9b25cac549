import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { UploadLocker } from '#server/files/upload-locker.ts'

describe('requests for one upload', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const never = () => new AbortController().signal
  const nothing = () => undefined

  it('come in one at a time, in order', async () => {
    const locker = new UploadLocker()
    const order: string[] = []
    const [first, second, third] = [locker.newLock('a'), locker.newLock('a'), locker.newLock('a')]
    await first.lock(never(), nothing)
    const waiting = [second.lock(never(), nothing).then(() => order.push('second')), third.lock(never(), nothing).then(() => order.push('third'))]
    await vi.advanceTimersByTimeAsync(100)
    expect(order).toEqual([])
    await first.unlock()
    await vi.advanceTimersByTimeAsync(1)
    expect(order).toEqual(['second'])
    await second.unlock()
    await Promise.all(waiting)
    expect(order).toEqual(['second', 'third'])
  })

  it('do not hold up another upload', async () => {
    const locker = new UploadLocker()
    await locker.newLock('a').lock(never(), nothing)
    await locker.newLock('b').lock(never(), nothing)
  })

  it('ask the one before to stop, for its phone is back', async () => {
    const locker = new UploadLocker()
    const stop = vi.fn()
    const first = locker.newLock('a')
    await first.lock(never(), stop)
    const second = locker.newLock('a').lock(never(), nothing)
    await vi.advanceTimersByTimeAsync(1)
    expect(stop).toHaveBeenCalled()
    await first.unlock()
    await second
  })

  it('give up after ten seconds, or when they are given up, and leave the line free', async () => {
    const locker = new UploadLocker()
    const first = locker.newLock('a')
    await first.lock(never(), nothing)
    const late = expect(locker.newLock('a').lock(never(), nothing)).rejects.toMatchObject({ code: 'files.locked' })
    const gone = new AbortController()
    const left = expect(locker.newLock('a').lock(gone.signal, nothing)).rejects.toMatchObject({ code: 'files.locked' })
    await vi.advanceTimersByTimeAsync(10)
    gone.abort()
    await vi.advanceTimersByTimeAsync(10_000)
    await Promise.all([late, left])
    await first.unlock()
    await locker.newLock('a').lock(never(), nothing)
  })
})
