import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Field } from '#contract/subsidies/programme.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import ApplicationCheckPage from '#client/subsidies/ApplicationCheckPage.vue'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { disk, fakeAxios, fakeIdb, openStage, phone, server, settle, type Stage } from './stage.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})

const path = '/subsidies/applications/a1/check'
const fields: Field[] = [
  { type: 'text', name: 'bank', label: '贷款银行', required: true, maxLength: 80 },
  { type: 'money', name: 'loanFen', label: '贷款金额', required: true, minFen: 100, maxFen: 100_000_000_000 },
]
const page = {
  id: 'p1',
  paperId: 'license',
  position: 1,
  file: {
    id: 'x',
    name: '执照.jpg',
    mediaType: 'image/jpeg',
    sizeBytes: 1,
    sha256: '',
   
    pages: 1,
    width: 1,
    height: 1,
    createdAt: '',
  },
} as const
const complete: Partial<Application> = { answers: { bank: '甲行', loanFen: 600_000_000, account: '37050163000000000371' }, papers: [page] }
let stage: Stage

async function open(application: Partial<Application>): Promise<void> {
  server.reset(application, fields)
  stage = await openStage(ApplicationCheckPage, path)
}
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-23T06:40:00Z') })
  Element.prototype.scrollIntoView = () => undefined
  disk.clear()
  phone.refusesToStore = false
  forgetVaults()
})
afterEach(() => {
  stage.close()
  vi.useRealTimers()
})

const submits = () => server.sent.filter((request) => request.url.endsWith('/actions/submit'))
const tickStatement = async () => {
  document.querySelector<HTMLElement>('#statement input')?.click()
  await settle()
}

describe('looking everything over', () => {
  it('says before submitting who of the firm will hear of it, and where', async () => {
    server.reset(complete, fields)
    const member = { phoneMasked: '138****0002', role: 'clerk', state: 'active', isMe: false }
    server.more.set('GET /api/accounts/firms/f1/members', () => ({ items: [{ ...member, id: 'm1', name: '李敏' }, { ...member, id: 'm2', name: '周建国' }] }))
    stage = await openStage(ApplicationCheckPage, path)
    expect(stage.text()).toContain('办理结果会通知李敏、周建国，企业的 2 位成员，发到「消息」')
  })

  it('reads sums back in both units and shows only the end of an account number', async () => {
    await open(complete)
    expect(stage.text()).toContain('6,000,000 元（600.00 万元）')
    expect(stage.text()).toContain('****0371')
    expect(stage.text()).not.toContain('37050163000000000371')
    expect(stage.text()).toContain('材料 1 份，共 1 页')
  })

  it('leads from each answer to its field, and back here', async () => {
    await open(complete)
    await stage.press('改贷款金额')
    expect(stage.router.currentRoute.value.fullPath).toBe('/subsidies/applications/a1/sections/deal?from=check&at=loanFen')
  })

  it('lists what is missing with the way there, and sends nothing', async () => {
    await open({ answers: { bank: '甲行' } })
    expect(stage.text()).toContain('还有 3 处没填好')
    expect(stage.button('营业执照（副本）还没有交').getAttribute('href')).toBe('/subsidies/applications/a1/papers?at=license')
    await stage.press('还有 3 处没填好')
    expect(document.activeElement?.id).toBe('missing')
    expect(submits()).toHaveLength(0)
  })

  it('asks for the statement, which is never ticked beforehand', async () => {
    await open(complete)
    expect(stage.button('先勾选「以上属实」').getAttribute('aria-disabled')).toBe('true')
    await stage.press('先勾选')
    expect(submits()).toHaveLength(0)
    await tickStatement()
    expect(stage.button('提交给市场监管局').getAttribute('aria-disabled')).toBe('false')
  })

  it('cannot be submitted outside the window, and says so', async () => {
    server.reset(complete, fields)
    server.programme = { ...server.programme, availability: 'over', closesOn: '2026-11-20' }
    stage = await openStage(ApplicationCheckPage, path)
    expect(stage.text()).toContain('11月20日已截止，不能提交')
  })
})

describe('submitting', () => {
  it('five quick taps are one command with one key and the version that was looked at', async () => {
    await open(complete)
    await tickStatement()
    const button = stage.button('提交给')
    for (let tap = 0; tap < 5; tap += 1) button.click()
    await settle()
    expect(submits()).toHaveLength(1)
    expect(submits()[0]?.data).toEqual({ statement: true, version: 1 })
    expect(submits()[0]?.headers['Idempotency-Key']).toMatch(/[\w-]{20,}/)
    expect(stage.router.currentRoute.value.path).toBe('/subsidies/applications/a1/submitted')
    expect(disk.size).toBe(0)
  })

  it('without a network sends nothing, says so and never looks like success', async () => {
    await open(complete)
    await tickStatement()
    server.isOnline = false
    await stage.press('提交给')
    expect(stage.text()).toContain('没有网，还没有提交成功')
    expect(stage.text()).not.toContain('HT2026')
    expect(stage.router.currentRoute.value.path).toBe(path)
  })

  it('whose answer was lost keeps its key over a reload, so it stays one command', async () => {
    await open(complete)
    await tickStatement()
    server.lostAnswers = 1
    const before = server.application
    await stage.press('提交给')
    const [first] = submits()
    server.application = before
    stage.close()
    forgetVaults()
    stage = await openStage(ApplicationCheckPage, path)
    expect(stage.text()).toContain('上次提交没等到回音')
    await tickStatement()
    await stage.press('提交给')
    expect(submits().map((request) => request.headers['Idempotency-Key'])).toEqual([
      first?.headers['Idempotency-Key'],
      first?.headers['Idempotency-Key'],
    ])
  })

  it('after the window has closed leaves the draft and says why', async () => {
    await open(complete)
    await tickStatement()
    server.refusal = { status: 409, code: 'subsidies.window-closed' }
    await stage.press('提交给')
    expect(stage.text()).toContain('已过申报时间。草稿还在')
    expect(server.application.state).toBe('draft')
    expect(disk.size).toBe(0)
  })

  it('by a colleague a moment earlier shows who, when and the number', async () => {
    await open(complete)
    await tickStatement()
    server.refusal = { status: 409, code: 'cases.wrong-state' }
    server.application = {
      ...server.application,
      state: 'submitted',
      version: 2,
      number: 'HT2026-ZH-0009',
      submittedBy: '王强',
      submittedAt: '2026-11-23T07:08:00.000Z',
    }
    await stage.press('提交给')
    expect(stage.text()).toContain('王强 11月23日 15:08 提交的，编号 HT2026-ZH-0009')
  })
})
