import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Assessment } from '#contract/assessment/schema.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import ItemPage from '#client/assessment/ItemPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { anAnswer, anAssessment, edition, me, serveAssessment } from './pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
async function open(itemId: string, over: Partial<Assessment> = {}, query = ''): Promise<void> {
  serveAssessment(over)
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(me)
      return () => h(RouterView)
    },
  })
  page = await mountPage(Stage, `/assessment/as1/items/${itemId}${query}`, [{ path: '/assessment/:id/items/:itemId', component: ItemPage, props: true }])
  await vi.waitFor(() => expect(document.querySelector('main h2')).not.toBeNull())
}
const wait = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms)
  await page.settle()
}
/** Sending happens behind the page. */
const until = (check: () => void) => vi.waitFor(check)
const puts = () => sent.filter(({ method }) => method === 'PUT').map(({ url, data }) => [url.split('/').at(-1), data])
const question = () => document.querySelector('main h2')?.textContent
const note = () => document.querySelector('textarea')
function key(name: string, from: EventTarget = document.body): void {
  from.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }))
}
async function write(text: string): Promise<void> {
  note()!.value = text
  note()!.dispatchEvent(new Event('input', { bubbles: true }))
  await page.settle()
}
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

describe('one item a screen', () => {
  it('says where it stands, why it matters and what counts as evidence', async () => {
    await open('k1')
    expect(page.text()).toContain('4 企业环境4.1 环境第 1 / 5 题')
    expect(page.text()).toContain('关键项k1 要紧')
    expect(page.text()).not.toContain('k1 的记录')
    await page.press('要看哪些材料')
    expect(page.text()).toContain('k1 的记录')
  })

  it('never shows a code of ours as a clause number', async () => {
    await open('k2')
    expect(page.text()).toContain('8 运行经营管理第 3 / 5 题')
    expect(page.text()).not.toContain('8-02')
  })

  it('offers 不适用 only where it may be answered, and says so elsewhere', async () => {
    await open('k1')
    expect(page.text()).toContain('没有「不适用」')
    leave()
    await open('n1')
    expect(page.button('不适用，写理由').disabled).toBe(false)
  })

  it('that is left out says why and is taken back with one tap', async () => {
    await open('s1', { opening: { sells: ['no'] } })
    expect(page.text()).toContain('这一项现在不问')
    expect(page.text()).toContain('企业不卖产品。')
    await page.press('拿回来问')
    expect(question()).toBe('s1 做了吗？')
  })
})

describe('answering', () => {
  it('符合 is kept, goes on by itself after a moment, and the next question has the focus', async () => {
    await open('k1')
    await page.press('符合')
    expect(question()).toBe('k1 做了吗？')
    expect(page.button('符合').getAttribute('aria-pressed')).toBe('true')
    await wait(700)
    await until(() => expect(puts()).toEqual([['k1', { answer: 'conform', note: '' }]]))
    expect(question()).toBe('n1 做了吗？')
    expect(document.activeElement?.textContent).toBe('n1 做了吗？')
  })

  it('and can be taken back on the next item', async () => {
    await open('k1')
    await page.press('符合')
    await wait(700)
    expect(page.text()).toContain('上一题答了「符合」')
    await page.press('撤销')
    expect(question()).toBe('k1 做了吗？')
    expect(page.button('符合').getAttribute('aria-pressed')).toBe('false')
    await wait(400)
    await until(() => expect(puts().at(-1)).toEqual(['k1', { answer: null, note: '' }]))
  })

  it('anything else stays: there may be something to write or to photograph', async () => {
    await open('k1')
    await page.press('一般不符合')
    await wait(2000)
    expect(question()).toBe('k1 做了吗？')
    await until(() => expect(puts()).toEqual([['k1', { answer: 'minor', note: '' }]]))
  })

  it('观察项 is no answer before its note is written', async () => {
    await open('k1')
    await page.press('观察项')
    expect(document.activeElement).toBe(note())
    await wait(3000)
    expect(puts()).toEqual([])
    await page.press('下一题')
    expect(question()).toBe('k1 做了吗？')
    expect(page.text()).toContain('写一句差在哪，这一题才算答了。')
    await write('记录不全')
    await wait(1500)
    await until(() => expect(puts()).toEqual([['k1', { answer: 'observation', note: '记录不全' }]]))
  })

  it('but may be left without', async () => {
    await open('k1')
    await page.press('观察项')
    await page.press('下一题')
    await page.press('不写了，先跳过')
    expect(question()).toBe('n1 做了吗？')
    expect(puts()).toEqual([])
  })

  it('不适用 wants its reason', async () => {
    await open('n1')
    await page.press('不适用，写理由')
    await write('没有这种业务')
    await wait(1500)
    await until(() => expect(puts()).toEqual([['n1', { answer: 'not-applicable', note: '没有这种业务' }]]))
  })

  it('what is typed is kept when one goes on at once, though the pinyin is not finished', async () => {
    await open('n1', { answers: [anAnswer('n1', 'minor')] })
    await page.press('写几句说明')
    note()!.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    await write('缺 jilu')
    await wait(3000)
    expect(puts()).toEqual([])
    await page.press('下一题')
    await wait(400)
    await until(() => expect(puts()).toEqual([['n1', { answer: 'minor', note: '缺 jilu' }]]))
    expect(question()).toBe('k2 做了吗？')
    expect(note()).toBeNull()
  })

  it('an emptied reason does not take the answer away', async () => {
    await open('n1', { answers: [anAnswer('n1', 'observation', { note: '缺一份' })] })
    await write('')
    await wait(1000)
    await page.press('下一题')
    expect(puts()).toEqual([])
  })

  it('goes by the keys 1 to 4 and the arrows, not while something is typed', async () => {
    await open('n1', { answers: [anAnswer('n1', 'minor', { note: '缺' })] })
    key('1', note()!)
    await wait(700)
    expect(puts()).toEqual([])
    key('4')
    await wait(400)
    await until(() => expect(puts()).toEqual([['n1', { answer: 'major', note: '缺' }]]))
    key('ArrowRight')
    await wait(10)
    expect(question()).toBe('k2 做了吗？')
    key('ArrowLeft')
    await wait(10)
    expect(question()).toBe('n1 做了吗？')
  })

  it('goes by drawing a finger across, not by scrolling', async () => {
    await open('n1')
    const draw = async (from: [number, number], to: [number, number]) => {
      const touch = ([clientX, clientY]: [number, number]) => ({ clientX, clientY })
      const main = document.querySelector('main')!
      main.dispatchEvent(Object.assign(new Event('touchstart'), { touches: [touch(from)] }))
      main.dispatchEvent(Object.assign(new Event('touchend'), { changedTouches: [touch(to)] }))
      await wait(10)
    }
    await draw([300, 400], [280, 100])
    expect(question()).toBe('n1 做了吗？')
    await draw([300, 400], [120, 420])
    expect(question()).toBe('k2 做了吗？')
    await draw([120, 400], [320, 420])
    expect(question()).toBe('n1 做了吗？')
  })

  it('walks among the unanswered only where that was chosen', async () => {
    await open('k1', { answers: [anAnswer('n1', 'conform')] }, '?only=unanswered')
    await page.press('下一题')
    expect(question()).toBe('k2 做了吗？')
    expect(page.router.currentRoute.value.query).toEqual({ only: 'unanswered' })
  })

  it('behind the last there is the overview', async () => {
    await open('n2')
    await page.press('回目录')
    expect(page.router.currentRoute.value.path).toBe('/assessment/as1')
  })
})

describe('what stands around an item', () => {
  const earlier = { id: 'old', state: 'closed', closedAt: '2026-03-15T02:00:00.000Z', answers: [anAnswer('k1', 'minor', { note: '没写下来' })] } as const

  it('last time as a suggestion is no answer until one tap says it is still so', async () => {
    answer('GET /api/assessment/assessments/old', 200, anAssessment({ ...earlier, answers: [...earlier.answers] }))
    await open('k1', { fromId: 'old', fromEditionId: 'e23', answers: [anAnswer('k1', 'minor', { note: '没写下来', origin: 'suggested' })] })
    await vi.waitFor(() => expect(page.text()).toContain('上次（3月15日）：一般不符合，没写下来'))
    expect(page.button('一般不符合').getAttribute('aria-pressed')).toBe('false')
    await page.press('与上次相同')
    expect(page.button('一般不符合').getAttribute('aria-pressed')).toBe('true')
    await wait(400)
    await until(() => expect(puts()).toEqual([['k1', { answer: 'minor', note: '没写下来' }]]))
    await wait(700)
    expect(question()).toBe('n1 做了吗？')
    await page.press('撤销')
    await wait(400)
    await until(() => expect(puts().at(-1)).toEqual(['k1', { answer: null, note: '没写下来' }]))
  })

  it('the remark of a reviewer, whose item it is, and who answered what and when', async () => {
    answer('GET /api/assessment/assessments/as1/answers/k1/history', 200, { items: [{ answer: 'conform', note: '', origin: 'answered', by: { id: 'a2', name: '张海' }, at: '2026-11-22T01:00:00.000Z' }] })
    await open('k1', {
      state: 'changes', answers: [anAnswer('k1', 'conform', { by: { id: 'a2', name: '张海' } })], remarks: [{ itemId: 'k1', text: '请补记录', by: { id: 'o1', name: '王莉' }, at: '2026-11-22T00:00:00.000Z' }],
      assignments: [{ scope: 'chapter', ref: '4', account: { id: 'a2', name: '张海' } }],
    })
    expect(page.text()).toContain('王莉的意见：请补记录')
    expect(page.text()).toContain('分给张海 · 张海 11月20日 09:00 答的')
    await page.press('谁答过、什么时候')
    await vi.waitFor(() => expect(page.text()).toContain('符合11月22日 09:00张海'))
  })

  it('evidence with its own day, and what is over is said', async () => {
    const file = { id: 'file1', name: '交接清单.jpg', mediaType: 'image/jpeg', sizeBytes: 9, sha256: 'x', pages: 1, width: 1, height: 1, createdAt: '2026-11-01T00:00:00.000Z' } as const
    const by = { id: 'a1', name: '李敏' }
    await open('k1', {
      evidence: [
        { id: 'v1', itemId: 'k1', file, datedOn: '2026-06-01', expiresOn: '2026-11-22', by, at: file.createdAt },
        { id: 'v2', itemId: 'k1', file: { ...file, id: 'file2', name: '制度.pdf', mediaType: 'application/pdf' }, datedOn: '2026-06-01', expiresOn: '2026-11-23', by, at: file.createdAt },
        { id: 'v3', itemId: 'n1', file: { ...file, id: 'file3', name: '别的.jpg' }, datedOn: null, expiresOn: null, by, at: file.createdAt },
      ],
    })
    expect(page.text()).toContain('交接清单.jpg2026年11月22日过期了')
    expect(page.text()).toContain('制度.pdf2026年6月1日，到2026年11月23日')
    expect(page.text()).not.toContain('别的.jpg')
  })

  it('what the server does not take is said, and can be given up', async () => {
    await open('n1', { answers: [anAnswer('n1', 'minor')] })
    answer('PUT /api/assessment/assessments/as1/answers/n1', 422, { code: 'invalid-input', fields: [{ field: 'answer', reason: 'not-applicable-here' }], requestId: 'r' })
    await page.press('严重不符合')
    await until(() => expect(page.text()).toContain('这一题还在这台手机上，服务器没收。这一项不能答「不适用」，请选别的。'))
    await page.press('不要了，用服务器上的')
    await until(() => expect(page.button('一般不符合').getAttribute('aria-pressed')).toBe('true'))
    expect(page.text()).not.toContain('服务器没收')
  })

  it('another answer of a colleague stands beside one\'s own until one is chosen', async () => {
    await open('n1', { answers: [anAnswer('n1', 'minor')] })
    serveAssessment({ answers: [anAnswer('n1', 'conform', { version: 2, by: { id: 'a2', name: '张海' }, at: '2026-11-23T02:00:00.000Z' })] })
    answer('PUT /api/assessment/assessments/as1/answers/n1', 412, { code: 'stale', requestId: 'r' })
    await page.press('严重不符合')
    await until(() => expect(page.text()).toContain('同事也答了这一题'))
    expect(page.text()).toContain('这台手机11月23日 10:08严重不符合')
    expect(page.text()).toContain('张海11月23日 10:00符合')
    await page.press('用张海的')
    await until(() => expect(page.button('符合').getAttribute('aria-pressed')).toBe('true'))
  })

  it.each([
    ['with a reviewer', 'in-review', '正在审阅，只能看'],
    ['when finished', 'closed', '已经完成，只能看'],
  ] as const)('is locked %s', async (_case, state, words) => {
    await open('k1', { state, mayAnswer: false, answers: [anAnswer('k1', 'observation', { note: '缺一份' })] })
    expect(page.text()).toContain(words)
    expect(page.button('符合').disabled).toBe(true)
    expect(note()).toBeNull()
    expect(page.text()).toContain('缺一份')
    key('1')
    await wait(700)
    expect(puts()).toEqual([])
  })
})
