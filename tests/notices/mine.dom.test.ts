import { beforeEach, describe, expect, it, vi } from 'vitest'
import { RouterView } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import type { MyNotice, NoticeStanding } from '#contract/notices/mine-schema.ts'
import type { Notice } from '#contract/notices/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import NoticePage from '#client/notices/NoticePage.vue'
import NoticesPage from '#client/notices/NoticesPage.vue'
import { answer, answerWith, forgetAnswers, mountPage, sent } from '../accounts/mount-page.dom.ts'

vi.mock('axios', async () => (await import('../accounts/mount-page.dom.ts')).fakeAxios)

const me: Me = { id: 'a', name: '孙芸', phoneMasked: '138****0000', roles: [], firms: [{ id: 'f1', name: '苇畔新材料', uscc: 'x', role: 'administrator', state: 'active', verification: 'verified', town: '马桥镇' }], consentVersion: null, sessionExpiresAt: '2030-01-01T00:00:00.000Z' }
const summary = { id: 'a', title: '质押办法', markedTitle: '质押办法', documentNumber: null, issuer: '县政府', category: 'policy', categoryTitle: '政策', publishedOn: '2026-11-01', excerpt: '可以贷款', deadline: null, isExpired: false }
const item: MyNotice = { ...summary, readAt: null, why: [{ by: 'towns', words: '在马桥镇' }], change: null }
const notice: Notice = {
  id: 'a', title: '质押办法', documentNumber: null, issuer: '县政府', category: 'policy', categoryTitle: '政策', writtenOn: null, publishedOn: '2026-11-01', validTo: null, sourceUrl: null, isExpired: false, today: '2026-11-30',
  points: ['可以贷款'], facts: { who: null, until: null, amount: null, how: null }, body: [{ paragraph: '正文在这里' }, { picture: 'pic1', alt: '流程图', width: 600, height: 300 }], interpretation: [], deadlines: [], programmeIds: [], programmes: [{ id: 'P01', title: '贷款贴息', availability: 'taking', closesOn: null }],
  source: '依据：公开通知', attachments: [{ fileId: 'file1', title: '申报表', mediaType: 'application/pdf', sizeBytes: 345_678 }], version: 2, corrections: [{ number: 2, at: '2026-11-20T00:00:00.000Z', note: '截止日改到月底' }], withdrawn: null,
}
const standing: NoticeStanding = { readAt: null, why: [{ by: 'towns', words: '在马桥镇' }], follows: [{ kind: 'category', ref: 'policy', title: '政策', isFollowed: false }] }
const routes = [{ path: '/notices/:id', component: NoticePage, props: true }]
const askedFor = (path: string) => sent.filter(({ method, url }) => `${method} ${url}` === path)

beforeEach(() => {
  vi.useFakeTimers()
  forgetAnswers()
  sessionStorage.clear()
  answer('GET /api/accounts/me', 200, me)
  answer('GET /api/notices', 200, { items: [summary], total: 1, isMore: false, categories: [{ id: 'policy', title: '政策' }], today: '2026-11-30' })
  answer('GET /api/notices/a', 200, notice)
  answer('GET /api/notices/a/standing', 200, standing)
  answer('POST /api/notices/a/read', 204)
  answer('POST /api/notices/a/opens', 204)
})

async function openList(path: string) {
  const page = await mountPage(NoticesPage, path)
  useSessionStore().set(me)
  await page.settle()
  await vi.dynamicImportSettled()
  await page.settle()
  return page
}
async function openOne(path: string, isSignedIn = true) {
  localStorage.clear()
  if (!isSignedIn) answer('GET /api/accounts/me', 401, { code: 'not-signed-in', requestId: 'r' })
  const page = await mountPage(RouterView, path, routes)
  if (isSignedIn) useSessionStore().set(me)
  await page.settle()
  await vi.dynamicImportSettled()
  await page.settle()
  return page
}

describe('notices of whoever acts for a firm', () => {
  it('are those for them at first: a dot while unread, why each came, what changed', async () => {
    answer('GET /api/notices/mine', 200, { items: [item, { ...item, id: 'b', title: '旧的', readAt: '2026-11-02T00:00:00.000Z' }, { ...item, id: 'c', title: '撤了的', change: 'withdrawn', excerpt: '数字有误' }], unread: 2 })
    const page = await openList('/notices')
    expect(askedFor('GET /api/notices/mine')[0]?.params).toMatchObject({ firmId: 'f1' })
    for (const words of ['2 篇没读', '质押办法', '在马桥镇', '已撤回', '原因：数字有误']) expect(page.text(), words).toContain(words)
    expect(document.querySelectorAll('.mine-dot')).toHaveLength(2)
    page.unmount()
  })

  it('say what decides when there are none, and lead on', async () => {
    answer('GET /api/notices/mine', 200, { items: [], unread: 0 })
    const page = await openList('/notices')
    expect(page.text()).toContain('还没有发给您的通知')
    expect([...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain('/firms/f1/edit')
    await page.press('看全部通知')
    await page.settle()
    expect([page.router.currentRoute.value.query, page.text().includes('质押办法')]).toEqual([{ list: 'all' }, true])
    page.unmount()
  })

  it('say what went wrong, with the way to all of them', async () => {
    answer('GET /api/notices/mine', 503, { code: 'unavailable', requestId: 'r' })
    const page = await openList('/notices')
    await vi.advanceTimersByTimeAsync(5_000)
    await page.settle()
    expect(page.text()).toContain('看全部通知')
    page.unmount()
  })
})

describe('a notice that is open', () => {
  it('shows what was corrected first, why it came, its files and pictures, where to apply, what to follow', async () => {
    const page = await openOne('/notices/a')
    const text = page.text()
    for (const words of ['更正说明', '截止日改到月底', '为什么发给您', '在马桥镇', '申报表', 'PDF · 0.3 MB', '去申报', '这一类有新通知告诉您']) expect(text, words).toContain(words)
    expect(text.indexOf('更正说明')).toBeLessThan(text.indexOf('正文在这里'))
    expect(document.querySelector('.notice-text img')?.getAttribute('src')).toBe('/api/notices/a/files/pic1')
    expect([...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain('/api/notices/a/files/file1')
    page.unmount()
  })

  it('is read after two seconds before somebody’s eyes, once, and not by a visitor', async () => {
    const page = await openOne('/notices/a')
    await vi.advanceTimersByTimeAsync(1_500)
    expect(askedFor('POST /api/notices/a/read')).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1_000)
    await page.settle()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(askedFor('POST /api/notices/a/read')).toHaveLength(1)
    page.unmount()
    const visitor = await openOne('/notices/a', false)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(askedFor('POST /api/notices/a/read')).toHaveLength(1)
    visitor.unmount()
  })

  it.each([['?from=poster', 'poster'], ['?from=sms&x=1', 'sms'], ['', 'other'], ['?from=nonsense', 'other']])('counts its opening by the way (%s), once, and takes it out of the address', async (search, from) => {
    const page = await openOne(`/notices/a${search}`, false)
    expect(askedFor('POST /api/notices/a/opens').map(({ data }) => data)).toEqual([{ from }])
    expect(page.router.currentRoute.value.query.from).toBeUndefined()
    page.unmount()
    const again = await openOne('/notices/a?from=link', false)
    expect(askedFor('POST /api/notices/a/opens')).toHaveLength(1)
    again.unmount()
  })

  it('that was taken back says so, with reason and day, and shows no text', async () => {
    answer('GET /api/notices/a', 200, { ...notice, points: [], body: [], attachments: [], corrections: [], withdrawn: { at: '2026-11-21T02:00:00.000Z', reason: '数字有误' } })
    const page = await openOne('/notices/a')
    for (const words of ['已经撤回', '数字有误', '2026年11月21日', '看全部通知']) expect(page.text(), words).toContain(words)
    expect(page.text()).not.toContain('生成海报')
    page.unmount()
  })

  it('is followed with one press', async () => {
    let changed: unknown
    answerWith('PUT /api/notices/follows', ({ data }) => {
      changed = data
      answer('GET /api/notices/a/standing', 200, { ...standing, follows: [{ ...standing.follows[0], isFollowed: true }] })
      return { status: 200, body: { items: [], choices: [] } }
    })
    const page = await openOne('/notices/a')
    await page.press('关注')
    await page.settle()
    expect([changed, page.button('已关注').getAttribute('aria-pressed')]).toEqual([{ kind: 'category', ref: 'policy', isFollowed: true }, 'true'])
    page.unmount()
  })
})
