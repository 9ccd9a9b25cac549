import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useApplication } from '#client/subsidies/api.ts'
import DeskFacts from '#client/subsidies/DeskFacts.vue'
import { answer, fakeAxios, forgetAnswers, type Page } from '../accounts/mount-page.dom.ts'
import { aCase, aScheme } from './case-world.dom.ts'
import { accepts, acted, aDispute, ask, confirm, confirmButton, confirmWord, openFoot, openPiece, pick, refuses, sheet } from './deeds.dom.ts'

vi.mock('axios', () => fakeAxios)
const said: string[] = vi.hoisted(() => [])
vi.mock('#client/ui/toast.ts', () => ({ sayDone: (words: string) => said.push(words) }))

let page: Page
const publicity = { startsOn: '2026-11-16', endsOn: '2026-11-20', workdays: 5, workdaysLeft: -1, provisional: false, state: 'over' as const, objections: 0 }
const text = { type: 'text', maxLength: 60, required: true } as const
const scheme: Application['programme'] = {
  ...aScheme(),
  sections: [{ id: 'account', title: '收款账户', hint: '', fields: [
    { ...text, name: 'accountName', label: '开户名称', prefill: 'firm.name' }, { ...text, name: 'bankName', label: '开户银行' },
    { ...text, name: 'accountNo', label: '银行账号', check: 'account', sensitive: true },
  ] }],
}
const payable: Partial<Application> = {
  state: 'publicity', programme: scheme, approvedFen: 1_500_000_00, publicity, actions: ['pay', 'payment-failed', 'recuse'],
  answers: { accountName: '苇畔新材料', bankName: '湖滨银行', accountNo: '****0371' },
}
const Facts = defineComponent(() => {
  const loaded = useApplication(() => 'a1')
  return () => (loaded.data.value ? h(DeskFacts, { application: loaded.data.value, today: '2026-11-23' }) : h('i'))
})
const openFacts = (overrides: Partial<Application>) => openPiece(Facts, aCase({ version: 3, ...overrides }))

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  said.length = 0
  vi.useRealTimers()
})

describe('publicising', () => {
  it('shows the public line first, with its working days and without account or phone', async () => {
    page = await openFoot({ ...payable, state: 'approved', publicity: null, publicityPlan: { startsOn: '2026-11-23', endsOn: '2026-11-30', workdays: 5, provisional: false }, actions: ['publicise', 'recuse'] })
    await ask(page, '开始公示')
    const line = sheet().querySelector('.publish-line')?.textContent
    expect(line).toContain('苇畔新材料专利转化奖励 金额：150.00 万元 示例11月23日（周一）到 11月30日（周一），5 个工作日')
    expect(sheet().textContent).not.toContain('0371')
    accepts('publicise', aCase({ ...payable, version: 4 }))
    await confirm(page)
    expect(acted('publicise')[0]?.data).toEqual({ version: 3 })
    expect(said).toEqual(['已开始公示，消息已发给企业'])
  })

  it('stands among the facts with the days left and the way to the page', async () => {
    page = await openFacts({ ...payable, publicity: { ...publicity, state: 'running', workdaysLeft: 3, endsOn: '2026-11-26', objections: 1 } })
    expect(page.text()).toContain('剩 3')
    expect(page.text()).toContain('收到异议 1 条')
    expect([...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain('/publicity/a1')
  })
})

describe('paying', () => {
  it('reads the sum back in capitals, masks the account, and needs day and number', async () => {
    page = await openFoot(payable)
    await ask(page, '登记拨付')
    expect(sheet().textContent).toContain('人民币壹佰伍拾万元整')
    expect(sheet().textContent).toContain('****0371')
    expect(confirmWord()).toBe('先填拨付日期')
    await page.type('拨付日期', '2026-11-24')
    expect(page.noteOf('拨付日期')).toContain('这一天还没到')
    expect(confirmWord()).toBe('先把日期改对')
    await page.type('拨付日期', '2026-11-19')
    expect(page.noteOf('拨付日期')).toContain('公示到 11月20日（周五），拨付在这一天之后')
    await page.type('拨付日期', '2026-11-23')
    expect(confirmWord()).toBe('先填凭证号')
    await page.type('凭证号', ' ZF20261123-01 ')
    accepts('pay', aCase({ ...payable, state: 'paid', version: 4, actions: ['archive', 'payment-failed'] }))
    await confirm(page)
    expect(acted('pay')[0]?.data).toEqual({ version: 3, paidOn: '2026-11-23', reference: 'ZF20261123-01' })
    expect(said).toEqual(['已登记拨付，消息已发给企业'])
  })

  it('shows beside its field what the server says of the voucher', async () => {
    page = await openFoot(payable)
    await ask(page, '登记拨付')
    await page.type('拨付日期', '2026-11-23')
    await page.type('凭证号', 'ZF-1')
    refuses('pay', 422, { code: 'invalid-input', fields: [{ field: 'reference', reason: 'text-invalid' }] })
    await confirm(page)
    expect(page.noteOf('凭证号')).toContain('里面有不能保存的字符')
  })

  it('that failed sends the bank’s reason to the firm, which corrects its account only', async () => {
    page = await openFoot({ ...payable, state: 'paid', actions: ['archive', 'payment-failed'] })
    await ask(page, '没有拨付成功')
    await page.type('银行退回的原因', '户名与账号不符')
    expect(sheet().querySelector('.firm-reads')?.textContent).toContain('没有拨付成功，请核对收款账户：户名与账号不符')
    expect(sheet().textContent).toContain('只开放收款账户')
    accepts('payment-failed', aCase({ ...payable, state: 'returned', version: 4, actions: [] }))
    await confirm(page)
    expect(acted('payment-failed')[0]?.data).toEqual({ version: 3, reason: '户名与账号不符' })
  })

  it('is seen among the facts', async () => {
    const payment = { state: 'paid' as const, amountFen: 1_500_000_00, paidOn: '2026-11-23', reference: 'ZF-1', failure: null, at: '2026-11-23T02:00:00.000Z' }
    page = await openFacts({ ...payable, state: 'paid', payment, actions: [] })
    expect(document.querySelector('.desk-payment')?.textContent).toContain('ZF-1')
    expect(document.querySelector('.desk-payment')?.textContent).toContain('2026年11月23日')
  })
})

describe('archiving', () => {
  it('asks with the seal, for it ends the case', async () => {
    page = await openFoot({ ...payable, state: 'paid', actions: ['archive', 'payment-failed'] })
    await ask(page, '归档')
    expect(confirmButton()?.className).toContain('sealb')
    accepts('archive', aCase({ state: 'archived', version: 4, due: null, actions: [] }))
    await confirm(page)
    expect(acted('archive')[0]?.data).toEqual({ version: 3 })
    expect(said).toEqual(['已归档，消息已发给企业'])
  })
})

describe('answering', () => {
  const objected: Partial<Application> = { ...payable, disputes: [aDispute()], actions: ['answer-objection', 'recuse'], blocked: [{ action: 'pay', code: 'subsidies.dispute-open' }] }

  it('an objection shows who said what, and what follows from either outcome', async () => {
    page = await openFoot(objected)
    await ask(page, '答复异议')
    expect(sheet().textContent).toContain('这件专利去年领过一次')
    expect(sheet().querySelector('a')?.getAttribute('href')).toBe('tel:13800000009')
    expect(confirmWord()).toBe('先定结果')
    await pick(page, '异议成立')
    expect(sheet().textContent).toContain('公示停止，核准作废，回到审核')
    expect(confirmButton()?.className).toContain('sealb')
    await pick(page, '异议不成立')
    expect(sheet().textContent).toContain('公示照常进行')
    await page.type('答复', '两次申领的不是同一件专利')
    accepts('answer-objection', aCase({ ...payable, version: 4 }))
    await confirm(page)
    expect(acted('answer-objection')[0]?.data).toEqual({ version: 3, disputeId: 'd1', outcome: 'dismissed', reason: '两次申领的不是同一件专利' })
    expect(said).toEqual(['已答复，消息已发给提出人和企业'])
  })

  it('is done from the facts too, of the one that was tapped, and says how many fall with it', async () => {
    page = await openFacts({ ...objected, disputes: [aDispute(), aDispute({ id: 'd2', name: '孙丽', reason: '合同是后补的' })] })
    expect(page.text()).toContain('2 条待答复')
    ;[...document.querySelectorAll<HTMLButtonElement>('.dispute .btn.g')][1]?.click()
    await page.settle()
    await vi.dynamicImportSettled()
    await page.settle()
    expect(sheet().textContent).toContain('合同是后补的')
    await pick(page, '异议成立')
    expect(sheet().textContent).toContain('另外 1 条没答复的异议一并按成立答复')
    await page.type('答复', '核实属实')
    accepts('answer-objection', aCase({ ...payable, state: 'accepted', version: 4, disputes: [], actions: ['recommend'] }))
    await confirm(page)
    expect(acted('answer-objection')[0]?.data).toMatchObject({ disputeId: 'd2', outcome: 'upheld' })
  })

  it('an appeal is not for whoever refused', async () => {
    const appeal = aDispute({ kind: 'appeal', name: '李敏', contact: null })
    page = await openFacts({ state: 'refused', due: null, disputes: [appeal], actions: ['recuse'], blocked: [{ action: 'answer-appeal', code: 'cases.other-person' }] })
    expect(page.text()).toContain('不予通过是您定的，复核要另一位。')
    expect(document.querySelector('.dispute .btn.g')).toBeNull()
  })

  it('an appeal goes back to review or stays refused, which ends it', async () => {
    page = await openFoot({ state: 'refused', due: null, disputes: [aDispute({ kind: 'appeal', name: '李敏', contact: null })], actions: ['answer-appeal', 'recuse'] })
    await ask(page, '答复复核申请')
    await pick(page, '维持未通过')
    expect(confirmButton()?.className).toContain('sealb')
    await pick(page, '回到审核')
    await page.type('答复', '补充的合同有效')
    refuses('answer-appeal', 422, { code: 'invalid-input', fields: [{ field: 'outcome', reason: 'required' }] })
    await confirm(page)
    expect(sheet().textContent).toContain('还没有填')
    accepts('answer-appeal', aCase({ state: 'accepted', version: 4, actions: ['recommend'] }))
    await confirm(page)
    expect(acted('answer-appeal')).toHaveLength(2)
    expect(said).toEqual(['已回到审核，消息已发给企业'])
  })

  it('looks at evidence only when asked to', async () => {
    page = await openFacts({ ...objected, disputes: [aDispute({ fileIds: ['file1'] })] })
    answer('GET /api/files/file1/info', 404, { code: 'not-found', requestId: 'r' })
    await page.press('看证据材料（1 份）')
    expect(page.text()).toContain('没有找到')
  })
})
