import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Assessment } from '#contract/assessment/schema.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import OverviewPage from '#client/assessment/OverviewPage.vue'
import RedLinesPage from '#client/assessment/RedLinesPage.vue'
import TeamPage from '#client/assessment/TeamPage.vue'
import { answer, fakeAxios, forget, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { anAnswer, anAssessment, edition, me, serveAssessment } from './pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const base = '/api/assessment/assessments/as1'
async function open(over: Partial<Assessment> = {}, path = ''): Promise<void> {
  serveAssessment(over)
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(me)
      return () => h(RouterView)
    },
  })
  page = await mountPage(Stage, `/assessment/as1${path}`, [
    { path: '/assessment/mine', component: { template: '<i />' } },
    { path: '/assessment/:id', component: OverviewPage, props: true },
    { path: '/assessment/:id/red-lines', component: RedLinesPage, props: true },
    { path: '/assessment/:id/team', component: TeamPage, props: true },
  ])
  await vi.waitFor(() => expect(document.querySelector('main .band')).not.toBeNull())
}
const requests = (method: string) => sent.filter((request) => request.method === method)
const hrefs = (place: string) => [...document.querySelectorAll(`${place} a`)].map((one) => one.getAttribute('href'))
const rows = () => [...document.querySelectorAll('.overview-row')].map((one) => one.querySelector('.block')?.textContent)
const confirm = async (word: string) => {
  const found = [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts button')].find((one) => one.textContent?.trim().startsWith(word))
  if (!found) throw new Error(`no ${word} in a sheet: ${document.querySelector('.confirm-acts')?.textContent}`)
  found.click()
  await page.settle()
}
/** Changes are sent by themselves, after a short pause. */
const sendingTime = () => vi.advanceTimersByTimeAsync(400)
const answered = [anAnswer('k1', 'conform'), anAnswer('n1', 'minor', { origin: 'suggested' }), anAnswer('k2', 'major')]
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/assessment/editions/e23', 200, edition)
})
/** Whoever is gone sends nothing any more, also where another page is opened in the same test. */
function leave(): void {
  useSessionStore().me = null
  page.unmount()
  forgetVaults()
}
afterEach(() => {
  leave()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the overview of an assessment', () => {
  it('says how far it is, in all and per chapter, and where to go on; a suggestion is no answer', async () => {
    await open({ answers: answered })
    expect(page.text()).toContain('5 项答了 2 项')
    expect(page.text()).toContain('4 企业环境1 / 2')
    expect(page.text()).toContain('有 1 项带来了以前的答案，确认了才算答过。')
    expect(page.text()).toContain('接着答第 2 题')
    expect(hrefs('.bar')).toContain('/assessment/as1/items/n1')
  })

  it('begins with the red lines, then with the first item', async () => {
    await open()
    expect(hrefs('.bar')).toContain('/assessment/as1/red-lines')
    leave()
    await open({ answers: [anAnswer('r1', 'no')] })
    expect(hrefs('.bar')).toContain('/assessment/as1/items/k1')
  })

  it('unfolds a chapter into its items', async () => {
    await open({ answers: answered })
    expect(rows()).toEqual([])
    await page.press('8 运行')
    expect(rows()).toEqual(['k2 做了吗？', 's1 做了吗？', 'n2 做了吗？'])
  })

  it.each([
    ['没答 3', ['n1 做了吗？', 's1 做了吗？', 'n2 做了吗？']],
    ['关键项 2', ['k1 做了吗？', 'k2 做了吗？']],
    ['我的 2', ['k1 做了吗？', 's1 做了吗？']],
    ['待确认 1', ['n1 做了吗？']],
    ['有意见 1', ['k2 做了吗？']],
  ])('shows %s only', async (word, expected) => {
    await open({
      state: 'changes', answers: answered, remarks: [{ itemId: 'k2', text: '补', by: { id: 'o1', name: '王莉' }, at: '2026-11-22T00:00:00.000Z' }],
      assignments: [
        { scope: 'chapter', ref: '4', account: { id: 'a1', name: '李敏' } }, { scope: 'item', ref: 'n1', account: { id: 'a2', name: '张海' } },
        { scope: 'item', ref: 's1', account: { id: 'a1', name: '李敏' } },
      ],
    })
    await page.press(word)
    expect(rows()).toEqual(expected)
  })

  it('does not offer a filter with nothing in it', async () => {
    await open({ answers: answered })
    expect([...document.querySelectorAll('.chip')].map((one) => one.textContent?.trim())).toEqual(['全部 5', '没答 3', '关键项 2', '待确认 1'])
  })

  it('lists what is left out with why, and takes one back', async () => {
    await open({ opening: { sells: ['no'] } })
    expect(page.text()).toContain('1 项不用答')
    expect(page.text()).toContain('企业不卖产品。s1 做了吗？')
    await page.press('拿回来')
    await sendingTime()
    await vi.waitFor(() => expect(requests('PATCH')[0]?.data).toEqual({ takenBack: ['s1'] }))
    expect(page.text()).toContain('5 项答了 0 项')
    expect(page.text()).toContain('还是不问')
  })

  it('asks other items when the firm\'s circumstances change', async () => {
    await open()
    await page.tick('不卖')
    await sendingTime()
    await vi.waitFor(() => expect(requests('PATCH')[0]?.data).toEqual({ opening: { sells: ['no'] } }))
    expect(page.text()).toContain('4 项答了 0 项')
  })

  it('lets the county count it only when told to, and says what that means', async () => {
    await open()
    const toggle = document.querySelector<HTMLElement>('[role="switch"]')!
    expect(toggle.getAttribute('aria-checked')).toBe('false')
    await page.press('县里看得到什么')
    expect(page.text()).toContain('只统计，不显示企业名称')
    toggle.click()
    await page.settle()
    await sendingTime()
    await vi.waitFor(() => expect(requests('PATCH')[0]?.data).toEqual({ isShared: true }))
    expect(toggle.getAttribute('aria-checked')).toBe('true')
  })

  it('that cannot be read says so', async () => {
    await open()
    leave()
    forget(`GET ${base}`)
    page = await mountPage(defineComponent({ setup: () => () => h(OverviewPage, { id: 'as1' }) }), '/assessment/as1')
    await vi.waitFor(() => expect(page.text()).toContain('没有网'))
  })
})

describe('handing over and finishing', () => {
  it('is not offered before anything was answered', async () => {
    await open()
    expect(page.text()).not.toContain('请人审阅')
  })

  it('wants to know who shall look, says who sees what, and locks', async () => {
    answer(`POST ${base}/actions/submit`, 200, anAssessment({ answers: answered, state: 'in-review', mayAnswer: false, review: { to: 'expert', submittedAt: '2026-11-23T02:08:00.000Z', reviewer: null, note: '' } }))
    await open({ answers: answered })
    await page.press('请人审阅')
    expect(page.text()).toContain('先选请谁审阅')
    expect(page.text()).toContain('审阅期间答案锁住，随时能撤回来改')
    await page.tick('专家')
    await confirm('交去审阅')
    expect(requests('POST')[0]).toMatchObject({ data: { to: 'expert' } })
    expect(page.text()).toContain('已交给专家，等人接手，11月23日 10:08交的')
    expect(page.text()).toContain('答案锁住了，只能看')
    expect(hrefs('.bar')).toEqual(['/assessment/as1/result'])
  })

  it('can be taken back while it is looked at', async () => {
    answer(`POST ${base}/actions/withdraw`, 200, anAssessment({ answers: answered }))
    await open({ answers: answered, state: 'in-review', mayAnswer: false, review: { to: 'officer', submittedAt: '2026-11-23T01:00:00.000Z', reviewer: { id: 'o1', name: '王莉' }, note: '' } })
    expect(page.text()).toContain('王莉正在看')
    await page.press('撤回来改')
    await confirm('撤回')
    expect(page.text()).toContain('请人审阅')
  })

  it('sent back says what the reviewer wrote', async () => {
    await open({ answers: answered, state: 'changes', review: { to: 'officer', submittedAt: '2026-11-23T01:00:00.000Z', reviewer: { id: 'o1', name: '王莉' }, note: '补记录' } })
    expect(page.text()).toContain('审阅的人写了意见，改好再交。补记录')
  })

  it('is finished without a review after one more question, and leads to the result', async () => {
    answer(`POST ${base}/actions/close`, 200, anAssessment({ answers: answered, state: 'closed', mayAnswer: false, closedAt: '2026-11-23T02:08:00.000Z' }))
    await open({ answers: answered })
    await page.press('完成自评')
    expect(page.text()).toContain('还有 3 项没答，按 0 分算。')
    await confirm('完成，看结果')
    expect(page.router.currentRoute.value.path).toBe('/assessment/as1/result')
  })

  it('that was refused says why and changes nothing', async () => {
    answer(`POST ${base}/actions/close`, 409, { code: 'assessment.wrong-state', requestId: 'r' })
    await open({ answers: answered })
    await page.press('完成自评')
    await confirm('完成，看结果')
    expect(page.text()).toContain('这份自评已经到了下一步')
    expect(page.router.currentRoute.value.path).toBe('/assessment/as1')
  })

  it('deleting asks once more and leads to the list', async () => {
    answer(`DELETE ${base}`, 204)
    await open({ answers: answered })
    await page.press('删掉这份自评')
    await confirm('删掉')
    expect(requests('DELETE')).toHaveLength(1)
    expect(page.router.currentRoute.value.path).toBe('/assessment/mine')
  })
})

describe('the red lines', () => {
  it('stand by kind, and one yes says at once what to do now', async () => {
    await open({}, '/red-lines')
    expect(page.text()).toContain('专利有没有假冒专利？')
    expect(document.querySelector('[role="alert"]')).toBeNull()
    await page.press('有')
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('现在就做马上停用标识。封存库存。')
    expect(page.text()).toContain('碰了 1 处')
    await sendingTime()
    await vi.waitFor(() => expect(requests('PUT')[0]?.data).toEqual({ answer: 'yes', note: '' }))
  })

  it('a no brings no card', async () => {
    await open({}, '/red-lines')
    await page.press('没有')
    expect(document.querySelector('[role="alert"]')).toBeNull()
    expect(page.text()).toContain('2 问，答了 1 问')
  })

  it('crossed are red on the overview, whatever else was answered', async () => {
    await open({ answers: [...answered, anAnswer('r1', 'yes')] })
    expect(page.text()).toContain('碰了 1 处，先看现在要做什么')
  })
})

describe('parting the work', () => {
  const member = (id: string, name: string, state: string) => ({ id: `m-${id}`, accountId: id, name, phoneMasked: '1', role: 'clerk', state, isMe: false, since: '2026-11-01T00:00:00.000Z' })
  const members = { items: [member('a1', '李敏', 'active'), member('a2', '张海', 'active'), member('a3', '等着的', 'pending')] }
  const select = (label: string) => document.querySelector<HTMLSelectElement>(`select[aria-label="${label}"]`)!
  async function choose(label: string, value: string): Promise<void> {
    select(label).value = value
    select(label).dispatchEvent(new Event('change'))
    await page.settle()
  }
  beforeEach(() => answer('GET /api/accounts/firms/f1/members', 200, members))

  it('gives a chapter to a member of the firm, and one item of it to another', async () => {
    const assignments: Assessment['assignments'] = [{ scope: 'chapter', ref: '4', account: { id: 'a1', name: '李敏' } }]
    answer(`PUT ${base}/assignments`, 200, anAssessment({ assignments }))
    await open({}, '/team')
    expect([...select('企业环境分给谁').options].map((one) => one.text)).toEqual(['没分', '李敏', '张海'])
    await choose('企业环境分给谁', 'a1')
    await sendingTime()
    await vi.waitFor(() => expect(requests('PUT')[0]?.data).toEqual({ scope: 'chapter', ref: '4', accountId: 'a1' }))
    expect(page.text()).toContain('我的 2 项')
    await page.press('2 项逐项分')
    await choose('分给谁：n1 做了吗？', 'a2')
    await vi.waitFor(() => expect(requests('PUT')[1]?.data).toEqual({ scope: 'item', ref: 'n1', accountId: 'a2' }))
  })

  it('can be taken back', async () => {
    answer(`PUT ${base}/assignments`, 200, anAssessment())
    await open({ assignments: [{ scope: 'chapter', ref: '4', account: { id: 'gone', name: '走了的' } }] }, '/team')
    expect(select('企业环境分给谁').selectedOptions[0]?.text).toBe('已不在企业的人')
    await choose('企业环境分给谁', '')
    await sendingTime()
    await vi.waitFor(() => expect(requests('PUT')[0]?.data).toEqual({ scope: 'chapter', ref: '4', accountId: null }))
  })

  it('is not possible while it is locked', async () => {
    await open({ state: 'in-review', mayAnswer: false }, '/team')
    expect(select('企业环境分给谁').disabled).toBe(true)
  })
})
