// The desk sees how far a notice came, and rings the firms that have not read it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import type { Reach, ReachedFirm } from '#contract/notices/desk-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import DeskReachFirmsPage from '#client/notices/DeskReachFirmsPage.vue'
import DeskReachPage from '#client/notices/DeskReachPage.vue'
import { isToBeRung, openWord, percentOf, reachPlaceOf, reachQueryOf } from '#client/notices/desk-reach.ts'
import { answer, answerWith, fakeAxios, forget, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)
const said: string[] = []
vi.mock('#client/ui/toast.ts', () => ({ sayDone: (words: string) => Promise.resolve(said.push(words)) }))
// The frame asks for counts of its own.
vi.mock('#client/cases/DeskFrame.vue', () => ({ default: { props: ['title', 'back'], template: '<main><slot /></main>' } }))

const me: Me = { id: 'o1', name: '王科员', phoneMasked: '138****0010', roles: ['officer'], firms: [], consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const outcome = { planned: 12, delivered: 7, failed: 2, unknown: 1, waiting: 2 }
const none = { planned: 0, delivered: 0, failed: 0, unknown: 0, waiting: 0 }
const reach: Reach = {
  firms: 132, people: 180, readFirms: 131, readPeople: 150, channels: { sms: outcome, push: none, email: none },
  opens: [{ from: 'inbox', count: 90 }, { from: 'poster', count: 30 }], towns: [{ town: '果里镇', firms: 100, readFirms: 100 }, { town: '唐山镇', firms: 32, readFirms: 31 }],
  calls: [{ outcome: 'no-answer', count: 3 }], sendings: [{ kind: 'first', number: 1, state: 'done', firms: 132, people: 180, startedAt: '2026-11-23T02:00:00.000Z', endedAt: '2026-11-23T02:05:00.000Z' }],
}
const firm = (firmId: string, name: string, change: Partial<ReachedFirm> = {}): ReachedFirm => ({
  firmId, name, town: '唐山镇', reasons: [{ by: 'towns', value: '唐山镇' }], readAt: null, people: [{ name: '李敏', phone: `1380000000${firmId}`, isBounced: false }], call: null, ...change,
})
const firms = [firm('1', '甲公司'), firm('2', '乙公司', { people: [{ name: '赵', phone: '13900000002', isBounced: true }] }), firm('3', '丙公司', { call: { outcome: 'reached', note: '知道了', by: '王科员', at: '2026-11-23T02:30:00.000Z' } })]
const params = () => sent.filter(({ url }) => url === '/api/notices/desk/n1/firms').at(-1)?.params
const recorded = () => sent.filter(({ method, url }) => method === 'POST' && url === '/api/notices/desk/n1/calls')

let page: Page
const routes = [
  { path: '/desk/notices/:id/reach', component: DeskReachPage, props: true },
  { path: '/desk/notices/:id/firms', component: DeskReachFirmsPage, props: true },
]
async function open(path: string): Promise<void> {
  page = await mountPage({ template: '<RouterView />' }, path, routes)
  useSessionStore().set(me)
  await page.settle()
}
function pick(word: string): Promise<void> {
  const found = [...document.querySelectorAll('label.choice')].find((label) => label.textContent?.includes(word))
  found?.querySelector('input')?.dispatchEvent(new Event('change'))
  return page.settle()
}
async function dial(name: string): Promise<void> {
  const link = document.querySelector<HTMLAnchorElement>(`a[aria-label^="打给 ${name}"]`)!
  link.addEventListener('click', (event) => event.preventDefault())
  link.click()
  await page.settle()
}
const dialog = () => document.querySelector('[role="dialog"]')?.textContent ?? ''

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  said.length = 0
  answer('GET /api/notices/desk/n1', 200, { id: 'n1', live: { number: 1, text: { title: '专利转化申报开始了' } }, open: null })
  answer('GET /api/notices/desk/audience-choices', 200, { titles: [], rightKinds: [], programmes: [], gapTopics: [] })
  answer('GET /api/notices/desk/n1/reach', 200, reach)
  answer('GET /api/notices/desk/n1/firms', 200, { items: firms, total: 3 })
  answer('POST /api/notices/desk/n1/calls', 204)
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('how far a notice came', () => {
  it('is said in firms, by town, by channel and by the way it was opened', async () => {
    await open('/desk/notices/n1/reach')
    const text = page.text()
    expect(text).toContain('发到132家')
    // One is missing: never a hundred per cent.
    expect(text).toMatch(/已读131\s*家，99%/)
    expect(text).toContain('1 家还没读，去打电话')
    expect(text).toMatch(/短信\s*12\s*7\s*2\s*1\s*2/)
    expect(text).toContain('一共打开 120 次。只数次数，不记是谁。')
    expect(text).toMatch(/海报上的二维码\s*30/)
    expect(text).toMatch(/没人接\s*3 家/)
    expect(document.querySelector('a[aria-label="唐山镇没读的 1 家"]')?.getAttribute('href')).toContain('town=')
  })

  it('follows while firms are still being told, and rests when that is over', async () => {
    const running: Reach = { ...reach, firms: 50, sendings: [{ ...reach.sendings[0]!, state: 'running', firms: 50, people: 60, endedAt: null }] }
    answer('GET /api/notices/desk/n1/reach', 200, running)
    await open('/desk/notices/n1/reach')
    expect(page.text()).toContain('正在发发布的通知，已经到 50 家企业、60 人')
    answer('GET /api/notices/desk/n1/reach', 200, reach)
    await vi.advanceTimersByTimeAsync(3_000)
    await page.settle()
    expect(page.text()).toContain('发完了，132 家企业')
    const asked = sent.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent.length).toBe(asked)
  })

  it('says so where everybody has read it, and where nobody was told', async () => {
    answer('GET /api/notices/desk/n1/reach', 200, { ...reach, readFirms: 132 })
    await open('/desk/notices/n1/reach')
    expect(page.text()).toContain('每一家都读过了，不用打电话。')
    page.unmount()
    answer('GET /api/notices/desk/n1/reach', 200, { ...reach, firms: 0, readFirms: 0, towns: [], sendings: [] })
    await open('/desk/notices/n1/reach')
    expect(page.text()).toContain('没有单独通知过企业')
  })

  it('can be asked for again where it failed', async () => {
    forget('GET /api/notices/desk/n1/reach')
    await open('/desk/notices/n1/reach')
    answer('GET /api/notices/desk/n1/reach', 200, reach)
    await page.press('再试')
    expect(page.text()).toContain('发到132家')
  })
})

describe('the call list', () => {
  it('has those that have not read it, why it came to them and whom to ring', async () => {
    await open('/desk/notices/n1/firms')
    expect(params()).toEqual({ read: 'no' })
    expect(page.text()).toContain('在唐山镇')
    expect(document.querySelector('a[aria-label="打给 甲公司 李敏 13800000001"]')?.getAttribute('href')).toBe('tel:13800000001')
    expect(page.text()).toContain('短信送不到')
    expect(page.text()).toMatch(/打通了王科员 .*知道了/)
  })

  it('is narrowed by what stands in the address', async () => {
    await open('/desk/notices/n1/firms?call=again&town=唐山镇&bounced=yes&q=甲')
    expect(params()).toEqual({ read: 'no', call: 'again', town: '唐山镇', bounced: 'yes', q: '甲' })
    const far = { read: 'all', call: 'x', town: '  ', bounced: '1', q: 'a'.repeat(100) }
    expect(reachPlaceOf(far)).toEqual({ read: 'all', call: 'all', town: '', isBounced: false, q: 'a'.repeat(60) })
    expect(reachQueryOf(reachPlaceOf({}))).toEqual({})
  })

  it('takes down what a call came to, and goes on to the next that is to be rung', async () => {
    await open('/desk/notices/n1/firms')
    await dial('甲公司')
    expect(dialog()).toContain('下一家：乙公司')
    expect(page.button('先选一个').disabled).toBe(true)
    await pick('打通了')
    await page.type('备注', '下周来申报')
    await page.press('记下，打下一家')
    expect(recorded().map(({ data }) => data)).toEqual([{ firmId: '1', outcome: 'reached', note: '下周来申报' }])
    expect(said).toEqual(['记下了：甲公司'])
    expect(dialog()).toContain('乙公司')
    expect(dialog()).not.toContain('下一家')
    expect(page.text()).toContain('下周来申报')
  })

  it('keeps it where the network fails, and sends the same command when it is back', async () => {
    forget('POST /api/notices/desk/n1/calls')
    await open('/desk/notices/n1/firms')
    await dial('甲公司')
    await pick('没人接')
    await page.press('记下，打下一家')
    expect(dialog()).toContain('存在这台机器上了，有了网自动再发。')
    await page.press('先不')
    expect(page.text()).toContain('1 家的电话结果还没记上')
    page.unmount()
    // The phone has dropped the page meanwhile.
    await open('/desk/notices/n1/firms')
    expect(page.text()).toContain('还没记上')
    answer('POST /api/notices/desk/n1/calls', 204)
    window.dispatchEvent(new Event('online'))
    await page.settle()
    expect(page.text()).not.toContain('还没记上')
    expect(new Set(recorded().map(({ headers }) => headers?.['Idempotency-Key'])).size).toBe(1)
    expect(Object.keys(sessionStorage).filter((key) => key.startsWith('zqt.'))).toEqual([])
  })

  it('keeps nothing that the server refuses, and says why', async () => {
    answer('POST /api/notices/desk/n1/calls', 404, { code: 'not-found', requestId: 'r' })
    await open('/desk/notices/n1/firms')
    await dial('甲公司')
    await pick('打通了')
    await page.press('记下，打下一家')
    expect(dialog()).not.toContain('存在这台机器上')
    expect(Object.keys(sessionStorage).filter((key) => key.startsWith('zqt.'))).toEqual([])
  })

  it('says where nobody is left, where a filter has nobody, and where it failed', async () => {
    answer('GET /api/notices/desk/n1/firms', 200, { items: [], total: 0 })
    await open('/desk/notices/n1/firms')
    expect(page.text()).toContain('每一家都读过了')
    await page.router.push('/desk/notices/n1/firms?call=done')
    await page.settle()
    expect(page.text()).toContain('这样筛没有企业')
    page.unmount()
    forget('GET /api/notices/desk/n1/firms')
    await open('/desk/notices/n1/firms')
    answerWith('GET /api/notices/desk/n1/firms', () => ({ status: 200, body: { items: firms, total: 3 } }))
    await page.press('再试')
    expect(page.text()).toContain('甲公司')
  })
})

describe('words and shares', () => {
  it('are never all while one is missing, nor none where there is one', () => {
    expect([[0, 0], [0, 9], [1, 1000], [999, 1000], [1000, 1000], [1, 2]].map(([part = 0, whole = 0]) => percentOf(part, whole))).toEqual([0, 0, 1, 99, 100, 50])
  })
  it('know a firm that is to be rung', () => {
    const last = (word: 'no-answer' | 'call-again' | 'reached') => ({ readAt: null, call: { outcome: word, note: '', by: '', at: '' } })
    expect([isToBeRung({ readAt: null, call: null }), isToBeRung(last('no-answer')), isToBeRung(last('call-again')), isToBeRung(last('reached')), isToBeRung({ readAt: 'x', call: null })]).toEqual([true, true, true, false, false])
    expect(openWord('what')).toBe('别的来路')
  })
})
