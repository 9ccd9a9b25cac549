import { beforeEach, describe, expect, it, vi } from 'vitest'
import { RouterView } from 'vue-router'
import type { Notice, Notices } from '#contract/notices/schema.ts'
import NoticePage from '#client/notices/NoticePage.vue'
import NoticesPage from '#client/notices/NoticesPage.vue'
import { listKeptNotices } from '#client/notices/kept-notices.ts'
import { answer, answerWith, forgetAnswers, mountPage } from '../accounts/mount-page.dom.ts'

// jsdom has no pen.
vi.mock(import('#client/notices/poster.ts'), () => ({ drawPoster: () => undefined }))
vi.mock(import('#client/notices/kept-notices.ts'), async (original) => ({ ...(await original()), listKeptNotices: vi.fn<typeof listKeptNotices>().mockResolvedValue([]) }))
vi.mock('axios', async () => (await import('../accounts/mount-page.dom.ts')).fakeAxios)

const categories = [{ id: 'policy', title: '政策' }]
const item = { id: 'a', title: '质押办法', markedTitle: '质押办法', documentNumber: '桓政字〔2022〕73号', issuer: '县政府', category: 'policy', categoryTitle: '政策', publishedOn: '2026-11-01', excerpt: '可以贷款', deadline: null, isExpired: false }
const list = (over: Partial<Notices> = {}): Notices => ({ items: [item], total: 1, isMore: false, categories, today: '2026-11-30', ...over })
const notice: Notice = {
  id: 'a', title: '质押办法', documentNumber: '桓政字〔2022〕73号', issuer: '县政府', category: 'policy', categoryTitle: '政策', writtenOn: '2022-11-26', publishedOn: '2026-11-01', validTo: '2025-12-31', sourceUrl: null, isExpired: true, today: '2026-11-30',
  points: ['可以贷款', '可以贴息'], facts: { who: '有专利的企业', until: null, amount: '看通知', how: '先登记' }, body: [{ heading: '怎么办' }, { list: ['评估', '登记'], ordered: true }, { table: [['险种', '上限'], ['执行险', '20 万元']] }], interpretation: [{ paragraph: '以原文为准' }],
  deadlines: [{ id: 'd', title: '报名截止', on: '2026-12-20' }, { id: 'p', title: '过去的', on: '2026-01-01' }], programmeIds: ['P01'], programmes: [{ id: 'P01', title: '贷款贴息', availability: 'taking', closesOn: '2026-12-31' }], source: '依据：公开通知', attachments: [], version: 1, corrections: [], withdrawn: null,
}

beforeEach(() => {
  vi.useFakeTimers()
  forgetAnswers()
})

describe('the page of notices', () => {
  it('searches as one types and shows what was found', async () => {
    answerWith('GET /api/notices', ({ params = {} }) => ({ status: 200, body: 'q' in params ? list({ items: [{ ...item, markedTitle: '\ue000质押\ue001办法' }] }) : list() }))
    const page = await mountPage(NoticesPage, '/notices')
    const box = document.querySelector('input[type=search]')
    if (!(box instanceof HTMLInputElement)) throw new Error('no search box')
    box.value = '质押'
    box.dispatchEvent(new Event('input'))
    await vi.advanceTimersByTimeAsync(400)
    await page.settle()
    expect(page.router.currentRoute.value.query).toEqual({ q: '质押' })
    expect(document.querySelector('mark')?.textContent).toBe('质押')
    expect(page.text()).toContain('搜到 1 篇')
    page.unmount()
  })

  it('marks what was found in the number of a document', async () => {
    answer('GET /api/notices', 200, list())
    const page = await mountPage(NoticesPage, '/notices?q=73号')
    await page.settle()
    expect([...document.querySelectorAll('mark')].map(({ textContent }) => textContent).join('')).toBe('73号')
    page.unmount()
  })

  it('says so when nothing was found, and leads back', async () => {
    answerWith('GET /api/notices', ({ params = {} }) => ({ status: 200, body: 'q' in params ? list({ items: [], total: 0 }) : list() }))
    const page = await mountPage(NoticesPage, '/notices?q=没有')
    await page.settle()
    expect(page.text()).toContain('没有搜到')
    await page.press('看全部')
    await page.settle()
    expect(page.text()).toContain('质押办法')
    page.unmount()
  })

  it('shows what this phone has while the server does not answer, and does not blame the network', async () => {
    vi.mocked(listKeptNotices).mockResolvedValueOnce([{ notice, keptAt: '2026-11-30T00:00:00.000Z' }])
    answer('GET /api/notices', 503, { code: 'unavailable', requestId: 'r' })
    const page = await mountPage(NoticesPage, '/notices')
    await vi.dynamicImportSettled()
    await page.settle()
    expect(page.text()).toContain('服务器没有答复，下面这些读过')
    expect(page.text()).not.toContain('没有网')
    page.unmount()
  })

  it('reads on, and keeps what is there when that fails', async () => {
    answerWith('GET /api/notices', ({ params = {} }) => ('cursor' in params ? { status: 503, body: { code: 'unavailable', requestId: 'r' } } : { status: 200, body: list({ next: 'a', total: 2 }) }))
    const page = await mountPage(NoticesPage, '/notices')
    await page.press('再看一些')
    await page.settle()
    expect(page.text()).toContain('质押办法')
    answer('GET /api/notices', 200, list({ items: [{ ...item, id: 'b', title: '第二篇', markedTitle: '第二篇' }] }))
    page.unmount()
  })
})

describe('a notice', () => {
  it('shows key facts, points, text, what is to come and its open schemes', async () => {
    answer('GET /api/notices/a', 200, notice)
    const page = await mountPage(RouterView, '/notices/a', [{ path: '/notices/:id', component: NoticePage, props: true }])
    await page.settle()
    const text = page.text()
    for (const words of ['县政府', '桓政字〔2022〕73号', '2022年11月26日', '适用对象', '有专利的企业', '文件没有写', '和企业有关的两句话', '怎么办', '执行险', '解读', '报名截止', '贷款贴息', '正在受理', '已经过了']) expect(text, words).toContain(words)
    expect(text).not.toContain('过去的')
    expect([...document.querySelectorAll('ol.notice-points li, .notice-text ol li')].map((line) => line.textContent)).toEqual(['可以贷款', '可以贴息', '评估', '登记'])
    page.unmount()
  })

  it('kept on the phone says that it may be old while there is no network', async () => {
    answer('GET /api/notices/a', 200, notice)
    const page = await mountPage(RouterView, '/notices/a', [{ path: '/notices/:id', component: NoticePage, props: true }])
    await page.settle()
    expect(page.text()).not.toContain('没有网')
    const line = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    window.dispatchEvent(new Event('offline'))
    await page.settle()
    expect(page.text()).toContain('没有网，这是存在本机的')
    line.mockReturnValue(true)
    window.dispatchEvent(new Event('online'))
    await page.settle()
    expect(page.text()).not.toContain('没有网')
    page.unmount()
  })

  it('gives its poster as a file without asking the network for it: the policy of the page forbids that', async () => {
    answer('GET /api/notices/a', 200, notice)
    const fetched = vi.spyOn(globalThis, 'fetch')
    const kept = vi.fn<(bytes: Blob | MediaSource) => string>(() => 'blob:a')
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: kept, revokeObjectURL: () => undefined }))
    vi.spyOn(HTMLCanvasElement.prototype, 'toDataURL').mockReturnValue('data:image/png;base64,AA==')
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((take) => take(new Blob(['picture'])))
    const page = await mountPage(RouterView, '/notices/a', [{ path: '/notices/:id', component: NoticePage, props: true }])
    await page.settle()
    await page.press('生成海报')
    await vi.dynamicImportSettled()
    await page.settle()
    await page.press('存成图片')
    await vi.waitFor(() => expect(kept).toHaveBeenCalledOnce())
    expect(fetched).not.toHaveBeenCalled()
    page.unmount()
  })

  it('that is not there says so and leads to the others', async () => {
    answer('GET /api/notices/none', 404, { code: 'not-found', requestId: 'r' })
    const page = await mountPage(RouterView, '/notices/none', [{ path: '/notices/:id', component: NoticePage, props: true }])
    await page.settle()
    await vi.dynamicImportSettled()
    await page.settle()
    expect(page.text()).toContain('看全部通知')
    page.unmount()
  })
})
