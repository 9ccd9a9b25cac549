import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSessionStore } from '#client/accounts/session.ts'
import { hasDirtyForm } from '#client/ui/form-guard.ts'
import { listLocalWork } from '#client/ui/local-work.ts'
import { disk, fakeIdb, fakeKeyRange, phone as storage, settle } from '../subsidies/stage.dom.ts'
import { fakeAxios, line, openPhone, server, type Phone } from './offline-stage.dom.ts'
import { anAnswer, anAssessment, me } from './pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})
vi.stubGlobal('IDBKeyRange', fakeKeyRange)

/** Until something is sent; and until what went is written as one. */
const [pause, rest] = [400, 1_600]
let phone: Phone

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now: new Date('2026-11-23T02:08:00.000Z') })
  server.reset()
  line(true)
  storage.refusesToStore = false
  phone = openPhone(me)
})
afterEach(() => {
  phone.kill()
  vi.useRealTimers()
})

/** The page is killed and opened again, as whom the phone or the server says. */
async function reopen(): Promise<void> {
  phone.kill()
  phone = openPhone(undefined)
  const loading = phone.session.load()
  await settle()
  await loading
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
    await phone.store.resume()
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
    await phone.store.open('as1')
    await settle()
    expect(phone.store.sheetOf('as1')?.error.value?.code).toBe('offline')
  })
})

describe('beginning without a network', () => {
  async function beginOffline(): Promise<string> {
    await phone.open()
    server.assessments.clear()
    line(false)
    const beginning = phone.store.begin({ firmId: 'f1', editionId: 'e23', opening: { sells: ['no'] } })
    await settle()
    const id = await beginning
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
    const beginning = phone.store.begin({ firmId: 'f1', editionId: 'e23', answers: { k1: { answer: 'conform' }, k2: { answer: 'minor' } } })
    await settle(pause)
    expect(await beginning).toBe('as1')
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
    await phone.store.refetch('as1')
    expect(phone.places()).toEqual({ k2: 'conform server' })
  })
})

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
    await phone.store.refetch('as1')
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
    await phone.store.resume()
    await settle(pause)
    expect(server.answerOf('k1')).toMatchObject({ answer: 'conform', by: { id: 'a1' } })
  })

  it('signing out without a network forgets the person and the key at once; the work waits sealed', async () => {
    await phone.open()
    line(false)
    phone.store.setAnswer('as1', 'k1', 'conform', '')
    await settle(pause)
    const leaving = phone.session.signOut()
    await settle()
    await leaving
    expect(phone.session.me).toBeNull()
    expect(await listLocalWork()).toContainEqual({ title: '贯标自评', detail: '1 处，加密存在本机，连上网自动打开、接着传', unsent: 1 })
    phone.kill()
    phone = openPhone(undefined)
    const loading = phone.session.load().catch(() => 'nobody')
    await settle()
    expect(await loading).toBe('nobody')
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
    const loading = phone.session.load().catch(() => 'nobody')
    await settle()
    expect(await loading).toBe('nobody')
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
    const removing = phone.store.remove('as1')
    await settle()
    await removing
    expect(isOnDisk('.as1')).toBe(false)
    server.assessments.set('as1', anAssessment())
    await phone.open()
    expect(isOnDisk('assessment.copy.as1')).toBe(true)
    server.assessments.delete('as1')
    await phone.store.refetch('as1')
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
