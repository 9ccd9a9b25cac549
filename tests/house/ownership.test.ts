import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askOwner, ownDataDir, socketPath } from '#server/lock.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'zqt-owner-')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const refuse = () => Promise.reject(new Error('not understood'))

describe('the data folder has one owner', () => {
  it('refuses a second process while the first serves it, and lets it in afterwards', async () => {
    const first = await ownDataDir(folder, refuse)
    await expect(ownDataDir(folder, refuse)).rejects.toThrow(/another process already serves/)
    await first.release()
    const second = await ownDataDir(folder, refuse)
    await second.release()
  })

  it('is taken over from a process that died without a word', async () => {
    writeFileSync(socketPath(folder), '')
    const owner = await ownDataDir(folder, refuse)
    await owner.release()
  })

  it('lets one of five that start at once have it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => ownDataDir(folder, refuse)))
    const owners = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    expect(owners).toHaveLength(1)
    await Promise.all(owners.map((owner) => owner.value.release()))
  })

  it('carries out operator commands in the owning process and passes on what went wrong', async () => {
    const owner = await ownDataDir(folder, ({ name, args }) => (name === 'echo' ? Promise.resolve(args) : refuse()))
    expect(await askOwner(folder, { name: 'echo', args: { phone: '13800000010' } })).toEqual({ ok: true, result: { phone: '13800000010' } })
    expect(await askOwner(folder, { name: 'nonsense', args: {} })).toEqual({ ok: false, error: 'not understood' })
    await owner.release()
  })

  it('shows signs of life while a command takes long, and they are no answer', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const work = Promise.withResolvers<string>()
    const owner = await ownDataDir(folder, () => work.promise)
    const answer = askOwner(folder, { name: 'long', args: {} })
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { timeout: 20_000 })
    vi.advanceTimersByTime(60_000)
    work.resolve('done')
    expect(await answer).toEqual({ ok: true, result: 'done' })
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
    await owner.release()
  })

  it('answers nothing when nobody owns it', async () => {
    expect(await askOwner(folder, { name: 'whoami', args: {} })).toBeUndefined()
  })
})
