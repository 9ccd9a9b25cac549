import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { RightDetail } from '#contract/portfolio/schema.ts'
import RightPage from '#client/portfolio/RightPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent, aTrademark, rules } from './rights.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const Stage = defineComponent({ setup: () => () => h(RightPage, { id: 'r1' }) })
async function open(right: RightDetail): Promise<void> {
  answer('GET /api/portfolio/rules', 200, rules)
  answer('GET /api/portfolio/rights/r1', 200, right)
  page = await mountPage(Stage, '/rights/r1')
}
const facts = () =>
  Object.fromEntries([...document.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling?.textContent?.trim()]))
const patches = () => sent.filter((request) => request.method === 'PATCH').map(({ data }) => data)
/** Confirmations; drawn late and by themselves, so they are caught where they are said. */
const said: string[] = []
vi.mock('#client/ui/toast.ts', () => ({ sayDone: (words: string) => Promise.resolve(void said.push(words)) }))

beforeEach(() => {
  said.length = 0
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('one patent', () => {
  it('shows its facts in the words of the certificate, co-owners and pledge among them', async () => {
    await open(aPatent({ coOwners: ['某某大学'], pledge: 'pledged' }))
    expect(facts()).toMatchObject({ 专利类型: '发明', 共有专利权人: '某某大学', 申请日: '2021年3月5日', 授权公告日: '2022年8月16日', 质押: '质押中' })
  })

  it('shows how much of its term is left', async () => {
    await open(aPatent())
    expect(page.text()).toContain('约剩 14 年')
    expect(page.text()).toContain('到 2041年3月4日')
  })

  it('says what is to be paid next, until when, and where the fees come from', async () => {
    await open(aPatent())
    expect(page.text()).toContain('第 7 年度')
    expect(page.text()).toContain('最晚 2027年3月5日缴，还有 102 天')
    expect(page.text()).toContain('年费标准待核')
    expect(page.text()).toContain('宽限到 2027年9月5日')
  })

  it('lists the near years first and every year when asked', async () => {
    await open(aPatent())
    expect(document.querySelectorAll('tbody tr')).toHaveLength(5)
    await page.press('看全部 19 个年度')
    expect(document.querySelectorAll('tbody tr')).toHaveLength(19)
    expect(page.text()).toContain('办理登记时已缴')
  })

  it('in its grace shows the surcharge and the last day', async () => {
    await open(aPatent({ filedOn: '2020-09-05', paidYear: 6 }))
    expect(page.text()).toContain('含滞纳金 200 元（10%）')
    expect(page.text()).toContain('最晚 2027年3月5日补缴，还有 102 天')
  })

  it('is told with one tap that this year is paid', async () => {
    await open(aPatent())
    answer('PATCH /api/portfolio/rights/r1', 200, aPatent({ paidYear: 7 }))
    await page.press('这一年已经缴了')
    expect(patches()).toEqual([{ paidYear: 7 }])
    expect(said).toHaveLength(1)
  })

  it('asks about a year nobody has spoken of while it may still be late', async () => {
    await open(aPatent({ filedOn: '2020-09-05', paidYear: null }))
    expect(page.text()).toContain('第 7 年度年费（2026年9月5日应缴）缴了吗')
    answer('PATCH /api/portfolio/rights/r1', 200, aPatent())
    await page.press('缴了')
    expect(patches()).toEqual([{ paidYear: 7 }])
  })

  it('of which a date is missing asks for it and shows no sum', async () => {
    await open(aPatent({ grantedOn: null, paidYear: null }))
    expect(page.text()).toContain('还差授权公告日')
    expect(page.text()).not.toContain(' 元')
  })

  it('says that what was told was not kept when it was not', async () => {
    await open(aPatent())
    await page.press('这一年已经缴了')
    expect(document.querySelector('[role="alert"]')).not.toBeNull()
    expect(said).toEqual([])
  })

  it('shows what is to be checked', async () => {
    await open(aPatent({ number: 'ZL202119999021.7', warnings: [{ field: 'number', reason: 'patent-mismatch', limit: '6' }] }))
    expect(page.text()).toContain('号码待核')
    expect(page.text()).toContain('按前面的数字应为「6」')
  })
})

describe('one trade mark', () => {
  it('has classes and a term, and no yearly fees', async () => {
    await open(aTrademark({ id: 'r1' }))
    expect(facts()).toMatchObject({ 国际分类: '第 1、17 类', 注册日期: '2018年5月7日', 共有商标注册人: '没有' })
    expect(page.text()).toContain('还剩 530 天')
    expect(page.text()).not.toContain('年费')
  })
})

describe('deleting a right', () => {
  it('asks once more, says what follows, and leads to the list', async () => {
    await open(aPatent())
    answer('DELETE /api/portfolio/rights/r1', 204)
    await page.press('删掉这一件')
    expect(page.text()).toContain('改成「已终止」就行')
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts button')]
    buttons.find((button) => button.textContent?.trim() === '删掉')?.click()
    await page.settle()
    expect(sent.filter((request) => request.method === 'DELETE')).toHaveLength(1)
    expect(page.router.currentRoute.value.path).toBe('/rights')
  })

  it('that failed stays where it is and says why', async () => {
    await open(aPatent())
    await page.press('删掉这一件')
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts button')]
    buttons.find((button) => button.textContent?.trim() === '删掉')?.click()
    await page.settle()
    expect(page.router.currentRoute.value.path).toBe('/rights/r1')
    expect(document.querySelector('.confirm-sheet [role="alert"]')).not.toBeNull()
  })
})
