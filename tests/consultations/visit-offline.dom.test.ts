import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { keepVisitsForLater, loadVisits } from '#client/consultations/visit-list.ts'
import { listLocalWork } from '#client/ui/local-work.ts'
import { disk, fakeIdb, fakeKeyRange, phone as storage, settle } from '../subsidies/stage.dom.ts'
import { aBooking, aRecord, fakeAxios, goOnUntil, line, me, openPhone, server, type Phone } from './visit-stage.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})
vi.stubGlobal('IDBKeyRange', fakeKeyRange)

/** Until something is sent. */
const pause = 1_300
let phone: Phone
const now = Date.parse('2026-11-23T02:35:00.000Z')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now })
  server.reset()
  line(true)
  storage.refusesToStore = false
  phone = openPhone(me)
})
afterEach(async () => {
  phone.kill()
  await settle()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** The page is killed and opened again, as whom the phone or the server says. */
async function reopen(): Promise<void> {
  phone.kill()
  await settle()
  phone = openPhone(undefined)
  await goOnUntil(phone.session.load())
}
/** Nothing more was done for a while, and what could be sent went, however slow the machine. */
async function pauseOver(): Promise<void> {
  await settle(pause)
  await goOnUntil(phone.store.flush('b1'))
  await settle()
}
const isOnDisk = (part: string) => [...disk.keys()].some((name) => name.includes(part))
async function arrivedAndOpen(): Promise<void> {
  server.booking = aBooking({ state: 'arrived', version: 2 })
  await phone.open()
}

describe('checking in', () => {
  it('is at once on the phone, then on the server, once', async () => {
    await phone.open()
    phone.store.checkIn('b1', 'arrive', '', now)
    expect(phone.view()).toMatchObject({ state: 'arrived', mayWrite: true })
    await goOnUntil(phone.store.flush('b1'))
    await settle()
    expect(server.changes()).toEqual(['POST arrive'])
    expect(phone.view()).toMatchObject({ deed: null, unsent: 0, state: 'arrived' })
    expect(isOnDisk('visit.work.')).toBe(false)
  })

  it('without a network outlives the page, and goes with the same key when its answer is lost', async () => {
    await phone.open()
    line(false)
    phone.store.checkIn('b1', 'arrive', '', now)
    await pauseOver()
    await reopen()
    expect((await phone.open()).state).toBe('arrived')
    server.lostAnswers = 1
    line(true)
    await pauseOver()
    await settle(5_000)
    const keys = server.sent.filter(({ method }) => method === 'POST').map(({ headers }) => headers['Idempotency-Key'])
    expect([keys.length, new Set(keys).size, server.booking.version]).toEqual([2, 1, 2])
    expect(phone.view().deed).toBeNull()
  })

  it('is over where an officer has checked in meanwhile', async () => {
    await phone.open()
    line(false)
    phone.store.checkIn('b1', 'arrive', '', now)
    await settle()
    server.booking = aBooking({ state: 'arrived', version: 2 })
    line(true)
    await pauseOver()
    expect(phone.view()).toMatchObject({ deed: null, isStuck: false, state: 'arrived' })
  })

  it('that the server does not take waits for the expert, with everything written', async () => {
    await phone.open()
    line(false)
    phone.store.checkIn('b1', 'arrive', '', now)
    phone.store.setPart('b1', 'advice', '先分类')
    await settle()
    server.booking = aBooking({ state: 'cancelled', version: 2 })
    line(true)
    await pauseOver()
    await pauseOver()
    expect(phone.view()).toMatchObject({ state: 'cancelled', isStuck: true, unsent: 2, unsentParts: 1 })
    expect(phone.view().written.advice).toBe('先分类')
    expect(server.changes()).toEqual(['POST arrive'])
    phone.store.giveUp('b1')
    await settle()
    expect([phone.view().unsent, isOnDisk('visit.work.')]).toEqual([0, false])
  })
})

describe('writing the record', () => {
  it('without a network outlives the page, and goes after the check-in as one', async () => {
    await phone.open()
    line(false)
    phone.store.checkIn('b1', 'arrive', '', now)
    phone.store.setPart('b1', 'people', [{ name: '周建国', department: '', title: '部长' }])
    phone.store.setPart('b1', 'advice', '先分类')
    await pauseOver()
    expect(server.changes()).toEqual([])
    await reopen()
    expect((await phone.open()).written).toMatchObject({ people: [{ name: '周建国' }], advice: '先分类' })
    phone.store.setPart('b1', 'plan', '月底回访')
    await pauseOver()
    line(true)
    await pauseOver()
    await pauseOver()
    expect(server.changes()).toEqual(['POST arrive', 'PUT record'])
    expect(server.record).toMatchObject({ version: 1, advice: '先分类', plan: '月底回访', people: [{ name: '周建国' }] })
    expect([phone.view().unsent, isOnDisk('visit.work.')]).toEqual([0, false])
  })

  it('whose answer was lost is there once, whatever was written since', async () => {
    await arrivedAndOpen()
    server.lostAnswers = 1
    phone.store.setPart('b1', 'advice', '先')
    await pauseOver()
    phone.store.setPart('b1', 'advice', '先分类')
    await reopen()
    await phone.open()
    await pauseOver()
    await settle(5_000)
    expect(phone.view()).toMatchObject({ conflicts: [], unsent: 0 })
    expect(server.record).toMatchObject({ advice: '先分类', version: 2 })
  })

  it('keeps in the box what the server trims', async () => {
    await arrivedAndOpen()
    phone.store.setPart('b1', 'advice', '先分类\n')
    await pauseOver()
    expect([server.record.advice, phone.view().unsent]).toEqual(['先分类', 0])
  })

  it('holds back what the server does not take, until it is changed', async () => {
    await arrivedAndOpen()
    server.refusal = { status: 422, code: 'invalid-input', fields: [{ field: 'followUps[0].dueOn', reason: 'date-format' }] }
    phone.store.setPart('b1', 'followUps', [{ id: 'x', what: '回访', owner: 'firm', dueOn: '2026' }])
    await pauseOver()
    await settle(10_000)
    expect([server.changes(), phone.view().problems.length]).toEqual([['PUT record'], 1])
    server.refusal = null
    phone.store.setPart('b1', 'followUps', [{ id: 'x', what: '回访', owner: 'firm', dueOn: null }])
    await pauseOver()
    expect([phone.view().problems, phone.view().unsent, server.record.followUps.length]).toEqual([[], 0, 1])
  })

  it('that was handed in from another phone waits until it is taken back', async () => {
    await arrivedAndOpen()
    line(false)
    phone.store.setPart('b1', 'advice', '先分类')
    await pauseOver()
    server.booking = aBooking({ state: 'recorded', version: 3 })
    server.record = aRecord({ state: 'submitted', advice: '', version: 1 })
    line(true)
    await pauseOver()
    expect(phone.view()).toMatchObject({ isStuck: true, unsentParts: 1 })
    server.booking = aBooking({ state: 'arrived', version: 4 })
    server.record = { ...server.record, state: 'draft' }
    await goOnUntil(phone.store.refetch('b1'))
    await pauseOver()
    expect(server.record.advice).toBe('先分类')
  })
})

describe('two phones', () => {
  it('that wrote one part otherwise: the other parts go, the choice is asked for and goes', async () => {
    await arrivedAndOpen()
    line(false)
    phone.store.setPart('b1', 'advice', '先分类')
    phone.store.setPart('b1', 'problems', '年费忘缴')
    await pauseOver()
    server.saveElsewhere({ advice: '全部续缴', plan: '月底回访' })
    line(true)
    await pauseOver()
    await pauseOver()
    expect(phone.view().conflicts).toEqual(['advice'])
    expect(server.record).toMatchObject({ advice: '全部续缴', plan: '月底回访', problems: '年费忘缴' })
    phone.store.settle('b1', 'advice', 'mine')
    await pauseOver()
    expect(server.record).toMatchObject({ advice: '先分类', plan: '月底回访', problems: '年费忘缴' })
    expect(phone.view()).toMatchObject({ conflicts: [], unsent: 0 })
  })

  it('keep theirs when that is chosen', async () => {
    await arrivedAndOpen()
    line(false)
    phone.store.setPart('b1', 'advice', '先分类')
    await pauseOver()
    server.saveElsewhere({ advice: '全部续缴' })
    line(true)
    await pauseOver()
    phone.store.settle('b1', 'advice', 'theirs')
    await pauseOver()
    expect([phone.view().written.advice, phone.view().unsent, server.record.version]).toEqual(['全部续缴', 0, 1])
  })
})

describe('what lies on the phone', () => {
  it('is named on the offline page, and counted where nobody is known', async () => {
    await arrivedAndOpen()
    line(false)
    phone.store.setPart('b1', 'advice', '先分类')
    await pauseOver()
    const works = await goOnUntil(listLocalWork())
    expect(works.find(({ to }) => to === '/consultations/visits/b1')).toMatchObject({ title: expect.stringContaining('苇畔新材料'), unsent: 1 })
  })

  it('is read before the yard is reached, and goes with the contact once the visit is cancelled', async () => {
    const keep = async () => {
      const vault = await openMyVault('e1')
      await keepVisitsForLater(vault, await loadVisits(vault)).catch(() => undefined)
    }
    await goOnUntil(keep())
    expect(isOnDisk('e1/visit.copy.b1')).toBe(true)
    line(false)
    await reopen()
    expect((await phone.open()).booking.contactPhone).toBe('13800000001')
    line(true)
    server.booking = aBooking({ state: 'cancelled', version: 2, contactPhone: null })
    await goOnUntil(phone.session.confirm())
    await goOnUntil(keep())
    expect(isOnDisk('e1/visit.copy.b1')).toBe(false)
  })

  it('that went to another expert leaves nothing of the firm here, as soon as it is looked at', async () => {
    await phone.open()
    await settle()
    expect(isOnDisk('visit.copy.b1')).toBe(true)
    server.isElsewhere = true
    await goOnUntil(phone.store.refetch('b1'))
    expect(isOnDisk('visit.copy.b1')).toBe(false)
    const sheet = phone.store.sheetOf('b1')
    expect([sheet?.copy.value, sheet?.error.value?.code]).toEqual([null, 'not-found'])
  })

  it('is not sent under another person', async () => {
    await arrivedAndOpen()
    line(false)
    phone.store.setPart('b1', 'advice', '先分类')
    await pauseOver()
    const other = { ...me, id: 'e2', name: '孟凡' }
    server.signedInAs = other
    line(true)
    phone.session.set(other)
    await pauseOver()
    await settle(10_000)
    expect(server.changes()).toEqual([])
    expect(isOnDisk('e1/visit.work.b1')).toBe(true)
  })

  it('is said to last as long as the page where the phone keeps nothing', async () => {
    await arrivedAndOpen()
    line(false)
    storage.refusesToStore = true
    phone.store.setPart('b1', 'advice', '先分类')
    await pauseOver()
    expect(phone.view().isPersistent).toBe(false)
  })
})
