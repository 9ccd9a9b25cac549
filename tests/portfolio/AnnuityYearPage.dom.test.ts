import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { annuityYear } from '#contract/portfolio/annuities.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import AnnuityYearPage from '#client/portfolio/AnnuityYearPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent, me, rules, today } from './rights.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const Stage = defineComponent({
  setup() {
    useSessionStore().set(me)
    return () => h(AnnuityYearPage)
  },
})
/** Due 2027-03-05: 2,000 元; due 2027-03-20: 1,200 元 (filed 2023); due 2027-09-05: 2,000 元; one without its grant. */
const patents = [
  aPatent(),
  aPatent({ id: 'r3', number: 'ZL202319999056.5', filedOn: '2023-03-20', grantedOn: '2024-06-01', paidYear: 4, title: '一种反应釜' }),
  aPatent({ id: 'r4', number: 'ZL202019999077.1', filedOn: '2020-09-05', paidYear: 7, title: '一种阀门' }),
  aPatent({ id: 'r5', number: 'ZL202219999088.2', filedOn: '2022-01-01', grantedOn: null, paidYear: null, title: '一种泵' }),
].map((right) => ({ ...right, patentKind: '发明' as const }))
function tell(year: number): void {
  answer('GET /api/portfolio/annuities', 200, annuityYear(patents, year, { rules, isReduced: false, today }))
}
beforeEach(async () => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/portfolio/rules', 200, rules)
  answer('GET /api/portfolio/rights', 200, { items: [], isReduced: false, today })
  tell(2026)
  page = await mountPage(Stage, '/rights/fees')
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
const months = () => [...document.querySelectorAll('.sec-h')].map((head) => head.textContent?.replace(/\s+/g, ''))

describe('the yearly fees by month', () => {
  it('begin with this year and what of it is still to be paid', () => {
    expect(page.button('今年').getAttribute('aria-pressed')).toBe('true')
    expect(page.text()).toContain('2026 年还要缴')
    expect(sent.find((request) => request.url === '/api/portfolio/annuities')?.params).toMatchObject({ year: 2026, firmId: 'f1' })
  })

  it('of next year are added up month by month, each leading to its patent', async () => {
    tell(2027)
    await page.press('明年')
    expect(months()).toContain('3月3,200元')
    expect(months()).toContain('9月2,000元')
    expect(page.text()).toContain('2027 年还要缴5,200 元')
    expect(document.querySelector('a[href="/rights/r3"]')?.textContent).toContain('第 5 年度')
  })

  it('name the patents that could not be counted, and what is missing', () => {
    expect(document.querySelector('a[href="/rights/r5/edit"]')?.textContent).toContain('还差授权公告日，没算在内')
  })

  it('say that the table is not verified yet, and where it comes from', () => {
    expect(page.text()).toContain('年费标准待核')
    expect(page.text()).toContain(rules.source)
    expect(page.text()).toContain('这里只算账、不收钱')
  })

  it('count the reduction once the firm says it has it', async () => {
    answer('PUT /api/portfolio/settings', 200, { firmId: 'f1', isReduced: true })
    await page.tick('企业已办费用减缴备案')
    expect(sent.find((request) => request.method === 'PUT')?.data).toEqual({ firmId: 'f1', isReduced: true })
  })

  it('do not tick the reduction when it was not kept', async () => {
    await page.tick('企业已办费用减缴备案')
    expect(document.querySelector<HTMLInputElement>('input[type="checkbox"]')?.checked).toBe(false)
    expect(document.querySelector('[role="alert"]')).not.toBeNull()
  })
})
