import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSessionStore } from '#client/accounts/session.ts'
import { hasDirtyForm } from '#client/ui/form-guard.ts'
import { listLocalWork } from '#client/ui/local-work.ts'
import { disk, fakeIdb, fakeKeyRange, phone as storage, settle } from '../subsidies/stage.dom.ts'
import { fakeAxios, goOnUntil, line, openPhone, server, type Phone } from './offline-stage.dom.ts'
import { anAssessment, me } from './pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})
vi.stubGlobal('IDBKeyRange', fakeKeyRange)

/** Until something is sent; and until what went is written as one. */
const [pause, rest] = [1_000, 1_600]
let phone: Phone

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now: new Date('2026-11-23T02:08:00.000Z') })
  server.reset()
  line(true)
  storage.refusesToStore = false
  phone = openPhone(me)
})
afterEach(async () => {
  phone.kill()
  // What was being written when it died is written before the next phone is made.
  await settle()
  vi.useRealTimers()
})

/** The page is killed and opened again, as whom the phone or the server says. */
async function reopen(): Promise<void> {
  phone.kill()
  phone = openPhone(undefined)
  await goOnUntil(phone.session.load())
}
const isOnDisk = (part: string) => [...disk.keys()].some((name) => name.includes(part))

describe('what the server does not take', () => {
  it('is marked with why, holds nothing up, and goes when it is changed', async () => {
    await phone.open()
    server.refusals.set('k1', { status: 422, code: 'invalid-input', fields: [{ field: 'note', reason: 'required' }] })
    phone.store.setAnswer('as1', 'k1', 'observation', '')
    phone.store.setAnswer('as1', 'n1', 'conform', '')
    await settle(pause)
    expect(phone.places()).toEqual({ k1: 'observation refused', n1: 'conform server' })
    expect(phone.view().answers.get('k1')?.problems).toEqual([{ field: 'note', reason: 'required' }])
    expect(server.puts().filter(([itemId]) => itemId === 'k1')).toHaveLength(1)
    server.refusals.clear()
    phone.store.setAnswer('as1', 'k1', 'observation', '差一点')
    await settle(pause)
    expect(phone.places()).toEqual({ k1: 'observation server', n1: 'conform server' })
  })

  it('while it is reviewed is kept and goes when it comes back', async () => {
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    server.change({ state: 'in-review', mayAnswer: false, version: 2 })
    await settle(pause)
    expect(phone.places()).toEqual({ k1: 'conform phone' })
    expect(phone.view()).toMatchObject({ unsent: 1, assessment: { state: 'in-review', mayAnswer: false } })
    const puts = server.puts().length
    await settle(60_000)
    expect(server.puts()).toHaveLength(puts)
    server.change({ state: 'changes', mayAnswer: true, version: 3 })
    await goOnUntil(phone.store.refetch('as1'))
    await settle(pause)
    expect(phone.places()).toEqual({ k1: 'conform server' })
  })

  it('of one that was finished is said, and may be given up', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    server.change({ state: 'closed', mayAnswer: false, version: 2 })
    line(true)
    await settle(pause)
    expect(phone.places()).toEqual({ k1: 'conform refused' })
    phone.store.settle('as1', 'k1', 'theirs')
    await settle(pause)
    expect(phone.places()).toEqual({})
  })
})

describe('whose it is', () => {
  it('somebody else on the phone neither sees nor sends it; its owner does later', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    const other = { ...me, id: 'other', name: '王强' }
    server.signedInAs = other
    phone.session.set(other)
    line(true)
    await settle(pause)
    expect(phone.store.sheetOf('as1')).toBeNull()
    await phone.open()
    expect(phone.places()).toEqual({})
    expect(server.puts()).toEqual([])
    server.signedInAs = me
    phone.session.set(me)
    await goOnUntil(phone.store.resume())
    await settle(pause)
    expect(server.answerOf('k1')).toMatchObject({ answer: 'conform', by: { id: 'a1' } })
  })

  it('signing out without a network forgets the person and the key at once; the work waits sealed', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    await goOnUntil(phone.session.signOut())
    expect(phone.session.me).toBeNull()
    expect(await listLocalWork()).toContainEqual({ title: '贯标自评', detail: '1 处，加密存在本机，连上网自动打开、接着传', unsent: 1 })
    phone.kill()
    phone = openPhone(undefined)
    expect(await goOnUntil(phone.session.load().catch(() => 'nobody'))).toBe('nobody')
    // The server is told as soon as there is a network, before it is asked anything else.
    line(true)
    await settle()
    expect(server.signedInAs).toBeNull()
    expect(server.puts()).toEqual([])
  })

  it('nothing is sent when the server knows somebody else than the phone remembers', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    await reopen()
    await phone.open()
    server.signedInAs = { ...me, id: 'other', name: '王强' }
    line(true)
    await settle(pause)
    expect(phone.session.me?.id).toBe('other')
    expect(server.puts()).toEqual([])
    expect(isOnDisk('a1/assessment.answer.as1/k1')).toBe(true)
  })

  it('a session that is over stays open on the page, is not remembered, and goes on when the code was right', async () => {
    await phone.open()
    server.signedInAs = null
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    expect(phone.session.isLost).toBe(true)
    expect(phone.places()).toEqual({ k1: 'conform phone' })
    expect(localStorage.getItem('zqt.kept')).toBeNull()
    server.signedInAs = me
    phone.session.set(me)
    await settle(pause)
    expect(server.answerOf('k1')?.answer).toBe('conform')
    expect(localStorage.getItem('zqt.kept')).toBe('1')
  })

  it('nobody is remembered longer than the session lives', async () => {
    phone.kill()
    phone = openPhone({ ...me, sessionSeconds: 3_600 })
    await phone.open()
    line(false)
    await settle(3_600_000)
    phone.kill()
    phone = openPhone(undefined)
    expect(await goOnUntil(phone.session.load().catch(() => 'nobody'))).toBe('nobody')
  })
})

describe('a phone that keeps nothing', () => {
  it('says so, guards the page, and still sends', async () => {
    storage.refusesToStore = true
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    expect(phone.view()).toMatchObject({ isPersistent: false, unsent: 1 })
    expect(hasDirtyForm()).toBe(true)
    line(true)
    await settle(pause)
    expect(server.answerOf('k1')?.answer).toBe('conform')
    expect(hasDirtyForm()).toBe(false)
  })

  it('does not guard what is safe on it', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    expect(phone.view()).toMatchObject({ isPersistent: true, unsent: 1 })
    expect(hasDirtyForm()).toBe(false)
    expect(await listLocalWork()).toContainEqual({ title: '贯标自评', to: '/assessment/as1', unsent: 1, detail: '1 处还没传到服务器' })
  })
})

describe('what is kept goes', () => {
  it('when the assessment is finished and everything sent', async () => {
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    await settle(rest)
    expect(isOnDisk('assessment.copy.as1')).toBe(true)
    phone.store.adopt({ ...server.one(), state: 'closed', mayAnswer: false, version: 2 })
    await settle(pause)
    expect(isOnDisk('assessment.copy.as1')).toBe(false)
  })

  it('when it was deleted here, or by a colleague', async () => {
    await phone.open()
    await goOnUntil(phone.store.remove('as1'))
    expect(isOnDisk('.as1')).toBe(false)
    server.assessments.set('as1', anAssessment())
    await phone.open()
    expect(isOnDisk('assessment.copy.as1')).toBe(true)
    server.assessments.delete('as1')
    await goOnUntil(phone.store.refetch('as1'))
    await settle()
    expect(isOnDisk('.as1')).toBe(false)
  })

  it('but not what this person may not see any more: their membership may come back', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    server.assessments.delete('as1')
    useSessionStore().set({ ...me, firms: [] })
    line(true)
    await settle(pause)
    expect(isOnDisk('assessment.answer.as1/k1')).toBe(true)
  })
})
