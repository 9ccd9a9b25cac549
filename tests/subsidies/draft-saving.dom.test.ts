import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ApplicationSectionPage from '#client/subsidies/ApplicationSectionPage.vue'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { hasDirtyForm } from '#client/ui/form-guard.ts'
import { disk, fakeAxios, fakeIdb, me, openStage, phone, server, settle, type Stage } from './stage.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})

const path = '/subsidies/applications/a1/sections/deal'
const fullQuiet = 1_300
let stage: Stage

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-23T06:40:00Z') })
  Element.prototype.scrollIntoView = () => undefined
  server.reset({ answers: { bank: '甲行', way: '转让' } })
  disk.clear()
  phone.refusesToStore = false
  forgetVaults()
  stage = await openStage(ApplicationSectionPage, path)
})
afterEach(() => {
  stage.close()
  vi.useRealTimers()
})

/** The page is killed and opened again; only what lies on the phone is left. */
async function reopen(): Promise<void> {
  stage.close()
  forgetVaults()
  stage = await openStage(ApplicationSectionPage, path)
}

describe('a draft that saves itself', () => {
  it('sends only what was changed, on the version it was changed on, after a pause', async () => {
    await stage.type('贷款银行', '乙行')
    await settle(800)
    expect(server.patches()).toHaveLength(0)
    await settle(600)
    expect(server.patches().map(({ data, headers }) => [data, headers['If-Match']])).toEqual([[{ answers: { bank: '乙行' } }, '"1"']])
    expect(stage.text()).toContain('已存到服务器 14:33')
  })

  it('sends at once when a box is left', async () => {
    await stage.type('贷款银行', '乙行')
    await stage.leave('贷款银行')
    expect(server.application.answers.bank).toBe('乙行')
  })

  it('sends what was typed meanwhile on the new version', async () => {
    await stage.type('贷款银行', '乙行')
    await settle(fullQuiet)
    await stage.type('贷款银行', '乙行支行')
    await settle(fullQuiet)
    expect(server.patches().map(({ headers }) => headers['If-Match'])).toEqual(['"1"', '"2"'])
    expect(server.application.answers.bank).toBe('乙行支行')
  })

  it('sends nothing when a value is changed back, and then nothing guards the page', async () => {
    await stage.type('贷款银行', '乙行')
    expect(hasDirtyForm()).toBe(true)
    await stage.type('贷款银行', '甲行')
    await settle(fullQuiet)
    expect(server.patches()).toHaveLength(0)
    expect(hasDirtyForm()).toBe(false)
  })

  it('does not say it is on the server before the server said so', async () => {
    await stage.type('贷款银行', '乙行')
    expect(stage.text()).toContain('已存在本机')
    expect(stage.text()).not.toContain('已存到服务器')
  })
})

describe('without a network', () => {
  it('keeps the work on the phone, says so, and sends it when the network is back', async () => {
    server.isOnline = false
    await stage.type('贷款银行', '乙行')
    await settle(fullQuiet)
    expect(stage.text()).toContain('已存在本机 没有网，连上就传到服务器')
    server.isOnline = true
    window.dispatchEvent(new Event('online'))
    await settle()
    expect(server.application.answers.bank).toBe('乙行')
    expect(disk.size).toBe(0)
  })

  it('keeps it unreadable for anyone else on the phone', async () => {
    server.isOnline = false
    await stage.type('贷款银行', '乙行')
    await settle()
    const bytes = [...disk.values()].map((sealed) => new TextDecoder().decode((sealed as { bytes: Uint8Array }).bytes)).join('')
    expect(disk.size).toBe(1)
    expect(bytes).not.toContain('乙行')
  })

  it('has it still after the page was killed, and sends it then', async () => {
    server.isOnline = false
    await stage.type('贷款银行', '乙行')
    await settle(fullQuiet)
    stage.close()
    server.isOnline = true
    await reopen()
    expect(stage.box('贷款银行').value).toBe('乙行')
    await settle(fullQuiet)
    expect(server.application.answers.bank).toBe('乙行')
  })

  it('loses nothing and doubles nothing when only the answer was lost', async () => {
    server.lostAnswers = 1
    await stage.type('贷款银行', '乙行')
    await settle(fullQuiet)
    expect(stage.text()).toContain('已存在本机')
    await settle(11_000)
    expect(server.application).toMatchObject({ version: 2, answers: { bank: '乙行' } })
    expect(stage.text()).toContain('已存到服务器')
    expect(stage.text()).not.toContain('两个人都改了')
  })

  it('says when the phone refuses to keep anything', async () => {
    phone.refusesToStore = true
    server.isOnline = false
    await stage.type('贷款银行', '乙行')
    await settle(fullQuiet)
    expect(stage.text()).toContain('只在这一页')
    expect(stage.text()).not.toContain('已存在本机')
  })
})

describe('a session that ends in mid-form', () => {
  it('keeps what is typed and sends it once the person has signed in again', async () => {
    const session = useSessionStore()
    server.isSignedIn = false
    await stage.type('贷款银行', '乙行')
    await settle(fullQuiet)
    expect(session.isLost).toBe(true)
    expect(stage.text()).toContain('已存在本机 登录后接着传')
    expect(stage.box('贷款银行').value).toBe('乙行')
    server.isSignedIn = true
    session.set(me)
    await settle()
    expect(server.application.answers.bank).toBe('乙行')
  })

  it('and goes on as somebody else sends nothing of the first person', async () => {
    server.isOnline = false
    await stage.type('贷款银行', '乙行')
    await settle(fullQuiet)
    useSessionStore().set({ ...me, id: 'somebody-else' })
    server.isOnline = true
    window.dispatchEvent(new Event('online'))
    await settle(fullQuiet)
    expect(server.patches()).toHaveLength(0)
    expect([...disk.keys()]).toEqual(['me/subsidies.draft.a1'])
  })
})

describe('two people on one draft', () => {
  it('are merged in silence when they changed different answers', async () => {
    await stage.type('贷款银行', '乙行')
    server.saveElsewhere({ demand: '要评估' }, '王强')
    await settle(fullQuiet)
    expect(server.application.answers).toEqual({ bank: '乙行', way: '转让', demand: '要评估' })
    expect(stage.box('需求').value).toBe('要评估')
  })

  it("choose when both changed the same answer; keeping one's own overwrites knowingly", async () => {
    await stage.type('贷款银行', '乙行')
    server.saveElsewhere({ bank: '丙行' }, '王强')
    await settle(fullQuiet)
    expect(stage.text()).toContain('「贷款银行」两个人都改了')
    expect(stage.text()).toMatch(/王强 11月23日 14:32 填的丙行/)
    expect(stage.text()).toContain('您填的乙行')
    expect(server.application.answers.bank).toBe('丙行')
    await stage.press('您填的')
    expect(server.application.answers.bank).toBe('乙行')
  })

  it("choose when both changed the same answer; taking the other's changes the box", async () => {
    await stage.type('贷款银行', '乙行')
    server.saveElsewhere({ bank: '丙行' }, '王强')
    await settle(fullQuiet)
    await stage.press('王强')
    await settle(fullQuiet)
    expect(stage.box('贷款银行').value).toBe('丙行')
    expect(server.application.answers.bank).toBe('丙行')
    expect(disk.size).toBe(0)
  })

  it('find the form closed, with who and when, once one of them has submitted', async () => {
    await stage.type('贷款银行', '乙行')
    server.application = {
      ...server.application,
      state: 'submitted',
      version: 2,
      number: 'HT2026-ZH-0009',
      submittedBy: '王强',
      submittedAt: '2026-11-23T07:08:00.000Z',
    }
    await settle(fullQuiet)
    expect(stage.text()).toContain('已提交，内容不能再改')
    expect(stage.text()).toContain('王强 11月23日 15:08 提交的，编号 HT2026-ZH-0009')
    expect(stage.text()).toContain('这台手机上还有 1 处没传上去，提交的内容里没有：贷款银行')
    expect(() => stage.box('贷款银行')).toThrow()
  })
})

describe('an answer the server does not take', () => {
  it('is held back and shown, while the others are saved', async () => {
    server.refusal = { status: 422, code: 'invalid-input', fields: [{ field: 'bank', reason: 'text-invalid' }] }
    await stage.type('贷款银行', '乙行')
    await settle(fullQuiet)
    expect(stage.note('贷款银行')).toContain('不能保存的字符')
    expect(stage.text()).toContain('1 处服务器没收')
    await stage.type('需求', '要评估')
    await settle(fullQuiet)
    expect(server.application.answers).toEqual({ bank: '甲行', way: '转让', demand: '要评估' })
    server.refusal = null
    await stage.type('贷款银行', '丁行')
    await settle(fullQuiet)
    expect(server.application.answers.bank).toBe('丁行')
  })
})
