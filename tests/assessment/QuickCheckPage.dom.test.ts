import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import { useSessionStore } from '#client/accounts/session.ts'
import QuickCheckPage from '#client/assessment/QuickCheckPage.vue'
import { answer, fakeAxios, forget, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { edition, editions, me } from './pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
async function open(person: typeof me | null = null): Promise<void> {
  const Stage = defineComponent({
    setup() {
      if (person) useSessionStore().set(person)
      return () => h(RouterView)
    },
  })
  page = await mountPage(Stage, '/assessment/quick', [{ path: '/assessment/quick', component: QuickCheckPage }])
}
/** Chooses and waits until the next question has come by itself. */
async function choose(word: string): Promise<void> {
  await page.press(word)
  await vi.advanceTimersByTimeAsync(400)
  await page.settle()
}
const heading = () => document.querySelector('.quick-check h2')?.textContent
const wayOn = () => document.querySelector('.bar a')
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/assessment/editions', 200, editions)
  answer('GET /api/assessment/editions/e23', 200, edition)
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  localStorage.clear()
  vi.useRealTimers()
})

describe('the check without an account', () => {
  it('asks one of the dozen a screen, and goes on by itself', async () => {
    await open()
    expect(heading()).toBe('k1 做了吗？')
    await choose('符合')
    expect(heading()).toBe('n1 做了吗？')
    expect(document.activeElement?.textContent).toBe('n1 做了吗？')
  })

  it('does not go on before one is chosen', async () => {
    await open()
    expect(page.button('先选一个').disabled).toBe(true)
  })

  it('shows at once what the dozen say, the gaps with what to do, and how little of the whole they are', async () => {
    await open()
    for (const word of ['符合', '观察项', '严重不符合']) await choose(word)
    // k1 2 of 2, n1 1 of 1, k2 0 of 2.
    expect(page.text()).toContain('60 分')
    expect(page.text()).toContain('只看这 3 项：需整改')
    expect(page.text()).toContain('补 k2')
    expect(page.text()).toContain('仅供企业自查，不作为认证结论。完整的有 5 项，这里只问了 3 项，红线 2 问也没有问')
    expect(page.text()).toContain('符合得全分。')
  })

  it('sends nothing of it', async () => {
    await open()
    for (const word of ['符合', '符合', '符合']) await choose(word)
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('is still there after the page was closed, also without a network', async () => {
    await open()
    await choose('符合')
    await choose('不确定')
    page.unmount()
    forget('GET /api/assessment/editions')
    forget('GET /api/assessment/editions/e23')
    await open()
    expect(heading()).toBe('k2 做了吗？')
    await choose('符合')
    expect(page.text()).toContain('只看这 3 项')
  })

  it('never opened before and without a network says so', async () => {
    forget('GET /api/assessment/editions')
    await open()
    await page.settle()
    expect(heading()).toBeUndefined()
    await vi.waitFor(() => expect(page.text()).toContain('没有网'))
  })

  it('can be changed, and cleared from the phone', async () => {
    await open()
    for (const word of ['符合', '符合', '符合']) await choose(word)
    await page.press('改答案')
    expect(heading()).toBe('k1 做了吗？')
    expect(page.button('符合').getAttribute('aria-pressed')).toBe('true')
    for (const word of ['一般不符合', '符合', '符合']) await choose(word)
    await page.press('清掉本机的答案')
    expect(heading()).toBe('k1 做了吗？')
    expect(localStorage.getItem('zqt.assessment-quick')).toBeNull()
  })

  it('leads a visitor to sign in and a member to the whole one, with the answers', async () => {
    await open()
    for (const word of ['符合', '符合', '符合']) await choose(word)
    expect(wayOn()?.getAttribute('href')).toBe('/sign-in?next=/assessment/start')
    page.unmount()
    await open(me)
    expect(wayOn()?.getAttribute('href')).toBe('/assessment/start')
    expect(wayOn()?.textContent).toContain('带过去')
  })
})
