import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { RightDetail } from '#contract/portfolio/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import RightsListPage from '#client/portfolio/RightsListPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent, aTrademark, me, today } from './rights.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const Stage = defineComponent({
  setup() {
    useSessionStore().set(me)
    return () => h(RightsListPage)
  },
})
async function open(...items: RightDetail[]): Promise<void> {
  answer('GET /api/portfolio/rights', 200, { items: items.map(({ lines: _lines, ...right }) => right), isReduced: false, today })
  page = await mountPage(Stage, '/rights')
}
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the rights of a firm', () => {
  it('while there are none, say what the list is for and how to begin', async () => {
    await open()
    expect(page.text()).toContain('还没有登记知识产权')
    expect(page.text()).toContain('什么时候缴、缴多少')
    expect(document.querySelector('a.btn')?.getAttribute('href')).toBe('/rights/new')
  })

  it('of somebody who acts for no firm yet lead to registering one', async () => {
    page = await mountPage(defineComponent({
      setup() {
        useSessionStore().set({ ...me, firms: [] })
        return () => h(RightsListPage)
      },
    }), '/rights')
    expect(document.querySelector('a.btn')?.getAttribute('href')).toBe('/firms/new')
  })

  it('that cannot be had without a network say so and can be asked for again', async () => {
    page = await mountPage(RightsListPage, '/rights')
    expect(page.text()).not.toContain('正在取')
    expect(page.button('再试一次')).toBeTruthy()
  })

  it('stand by kind, the kinds that are empty left out', async () => {
    await open(aTrademark(), aPatent())
    expect([...document.querySelectorAll('h2')].map((heading) => heading.textContent)).toEqual(['专利', '商标'])
    expect(page.text()).toContain('第8661190号')
    expect(page.text()).toContain('专用期到 2028年5月6日')
  })

  it('show the number as on the certificate and the next fee with its amount and days', async () => {
    await open(aPatent())
    expect(page.text()).toContain('ZL 2021 1 9999021.6')
    expect(page.text()).toContain('第 7 年度年费 2,000 元，最晚 2027年3月5日，还有 102 天')
  })

  it('with a late fee say until when it can still be paid, with the surcharge', async () => {
    // Due on 2026-09-05, two months and more late: 10 % of 2,000 元.
    await open(aPatent({ filedOn: '2020-09-05', grantedOn: '2022-08-16', paidYear: 6 }))
    expect(page.text()).toContain('第 7 年度年费 2,200 元（含滞纳金），最晚 2027年3月5日补缴')
    expect(page.text()).toContain('1 件年费已逾期')
  })

  it('with a fee past its day that nobody has spoken of ask for it', async () => {
    await open(aPatent({ filedOn: '2020-09-05', grantedOn: '2022-08-16', paidYear: null }))
    expect(page.text()).toContain('1 件过了应缴日，没有说缴没缴')
  })

  it('of which dates are missing say what is missing instead of an amount', async () => {
    await open(aPatent({ grantedOn: null, paidYear: null }))
    expect(page.text()).toContain('年费算不出：还差授权公告日')
  })

  it('are tagged as pledged, to be checked, over', async () => {
    await open(aPatent({ pledge: 'pledged', number: 'ZL202119999021.7' }), aTrademark({ lastDay: '2026-11-22' }))
    expect(page.text()).toContain('质押中')
    expect(page.text()).toContain('号码待核')
    expect(page.text()).toContain('专用期已满')
  })

  it('not granted yet carry no ZL and no fee', async () => {
    await open(aPatent({ state: 'pending', grantedOn: null, paidYear: null }))
    expect(page.text()).toContain('2021 1 9999021.6')
    expect(page.text()).not.toContain('ZL')
    expect(page.text()).toContain('申请中')
    expect(page.text()).not.toContain('年度年费')
  })
})
