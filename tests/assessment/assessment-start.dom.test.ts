import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import { useSessionStore } from '#client/accounts/session.ts'
import AssessmentPage from '#client/assessment/AssessmentPage.vue'
import AssessmentsMinePage from '#client/assessment/AssessmentsMinePage.vue'
import StartPage from '#client/assessment/StartPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aSummary, anAssessment, edition, editions, me } from './pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const routes = [
  { path: '/assessment', component: AssessmentPage },
  { path: '/assessment/mine', component: AssessmentsMinePage },
  { path: '/assessment/start', component: StartPage },
]
async function open(path: string, person: typeof me | null = me): Promise<void> {
  const Stage = defineComponent({
    setup() {
      if (person) useSessionStore().set(person)
      return () => h(RouterView)
    },
  })
  page = await mountPage(Stage, path, routes)
  await page.settle()
}
const posts = () => sent.filter(({ method }) => method === 'POST').map(({ data }) => data as Record<string, unknown>)
const hrefs = () => [...document.querySelectorAll('main a, .bar a')].map((one) => one.getAttribute('href'))
const list = (...items: object[]) => answer('GET /api/assessment/assessments', 200, { items })
const closed = { id: 'old', state: 'closed', closedAt: '2026-03-15T02:00:00.000Z', createdAt: '2026-03-01T00:00:00.000Z', answered: 5, scoreTenths: 725, grade: '需整改' } as const
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/assessment/editions', 200, editions)
  answer('GET /api/assessment/editions/e23', 200, edition)
  answer('POST /api/assessment/assessments', 201, anAssessment())
  list()
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  localStorage.clear()
  vi.useRealTimers()
})

describe('what the self-check is, for everybody', () => {
  it('names the edition, its chapters and items, and that it is no certificate', async () => {
    await open('/assessment', null)
    expect(page.text()).toContain('某管理体系 要求（GB/T 0-2023）')
    expect(page.text()).toContain('共 5 项，其中 2 项')
    expect(page.text()).toContain('4 企业环境2 项8 运行3 项')
    expect(page.text()).toContain('仅供企业自查，不作为认证结论。')
  })

  it('leads a visitor to the short check or to sign in', async () => {
    await open('/assessment', null)
    expect(hrefs().slice(0, 2)).toEqual(['/assessment/quick', '/sign-in?next=/assessment/start'])
  })

  it('leads a member to the one being answered', async () => {
    list(aSummary({ answered: 3 }))
    await open('/assessment')
    await vi.waitFor(() => expect(page.text()).toContain('11月20日开始的自评答了 3 / 5 项'))
    expect(hrefs()[0]).toBe('/assessment/as1')
  })

  it('without one leads a member to begin', async () => {
    await open('/assessment')
    await vi.waitFor(() => expect(hrefs()[0]).toBe('/assessment/start'))
  })
})

describe('beginning', () => {
  it('asks the opening questions, says what they leave out and why, and sends the choices', async () => {
    await open('/assessment/start')
    expect(page.button('开始，要答 5 项')).toBeTruthy()
    await page.tick('不卖')
    await page.tick('车间')
    await page.tick('实验室')
    expect(page.text()).toContain('有 1 项不用答')
    expect(page.text()).toContain('企业不卖产品。s1 做了吗？')
    await page.press('开始，要答 4 项')
    expect(posts()[0]).toMatchObject({ firmId: 'f1', editionId: 'e23', opening: { sells: ['no'], sites: ['plant', 'lab'] } })
    expect(page.router.currentRoute.value.path).toBe('/assessment/as1')
  })

  it('with nothing chosen leaves nothing out', async () => {
    await open('/assessment/start')
    await page.press('开始，要答 5 项')
    expect(posts()[0]).not.toHaveProperty('opening')
  })

  it('takes the answers of the short check along, and then forgets them here', async () => {
    localStorage.setItem('zqt.assessment-quick', JSON.stringify({ k1: 'conform', n1: 'observation', gone: 'minor' }))
    await open('/assessment/start')
    expect(page.text()).toContain('带入刚才快速自查答的 2 题')
    await page.press('开始')
    expect(posts()[0]?.answers).toEqual({ k1: { answer: 'conform' }, n1: { answer: 'observation', note: '快速自查时选的，差在哪还没有写。' } })
    expect(localStorage.getItem('zqt.assessment-quick')).toBeNull()
  })

  it('leaves them behind where they are not wanted', async () => {
    localStorage.setItem('zqt.assessment-quick', JSON.stringify({ k1: 'conform' }))
    await open('/assessment/start')
    await page.tick('带入刚才快速自查答的')
    await page.press('开始')
    expect(posts()[0]).not.toHaveProperty('answers')
    expect(localStorage.getItem('zqt.assessment-quick')).not.toBeNull()
  })

  it('offers last time first, and from nothing', async () => {
    list(aSummary(closed))
    await open('/assessment/start')
    expect(page.text()).toContain('3月15日那次的答案当建议')
    await page.press('开始')
    expect(posts()[0]).toMatchObject({ fromId: 'old' })
    page.unmount()
    await open('/assessment/start')
    await page.tick('从头答')
    await page.press('开始')
    expect(posts()[1]).not.toHaveProperty('fromId')
  })

  it('offers 换版体检 to who has answered the older edition, and the older edition to who has not', async () => {
    list(aSummary({ ...closed, editionId: 'e13' }))
    await open('/assessment/start')
    expect(page.text()).toContain('换版体检')
    await page.press('开始')
    expect(posts()[0]).toMatchObject({ editionId: 'e23', fromId: 'old' })
    page.unmount()
    list()
    await open('/assessment/start')
    expect(hrefs()).toContain('/assessment/start?edition=e13')
  })

  it('leads to the one that is not finished instead of a second one', async () => {
    list(aSummary({ state: 'changes', answered: 3 }))
    await open('/assessment/start')
    expect(page.text()).toContain('已经有一份在答')
    expect(hrefs()).toContain('/assessment/as1')
    expect([...document.querySelectorAll('button')].some((one) => one.textContent?.includes('开始'))).toBe(false)
  })

  it('that was refused stays here and says why', async () => {
    answer('POST /api/assessment/assessments', 409, { code: 'assessment.full', requestId: 'r' })
    await open('/assessment/start')
    await page.press('开始')
    expect(page.text()).toContain('自评太多了。请先删掉不要的。')
    expect(page.router.currentRoute.value.path).toBe('/assessment/start')
  })

  it('for no firm leads to registering one', async () => {
    await open('/assessment/start', { ...me, firms: [] })
    expect(hrefs()).toEqual(['/firms/new?next=/assessment/start', '/assessment/quick'])
  })
})

describe('the list of a firm', () => {
  it('is empty with two ways on', async () => {
    await open('/assessment/mine')
    expect(page.text()).toContain('还没有做过自评')
    expect(hrefs()).toEqual(['/assessment/start', '/assessment/quick', '/assessment'])
  })

  it('shows what is being answered and what is done, each with what it says', async () => {
    list(aSummary({ answered: 3, redLinesCrossed: 1 }), aSummary(closed))
    await open('/assessment/mine')
    expect(page.text()).toContain('11月20日开始的自评答了 3 / 5 项GB/T 0-2023碰了红线 1 处正在答')
    expect(page.text()).toContain('3月15日的自评72 分 · 需整改')
    expect(hrefs()).toEqual(['/assessment/as1', '/assessment/old/result', '/assessment/as1'])
  })

  it('that cannot be read says so and can be asked for again', async () => {
    answer('GET /api/assessment/assessments', 503, { code: 'unavailable', requestId: 'r' })
    await open('/assessment/mine')
    expect(page.text()).toContain('服务正忙')
    list(aSummary(closed))
    await page.press('再试一次')
    expect(page.text()).toContain('3月15日的自评')
  })
})
