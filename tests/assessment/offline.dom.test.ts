import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { disk, fakeIdb, fakeKeyRange, phone as storage, settle } from '../subsidies/stage.dom.ts'
import { fakeAxios, goOnUntil, line, openPhone, server, type Phone } from './offline-stage.dom.ts'
import { anAnswer, anAssessment, me } from './pages.dom.ts'

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

describe('answering', () => {
  it('is at once on the phone, then on the server, and only then called so', async () => {
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    expect(phone.places()).toEqual({ k1: 'conform writing' })
    await settle()
    expect(phone.places()).toEqual({ k1: 'conform phone' })
    expect(isOnDisk('assessment.answer.as1/k1')).toBe(true)
    expect(server.puts()).toEqual([])
    await settle(pause)
    expect(server.puts()).toEqual([['k1', { answer: 'conform', note: '' }, '"0"']])
    expect(phone.places()).toEqual({ k1: 'conform server' })
    expect(phone.view().unsent).toBe(0)
  })

  it('leaves nothing to be sent on the phone, but what there is to read', async () => {
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    await settle(rest)
    expect(isOnDisk('assessment.answer.')).toBe(false)
    line(false)
    await reopen()
    await phone.open()
    expect(phone.places()).toEqual({ k1: 'conform server' })
  })

  it('another thing to the same item before it went sends the last word only', async () => {
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle()
    phone.store.setAnswer('as1', 'k1', 'minor', '缺一份')
    await settle(pause)
    expect(server.puts()).toEqual([['k1', { answer: 'minor', note: '缺一份' }, '"0"']])
  })

  it('again what the server has sends nothing', async () => {
    server.change({ answers: [anAnswer('k1', 'conform')] })
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    expect(server.puts()).toEqual([])
    phone.store.setAnswer('as1', 'k1', 'minor', '')
    await settle(pause)
    expect(server.puts()).toEqual([['k1', { answer: 'minor', note: '' }, '"1"']])
  })

  it('to what was only suggested confirms it', async () => {
    server.change({ answers: [anAnswer('k1', 'conform', { origin: 'suggested', by: null })] })
    await phone.open()
    expect(phone.view().score.answered).toBe(0)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    expect(phone.view().score.answered).toBe(1)
    await settle(pause)
    expect(server.answerOf('k1')).toMatchObject({ answer: 'conform', origin: 'answered', version: 2 })
  })

  it('does not redraw other items, nor the list of items', async () => {
    await phone.open()
    const before = phone.view().items
    phone.store.setAnswer('as1', 'n1', 'conform', '')
    await settle(pause)
    const other = phone.view().answers.get('n1')
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    expect(phone.view().answers.get('n1')).toBe(other)
    expect(phone.view().items).toBe(before)
  })
})

describe('without a network', () => {
  it('answers wait in the order they were given and go in it, each once', async () => {
    await phone.open()
    line(false)
    const given = ['n2', 'k1', 's1', 'k2', 'n1']
    for (const itemId of given) {
      phone.store.setAnswer('as1', itemId, 'conform', '')
      await settle(20)
    }
    phone.store.setAnswer('as1', 'k1', 'major', '')
    await settle(5_000)
    expect(server.puts()).toEqual([])
    expect(phone.view()).toMatchObject({ unsent: 5, isOffline: true, isPersistent: true })
    line(true)
    await settle(pause)
    expect(server.puts().map(([itemId]) => itemId)).toEqual(['n2', 's1', 'k2', 'n1', 'k1'])
    expect(server.one().answers.map(({ version }) => version)).toEqual([1, 1, 1, 1, 1])
    expect(phone.view()).toMatchObject({ unsent: 0, isOffline: false })
  })

  it('the page killed and opened again has them still, knows its person, and sends them when there is a network', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'minor', '缺记录')
    await settle(pause)
    await reopen()
    expect(phone.session).toMatchObject({ isConfirmed: false, me: { id: 'a1', name: '李敏' } })
    const view = await phone.open()
    expect(view.answers.get('k1')).toMatchObject({ answer: 'minor', note: '缺记录', place: 'phone' })
    expect(view.score.answered).toBe(1)
    phone.store.setAnswer('as1', 'n1', 'conform', '')
    await settle()
    line(true)
    await settle(pause)
    expect(phone.session.isConfirmed).toBe(true)
    expect(server.puts().map(([itemId]) => itemId)).toEqual(['k1', 'n1'])
  })

  it('what waits goes from any page, without its own', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    line(true)
    phone.kill()
    phone = openPhone(me)
    await goOnUntil(phone.store.resume())
    await settle(pause)
    expect(server.answerOf('k1')?.answer).toBe('conform')
    await settle(rest)
    expect(localStorage.getItem('zqt.assessment-waiting')).toBeNull()
  })

  it('an answer whose reply was lost is not given twice', async () => {
    await phone.open()
    server.lostAnswers = 1
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    expect(phone.places()).toEqual({ k1: 'conform phone' })
    await settle(3_000)
    expect(phone.places()).toEqual({ k1: 'conform server' })
    expect(server.answerOf('k1')?.version).toBe(1)
  })

  it('is tried again by itself, soon after something went', async () => {
    await phone.open()
    server.isOnline = false
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    for (let step = 0; step < 20; step += 1) await settle(2_000)
    server.isOnline = true
    for (let step = 0; step < 30; step += 1) await settle(2_000)
    expect(server.answerOf('k1')?.answer).toBe('conform')
    server.isOnline = false
    phone.store.setAnswer('as1', 'n1', 'conform', '')
    await settle(pause)
    server.isOnline = true
    await settle(2_500)
    expect(server.answerOf('n1')?.answer).toBe('conform')
  })

  it('the circumstances, what is taken back in and the consent wait, too', async () => {
    await phone.open()
    line(false)
    phone.store.change('as1', { opening: { sells: ['no'] } })
    expect(phone.view().items.map(({ item }) => item.id)).not.toContain('s1')
    phone.store.change('as1', { takenBack: ['s1'] })
    expect(phone.view().items.map(({ item }) => item.id)).toContain('s1')
    phone.store.change('as1', { isShared: true })
    await settle()
    await reopen()
    await phone.open()
    expect(phone.view().assessment).toMatchObject({ opening: { sells: ['no'] }, takenBack: ['s1'], isShared: true })
    // A colleague said something else meanwhile.
    server.change({ opening: { sites: ['lab'] }, takenBack: ['n2'], version: 7 })
    line(true)
    await settle(pause)
    expect(server.one()).toMatchObject({ opening: { sites: ['lab'], sells: ['no'] }, takenBack: ['n2', 's1'], isShared: true, version: 8 })
  })

  it('one never opened here says that there is no network', async () => {
    line(false)
    await goOnUntil(phone.store.open('as1'))
    await settle()
    expect(phone.store.sheetOf('as1')?.error.value?.code).toBe('offline')
  })
})

describe('beginning without a network', () => {
  async function beginOffline(): Promise<string> {
    await phone.open()
    server.assessments.clear()
    line(false)
    const id = await goOnUntil(phone.store.begin({ firmId: 'f1', editionId: 'e23', opening: { sells: ['no'] } }))
    phone.store.setAnswer(id, 'k1', 'minor', '')
    await settle()
    return id
  }

  it('is the same assessment later on the server', async () => {
    const id = await beginOffline()
    expect(phone.view(id)).toMatchObject({ isOnServer: false, unsent: 2, assessment: { firmName: '苇畔新材料有限公司', mayAnswer: true } })
    await reopen()
    await phone.open(id)
    expect(phone.places(id)).toEqual({ k1: 'minor phone' })
    line(true)
    await settle(pause)
    expect(server.one(id)).toMatchObject({ id, opening: { sells: ['no'] } })
    expect(server.answerOf('k1', id)?.answer).toBe('minor')
    expect(phone.view(id)).toMatchObject({ isOnServer: true, unsent: 0 })
  })

  it('is laid on the one a colleague began meanwhile; what both answered is chosen', async () => {
    const id = await beginOffline()
    phone.store.setAnswer(id, 'n1', 'conform', '')
    phone.store.setAnswer(id, 'n2', 'conform', '')
    await settle()
    server.assessments.set('theirs', anAssessment({ id: 'theirs', answers: [anAnswer('k1', 'major'), anAnswer('n1', 'conform')] }))
    line(true)
    await settle(pause)
    await settle(pause)
    expect(phone.store.realId(id)).toBe('theirs')
    expect(phone.view(id).id).toBe('theirs')
    expect(phone.view(id).conflicts.map(({ itemId, answer, conflict }) => [itemId, answer, conflict?.answer])).toEqual([['k1', 'minor', 'major']])
    expect(server.puts().map(([itemId]) => itemId)).toEqual(['n2'])
    expect(server.one('theirs').opening).toEqual({ sells: ['no'] })
    // The old address leads there also after the page was killed.
    await reopen()
    await phone.open(id)
    expect(phone.view(id).id).toBe('theirs')
    expect(isOnDisk(`assessment.copy.${id}`)).toBe(false)
  })

  it('takes the short check along, which gives way to what is there', async () => {
    await phone.open()
    server.change({ answers: [anAnswer('k1', 'major')] })
    expect(await goOnUntil(phone.store.begin({ firmId: 'f1', editionId: 'e23', answers: { k1: { answer: 'conform' }, k2: { answer: 'minor' } } }))).toBe('as1')
    await settle(pause)
    expect(server.one().answers.map(({ itemId, answer }) => [itemId, answer])).toEqual([
      ['k1', 'major'],
      ['k2', 'minor'],
    ])
    expect(phone.view().conflicts).toEqual([])
  })
})

describe('two people on one item', () => {
  async function bothAnswer(): Promise<void> {
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    server.answerElsewhere('k1', 'minor', '没找到记录')
    await settle(pause)
  }

  it('both stand there until one chooses, and nothing else is held up', async () => {
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    phone.store.setAnswer('as1', 'n1', 'conform', '')
    server.answerElsewhere('k1', 'minor', '没找到记录')
    await settle(pause)
    expect(phone.view().conflicts).toMatchObject([{ itemId: 'k1', answer: 'conform', conflict: { answer: 'minor', note: '没找到记录', by: { name: '张海' } } }])
    expect(server.answerOf('k1')?.answer).toBe('minor')
    expect(server.answerOf('n1')?.answer).toBe('conform')
  })

  it('the choice is still to be made after the page was killed', async () => {
    await bothAnswer()
    await reopen()
    await phone.open()
    expect(phone.view().conflicts).toMatchObject([{ itemId: 'k1', conflict: { answer: 'minor' } }])
  })

  it("one's own goes on the other's version, knowingly", async () => {
    await bothAnswer()
    phone.store.settle('as1', 'k1', 'mine')
    await settle(pause)
    expect(server.answerOf('k1')).toMatchObject({ answer: 'conform', version: 2 })
    expect(phone.view().conflicts).toEqual([])
  })

  it("the other's stays, and nothing is sent", async () => {
    await bothAnswer()
    const before = server.puts().length
    phone.store.settle('as1', 'k1', 'theirs')
    await settle(pause)
    expect(phone.places()).toEqual({ k1: 'minor server' })
    expect(server.puts()).toHaveLength(before)
    expect(isOnDisk('assessment.answer.')).toBe(false)
  })

  it('that answered the same have nothing to choose', async () => {
    await phone.open()
    phone.store.setAnswer('as1', 'k1', 'minor', '没找到记录 ')
    server.answerElsewhere('k1', 'minor', '没找到记录')
    await settle(pause)
    expect(phone.view()).toMatchObject({ conflicts: [], unsent: 0 })
  })

  it('see what the other answered where they did not', async () => {
    await phone.open()
    server.answerElsewhere('k2', 'conform')
    await goOnUntil(phone.store.refetch('as1'))
    expect(phone.places()).toEqual({ k2: 'conform server' })
  })
})
