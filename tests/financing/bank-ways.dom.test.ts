// How a bank's contact gets to their pages, and what the boxes of a stage take.
import { afterEach, describe, expect, it, vi } from 'vitest'
import SignInPage from '#client/accounts/SignInPage.vue'
import { emptyDraft, errorsOf, fieldsOf, inputOf, isDraft, missingOf } from '#client/financing/bank/lead-form.ts'
import { agedRights, joinedLights, rightNumber, titleParts } from '#client/financing/bank/lead-looks.ts'
import { ApiError } from '#client/http.ts'
import TabBar from '#client/ui/TabBar.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { blind, contact, now, serveBank, texts } from './bank-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page | undefined
afterEach(() => {
  page?.unmount()
  page = undefined
  forgetAnswers()
  vi.useRealTimers()
})

describe("a bank's contact", () => {
  it.each([[['bank'], '', '/bank'], [['officer', 'bank'], '', '/desk'], [['expert'], '', '/me'], [['bank'], '?next=/bank/leads/l1', '/bank/leads/l1']] as const)('with %j%s lands on %s', async (roles, query, path) => {
    vi.useFakeTimers({ now: new Date(now), shouldAdvanceTime: true })
    serveBank()
    answer('GET /api/accounts/me', 200, { ...contact, roles })
    page = await mountPage(SignInPage, `/sign-in${query}`)
    const { router, settle } = page
    await vi.waitFor(async () => {
      await settle()
      expect(router.currentRoute.value.fullPath).toBe(path)
    })
  })

  it('has tabs of their own; everybody else has the usual ones', async () => {
    vi.useFakeTimers({ now: new Date(now), shouldAdvanceTime: true })
    page = await mountPage({ components: { TabBar }, template: '<TabBar current="leads" bank narrow /><TabBar current="home" />' }, '/bank')
    expect(texts('.tabs.narrow a')).toEqual(['对接', '产品', '消息', '我的'])
    expect([...document.querySelectorAll('.tabs.narrow a')].map((link) => link.getAttribute('href'))).toEqual(['/bank', '/bank/products', '/messages', '/me'])
    expect(texts('.tabs:not(.narrow) a')).toEqual(['首页', '办件', '消息', '我的'])
  })
})

describe('the boxes of a stage', () => {
  it('are its own and no others; the day of release only once the pledge was registered', () => {
    expect(fieldsOf('approve', false)).toEqual(['amount', 'months', 'rate'])
    expect(fieldsOf('fail', false)).toEqual(['code', 'reason'])
    expect(fieldsOf('fail', true)).toEqual(['code', 'reason', 'releasedOn'])
    expect(fieldsOf('take', false)).toEqual([])
  })

  it('send what belongs to them, without words nobody wrote', () => {
    const all = { ...emptyDraft(), amountFen: 300000050, months: ' 12 ', rate: ' 3.65% ', contractNumber: 'H1', on: '2026-11-23', code: 'credit' }
    expect(inputOf('approve', all, false)).toEqual({ amount: '3000000.50', months: 12, rate: '3.65%' })
    expect(inputOf('sign', all, false)).toEqual({ contractNumber: 'H1', on: '2026-11-23' })
    expect(inputOf('fail', all, false)).toEqual({ code: 'credit' })
    expect(inputOf('examine', all, false)).toEqual({})
  })

  it('ask for words beside 其他 only, and for whole months', () => {
    expect(missingOf('fail', { ...emptyDraft(), code: 'credit' }, false)).toEqual({})
    expect(missingOf('fail', { ...emptyDraft(), code: 'other', reason: ' ' }, false)).toEqual({ reason: '选了「其他」，写一句原因。' })
    expect(missingOf('fail', { ...emptyDraft(), code: 'other', reason: '没有谈' }, true)).toEqual({ releasedOn: '还没有选注销登记日。' })
    for (const months of ['1.5', '一年', '-3', '1e2']) expect(missingOf('approve', { ...emptyDraft(), amountFen: 1, rate: 'x', months }, false)).toEqual({ months: '期限填几个月，只填整数，例如 12。' })
    expect(missingOf('approve', { ...emptyDraft(), amountFen: 1, rate: 'x', months: '36' }, false)).toEqual({})
  })

  it('take what the server says of them by name; what is said of others stays with the error', () => {
    const error = new ApiError('invalid-input', { status: 422, body: { code: 'invalid-input', requestId: 'r', fields: [{ field: 'rightIds[0]', reason: 'unknown' }, { field: 'rate', reason: 'required' }] } })
    expect(errorsOf(error, ['rightIds', 'on'])).toEqual({ rightIds: '这一项已经不用填了。' })
  })

  it('are filled from what was kept only where it is such a draft', () => {
    expect(isDraft(emptyDraft())).toBe(true)
    for (const bad of [null, 1, {}, { ...emptyDraft(), amountFen: '5' }, { ...emptyDraft(), rightIds: [1] }, { ...emptyDraft(), on: null }]) expect(isDraft(bad)).toBe(false)
  })
})

describe('what is known before a lead is taken', () => {
  it('is told in kinds and whole years; the same look at several rights is one light, as bad as the worst', () => {
    expect(agedRights({ rights: [{ type: '发明', ageYears: 0 }, { type: 'software', ageYears: 3 }, { type: 'other', ageYears: null }] })).toBe('发明专利不到 1 年、软件著作权 3 年、其他知识产权')
    expect(joinedLights(blind).map(({ title, verdict }) => [title, verdict])).toEqual([['权利人就是企业', 'green'], ['年费', 'amber'], ['没有纠纷', 'red']])
    expect(titleParts({ firmName: null, blind })).toEqual(['新材料 ·', '300—500 万元 ·', '北部各镇'])
    expect(titleParts({ firmName: '甲 · 乙有限公司', blind })).toEqual(['甲 · 乙有限公司'])
    expect([rightNumber({ type: '发明', number: 'ZL201710601862.3' }), rightNumber({ type: 'trademark', number: '8661190' }), rightNumber({ type: 'software', number: '2020SR1' })]).toEqual(['ZL 2017 1 0601862.3', '第8661190号', '2020SR1'])
  })
})
