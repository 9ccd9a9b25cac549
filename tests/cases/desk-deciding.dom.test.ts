import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { fakeAxios, forgetAnswers, type Page } from '../accounts/mount-page.dom.ts'
import { aCase, aScheme } from './case-world.dom.ts'
import { accepts, acted, ask, aRecommendation, confirm, confirmWord, openFoot, pay, refuses, sheet } from './deeds.dom.ts'

vi.mock('axios', () => fakeAxios)
const said: string[] = vi.hoisted(() => [])
vi.mock('#client/ui/toast.ts', () => ({ sayDone: (words: string) => said.push(words) }))

let page: Page
const percent: Application['programme'] = { ...aScheme(), amount: { type: 'percent', percent: 10, base: 'feeFen', capFenPerFirmPerYear: 2_000_000_00, illustrative: true, summary: '' } }
const accepted: Partial<Application> = { state: 'accepted', programme: percent, actions: ['recommend', 'refuse', 'recuse'] }
const done = () => aCase({ state: 'reviewing', version: 4, actions: ['send-back'] })
const fillIn = async () => {
  await page.type('初审意见', '材料齐全，建议支持。')
  await page.tick('我与申请企业没有利害关系')
}

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

describe('recommending', () => {
  it('starts from the computed sum, shows its arithmetic and what is doubtful', async () => {
    page = await openFoot({ ...accepted, stampedForm: { when: 'after', paperId: 'applyForm', pages: 0 } })
    await ask(page, '初审通过，转复核')
    expect(sheet().textContent).toContain('合同金额 × 10%')
    expect(sheet().textContent).toContain('要核实：没有被列入失信名单')
    expect(sheet().textContent).toContain('盖章的申请表还没有交来')
    expect(sheet().textContent).not.toContain('为什么和算出来的不一样')
    expect(confirmWord()).toBe('先写初审意见')
    await page.press('材料齐全，建议支持。')
    expect(confirmWord()).toBe('先勾选没有利害关系')
    await page.tick('我与申请企业没有利害关系')
    accepts('recommend', done())
    await confirm(page)
    expect(acted('recommend')[0]?.data).toEqual({ version: 3, reason: '材料齐全，建议支持。', noConflict: true, amountFen: 1_800_000_00 })
    expect(said).toEqual(['已转复核，消息已发给企业和其他经办人员'])
  })

  it('of another sum asks why', async () => {
    page = await openFoot(accepted)
    await ask(page, '初审通过，转复核')
    await fillIn()
    await pay(page, '1500000')
    expect(confirmWord()).toBe('先写改金额的理由')
    await page.type('为什么和算出来的不一样', '其中 30 万元没有发票')
    accepts('recommend', done())
    await confirm(page)
    expect(acted('recommend')[0]?.data).toMatchObject({ amountFen: 1_500_000_00, amountReason: '其中 30 万元没有发票' })
  })

  it('never goes above what the scheme gives, and reads no nonsense', async () => {
    page = await openFoot(accepted)
    await ask(page, '初审通过，转复核')
    await fillIn()
    await pay(page, '2000000.01')
    expect(sheet().textContent).toContain('这个项目每家最高 200.00 万元，不能再多。')
    expect(confirmWord()).toBe('先把金额改对')
    await pay(page, '一百万')
    expect(confirmWord()).toBe('先把金额改对')
    expect(acted('recommend')).toHaveLength(0)
  })

  it('of a scheme that pays nothing has no box for money', async () => {
    page = await openFoot({ ...accepted, programme: aScheme(), amount: { amountFen: null, lines: [], missing: [], illustrative: true } })
    await ask(page, '初审通过，转复核')
    expect(sheet().textContent).not.toContain('建议金额')
    await fillIn()
    accepts('recommend', done())
    await confirm(page)
    expect(acted('recommend')[0]?.data).toEqual({ version: 3, reason: '材料齐全，建议支持。', noConflict: true })
  })

  it('shows beside its field what the server says of the sum', async () => {
    page = await openFoot(accepted)
    await ask(page, '初审通过，转复核')
    await fillIn()
    refuses('recommend', 422, { code: 'invalid-input', fields: [{ field: 'amountFen', reason: 'money-max', limit: 1_000_000_00 }, { field: 'noConflict', reason: 'required' }] })
    await confirm(page)
    expect(sheet().textContent).toContain('不能超过 1,000,000 元（100.00 万元）')
    expect(sheet().querySelector('.tick-box')?.textContent).toContain('还没有填')
  })

  it('leads whoever has an interest to 回避', async () => {
    page = await openFoot(accepted)
    await ask(page, '初审通过，转复核')
    await page.press('有利害关系，申报回避')
    await vi.dynamicImportSettled()
    await page.settle()
    expect(sheet().textContent).toContain('和这家企业有什么利害关系')
  })
})

describe('approving', () => {
  const reviewing: Partial<Application> = {
    state: 'reviewing', programme: percent, actions: ['send-back', 'approve', 'refuse', 'recuse'],
    recommendation: { ...aRecommendation, amountFen: 1_500_000_00, amountReason: '其中 30 万元没有发票' },
  }

  it('has the first opinion before its eyes and what the firm will read below', async () => {
    page = await openFoot(reviewing)
    await ask(page, '复核通过，核准')
    expect(sheet().textContent).toContain('按规则算是 180.00 万元')
    expect(sheet().textContent).toContain('改成这个数：其中 30 万元没有发票')
    expect(sheet().textContent).toContain('李科')
    await page.press('复核无误，同意支持。')
    expect(sheet().querySelector('.firm-reads')?.textContent).toContain('复核无误，同意支持。')
    expect(sheet().querySelector('.firm-reads')?.textContent).toContain('核准金额 150.00 万元 人民币壹佰伍拾万元整')
    expect(sheet().querySelector('.firm-reads')?.textContent).toContain('接下来：公示')
    expect(confirmWord()).toBe('先勾选没有利害关系')
    await page.tick('我与申请企业没有利害关系')
    accepts('approve', aCase({ state: 'approved', version: 4, actions: ['publicise'] }))
    await confirm(page)
    expect(acted('approve')[0]?.data).toEqual({ version: 3, reason: '复核无误，同意支持。', noConflict: true })
    expect(said).toEqual(['已核准，消息已发给企业'])
  })

  it('by whoever made the first opinion is refused in plain words', async () => {
    page = await openFoot(reviewing)
    await ask(page, '复核通过，核准')
    await page.type('核准意见', '同意')
    await page.tick('我与申请企业没有利害关系')
    refuses('approve', 403, { code: 'cases.other-person' })
    await confirm(page)
    expect(sheet().textContent).toContain('初审、复核要两个人')
    expect(sheet().querySelector('textarea')?.value).toBe('同意')
  })

  it('can go back to the first person, whose eyes only the reason is for', async () => {
    page = await openFoot(reviewing)
    await ask(page, '退回初审')
    expect(sheet().textContent).toContain('只有经办人员能看，企业看不到')
    await page.type('请初审人再看什么', '金额再核')
    accepts('send-back', aCase({ state: 'accepted', version: 4, actions: ['recommend'] }))
    await confirm(page)
    expect(acted('send-back')[0]?.data).toEqual({ version: 3, reason: '金额再核' })
  })
})
