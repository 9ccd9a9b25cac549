import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PaperPage } from '#contract/subsidies/schema.ts'
import type { Field } from '#contract/subsidies/programme.ts'
import ApplicationPapersPage from '#client/subsidies/ApplicationPapersPage.vue'
import ApplicationSubmittedPage from '#client/subsidies/ApplicationSubmittedPage.vue'
import ApplicationTasksPage from '#client/subsidies/ApplicationTasksPage.vue'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { aProgramme, disk, fakeAxios, fakeIdb, openStage, server, settle, type Stage } from './stage.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})

const home = '/subsidies/applications/a1'
const fields: Field[] = [{ type: 'text', name: 'bank', label: '贷款银行', required: true, maxLength: 80 }]
const licence: PaperPage = {
  id: 'p1',
  paperId: 'license',
  position: 1,
  file: {
    id: 'x',
    name: '执照.jpg',
    mediaType: 'image/jpeg',
    sizeBytes: 1300,
    sha256: '',
   
    pages: 1,
    width: 1,
    height: 1,
    createdAt: '',
  },
}
let stage: Stage

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-23T06:40:00Z') })
  Element.prototype.scrollIntoView = () => undefined
  disk.clear()
  forgetVaults()
  server.reset({ answers: { bank: '甲行' } }, fields)
})
afterEach(() => {
  stage.close()
  vi.useRealTimers()
})

describe('the task list', () => {
  it('counts the steps, names what is missing and leads to the first open one', async () => {
    stage = await openStage(ApplicationTasksPage, home)
    expect(stage.text()).toContain('4 步做完 1 步')
    expect(stage.text()).toContain('还要填 1 段信息、交 1 份材料')
    expect(stage.button('接着填：收款账户').getAttribute('href')).toBe(`${home}/sections/last`)
    expect(stage.text()).toContain('还差 2 处，齐了再提交')
  })

  it('says who saved last', async () => {
    server.application = { ...server.application, savedBy: '王强' }
    stage = await openStage(ApplicationTasksPage, home)
    expect(stage.text()).toContain('王强 11月23日 14:32 最后存的')
  })

  it('names what must be filled in again after the form changed, and keeps saying so', async () => {
    const filled = server.application
    server.application = { ...filled, answers: { ...filled.answers, bank: '' }, formChanged: true, redo: ['bank'] }
    stage = await openStage(ApplicationTasksPage, home)
    expect(stage.text()).toContain('这张表改过了，已经填的都留着')
    expect(stage.text()).toContain('有 1 处要重新填')
    expect(stage.button('重新填「贷款银行」').getAttribute('href')).toBe(`${home}/sections/deal?at=bank`)
  })

  it('names what is new, different and gone, each with its way there, and not twice what must be done again', async () => {
    server.application = {
      ...server.application, formChanged: true, redo: ['bank'],
      formNews: [
        { kind: 'changed', part: 'field', name: 'bank', label: '贷款银行' }, { kind: 'removed', part: 'field', name: 'old', label: '旧的一项' },
        { kind: 'added', part: 'paper', name: 'contract', label: '技术合同' }, { kind: 'changed', part: 'amount', name: 'amount', label: '按 5%' },
      ],
    }
    stage = await openStage(ApplicationTasksPage, home)
    expect(stage.button('材料：技术合同').getAttribute('href')).toBe(`${home}/papers`)
    expect(stage.button('金额：按 5%').getAttribute('href')).toBe('/subsidies/P05')
    expect(stage.text()).toContain('不用填了旧的一项')
    expect(stage.text().match(/贷款银行/g)).toHaveLength(1)
  })

  it('throws a draft away only after asking', async () => {
    stage = await openStage(ApplicationTasksPage, home)
    await stage.press('删掉这份草稿')
    expect(server.sent.some(({ method }) => method === 'DELETE')).toBe(false)
    expect(stage.text()).toContain('删了找不回来')
    await stage.press('删掉草稿')
    expect(server.sent.filter(({ method }) => method === 'DELETE')).toHaveLength(1)
    expect(stage.router.currentRoute.value.path).toBe('/subsidies/mine')
  })
})

describe('papers', () => {
  it('are those the answers ask for, never the one the program makes itself', async () => {
    const paper = { required: true, stamp: true, maxMB: 10 }
    server.programme = {
      ...aProgramme(fields),
      papers: [
        { ...paper, id: 'applyForm', name: '申报书', origin: 'generated' },
        { ...paper, id: 'license', name: '营业执照（副本）', origin: 'firm' },
        { ...paper, id: 'contract', name: '技术合同', origin: 'firm', showWhen: { field: 'bank', in: ['乙行'] } },
        { ...paper, id: 'more', name: '补充说明', required: false, origin: 'firm' },
      ],
    }
    stage = await openStage(ApplicationPapersPage, `${home}/papers`)
    expect(stage.text()).toContain('已齐 0 / 1')
    expect(stage.text()).toMatch(/营业执照（副本）.*要盖章/)
    expect(stage.text()).toMatch(/补充说明.*可交可不交/)
    expect(stage.text()).not.toContain('申报书')
    expect(stage.text()).not.toContain('技术合同')
  })

  it('include the stamped form with its download where the scheme wants it before submitting, not where it comes after', async () => {
    const paper = { required: true, stamp: true, maxMB: 10, origin: 'generated' } as const
    server.programme = { ...aProgramme(fields), papers: [{ ...paper, id: 'applyForm', name: '申报书', scan: 'before' }, { ...paper, id: 'later', name: '登记表', scan: 'after' }] }
    stage = await openStage(ApplicationPapersPage, `${home}/papers`)
    expect(stage.text()).toContain('已齐 0 / 1')
    expect(stage.text()).toMatch(/下载申请表 PDF.*申报书.*要盖章/)
    expect(document.querySelector('a[download]')?.getAttribute('href')).toContain('/a1/form.pdf')
    expect(stage.text()).not.toContain('登记表')
  })

  it('that are stored are listed, counted and can be taken away', async () => {
    server.application = { ...server.application, papers: [licence] }
    stage = await openStage(ApplicationPapersPage, `${home}/papers`)
    expect(stage.text()).toContain('已齐 1 / 1')
    expect(stage.text()).toContain('执照.jpg')
    await stage.press('删掉 执照.jpg')
    const buttons = [...document.querySelectorAll<HTMLElement>('.confirm-acts .btn')]
    buttons.at(-1)?.click()
    await settle()
    expect(stage.text()).toContain('已齐 0 / 1')
  })
})

describe('the receipt', () => {
  it('gives number, time, papers, by when and whom to call', async () => {
    server.application = {
      ...server.application,
      state: 'submitted',
      number: 'HT2026-ZH-0001',
      submittedAt: '2026-11-23T07:08:00.000Z',
      submittedBy: '李敏',
      papers: [licence],
      programme: aProgramme(fields),
      amount: { amountFen: 10_800_000, lines: [], missing: [], illustrative: true },
      due: {
        startedOn: '2026-11-23',
        dueOn: '2026-11-25',
        workdays: 2,
        workdaysLeft: 2,
        provisional: false,
        promise: '受理', side: 'county', heldWorkdays: null,
        days: [{ date: '2026-11-23', weekday: 1, kind: 'work', index: 0 }],
      },
    }
    stage = await openStage(ApplicationSubmittedPage, `${home}/submitted`)
    for (const words of [
      '收件回执',
      'HT2026-ZH-0001',
      '2026年11月23日 15:08',
      '10.80 万元',
      '示例',
      '1 份 1 页，都已收存',
      '李敏',
      '11月25日（周三）前答复是否受理',
      '2 个工作日',
      '12330',
      '电话待主办单位提供',
    ])
      expect(stage.text(), words).toContain(words)
    expect(stage.button('看办件进度').getAttribute('href')).toBe('/cases/a1')
  })

  it('is not there for a draft', async () => {
    stage = await openStage(ApplicationSubmittedPage, `${home}/submitted`)
    expect(stage.router.currentRoute.value.path).toBe(home)
    expect(stage.text()).not.toContain('收件回执')
  })
})
