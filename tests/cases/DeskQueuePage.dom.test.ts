import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aQueue, aQueueItem } from './case-world.dom.ts'
import { openDesk } from './desk.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
const rows = () => [...document.querySelectorAll<HTMLAnchorElement>('.queue-row')]
const chips = () => [...document.querySelectorAll<HTMLAnchorElement>('.queue-chips a')]
const lastAsked = () => sent.filter((request) => request.url === '/api/cases/queue' ).at(-1)?.params
const press = (key: string) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))

const three = [
  aQueueItem({ id: 'a0', firmName: '超期的企业', workdaysLeft: -1, dueOn: '2026-11-20' }),
  aQueueItem({ id: 'a1', firmName: '今天的企业', workdaysLeft: 0, dueOn: '2026-11-23', firmVerified: false }),
  aQueueItem({ id: 'a2', firmName: '不急的企业', workdaysLeft: 15, state: 'accepted' }),
]

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the queue', () => {
  it('leads each row with when it is due, in red when it is close, and says so in words', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    const blocks = [...document.querySelectorAll('.due-block')].map((block) => [block.querySelector('b')?.textContent, block.className.replace('due-block', '').trim(), block.querySelector('.sr')?.textContent])
    expect(blocks).toEqual([['超 1', 'over', '超期 1 个工作日'], ['今', 'hot', '今天到期'], ['15', '', '剩 15 个工作日']])
    expect(rows()[1]?.textContent).toContain('企业待核验')
    expect(page.text()).toContain('2026年11月23日 周一，工作日')
  })

  it('has its groups with their counts, 待我办 first', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    expect(chips().map((chip) => chip.textContent?.replace(/\s+/g, ' ').trim())).toEqual(['待我办 3', '超期 1', '待受理 2', '初审中 1', '已办结 4', '全部 7'])
    expect(chips().map((chip) => chip.getAttribute('aria-current'))).toEqual(['true', null, null, null, null, null])
    expect(lastAsked()).toMatchObject({ group: 'todo' })
    chips()[1]?.click()
    await page.settle()
    expect(lastAsked()).toMatchObject({ group: 'overdue' })
    expect(page.router.currentRoute.value.fullPath).toBe('/desk/queue?group=overdue')
  })

  it('is walked with ↑ and ↓, which stop at its ends', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    press('ArrowDown')
    expect(document.activeElement).toBe(rows()[0])
    press('ArrowDown')
    press('ArrowDown')
    press('ArrowDown')
    expect(document.activeElement).toBe(rows()[2])
    press('ArrowUp')
    expect(document.activeElement).toBe(rows()[1])
  })

  it('leaves ↑ and ↓ alone while words are typed', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    const box = document.querySelector<HTMLInputElement>('input[type=search]')
    box?.focus()
    press('ArrowDown')
    expect(document.activeElement).toBe(box)
  })

  it('looks everywhere for a firm or number, and the search can be cleared', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    const box = document.querySelector<HTMLInputElement>('input[type=search]')
    if (box) box.value = ' 苇畔 '
    box?.dispatchEvent(new Event('input'))
    answer('GET /api/cases/queue', 200, aQueue([]))
    document.querySelector('form[role=search]')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await page.settle()
    expect(lastAsked()).toMatchObject({ group: 'all', q: '苇畔' })
    expect(page.text()).toContain('没有找到「苇畔」')
    answer('GET /api/cases/queue', 200, aQueue(three))
    ;[...document.querySelectorAll('a')].find((link) => link.textContent === '清除')?.click()
    await page.settle()
    expect(rows()).toHaveLength(3)
  })

  it('reads on page by page', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three.slice(0, 2), { next: 'cursor' }) })
    answer('GET /api/cases/queue', 200, aQueue(three.slice(2)))
    await page.press('再取一页')
    expect(rows()).toHaveLength(3)
    expect(lastAsked()).toMatchObject({ group: 'todo', cursor: 'cursor' })
  })

  it('shows the rare groups while something is in them or they are chosen', async () => {
    const counts = { ...aQueue([]).counts, overdue: 0, disputes: 2 }
    page = await openDesk('/desk/queue?group=pay', { queue: aQueue(three, { counts }) })
    expect(chips().map((chip) => chip.textContent?.trim().split(' ')[0])).toEqual(['待我办', '待受理', '初审中', '有异议', '可拨付', '已办结', '全部'])
  })

  it('has my own places in the rail with their counts', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three, { counts: { ...aQueue([]).counts, mine: 6, approve: 2, waiting: 8 } }) })
    const rail = () => [...document.querySelectorAll<HTMLAnchorElement>('.rail a.n')].slice(1, 5)
    expect(rail().map((link) => link.textContent?.replace(/\s+/g, ' ').trim())).toEqual(['收件队列3', '我的办件6', '等我批准2', '等企业8'])
    rail()[2]?.click()
    await page.settle()
    expect(lastAsked()).toMatchObject({ group: 'approve' })
    expect(rail().map((link) => link.getAttribute('aria-current'))).toEqual([null, null, 'page', null])
    expect(document.querySelector('.dtop h1')?.textContent).toBe('等我批准')
  })

  it('marks what has come back, what waits for the firm, what is disputed, and who has it', async () => {
    page = await openDesk('/desk/queue', {
      queue: aQueue([
        aQueueItem({ id: 'b1', rounds: 1 }),
        aQueueItem({ id: 'b2', state: 'returned', rounds: 1, workdaysLeft: 1 }),
        aQueueItem({ id: 'b3', state: 'publicity', disputes: 1 }),
        aQueueItem({ id: 'b4', state: 'publicity', canBePaid: true }),
        aQueueItem({ id: 'b5', assignee: { id: 'o2', name: '李科' } }),
        aQueueItem({ id: 'b6', assignee: { id: 'officer', name: '王倩' } }),
        aQueueItem({ id: 'b7', state: 'archived', dueOn: null, workdaysLeft: null, assignee: { id: 'o2', name: '李科' } }),
        aQueueItem({ id: 'b8', state: 'accepted', dueOn: null, workdaysLeft: null }),
      ]),
    })
    expect(rows().map((row) => row.querySelector('.tag')?.textContent?.trim())).toEqual(['补正回来', '等企业', '有异议', '可拨付', '已提交', '已提交', '已归档', '已受理'])
    expect(rows().map((row) => row.querySelector('.queue-holder')?.textContent ?? '')).toEqual(['', '', '', '', '李科已接', '我在办', '', ''])
    expect(rows()[1]?.querySelector('.sr')?.textContent).toBe('企业剩 1 个工作日')
    expect(rows().slice(6).map((row) => row.querySelector('.sr')?.textContent)).toEqual(['已办结', '没有时限'])
  })

  it('with nothing in it says so and leads to all', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue([]) })
    expect(page.text()).toContain('没有等您办的件')
    expect(document.querySelector('.empty a.btn')?.getAttribute('href')).toBe('/desk/queue?group=all')
  })
})

describe('narrowing the queue', () => {
  const boxes = () => [...document.querySelectorAll<HTMLSelectElement>('.queue-filter-boxes select')]
  beforeEach(() => {
    answer('GET /api/subsidies/programmes', 200, { items: [{ id: 'P05', title: '专利转化奖励' }], today: '2026-11-23' })
  })

  it('asks for town, scheme, state, date and who has it, and keeps them in the address', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    await page.press('筛选')
    await vi.dynamicImportSettled()
    await page.settle()
    expect(boxes()).toHaveLength(5)
    await page.type('项目', 'P05')
    await page.type('到期', 'today')
    expect(lastAsked()).toMatchObject({ group: 'todo', programmeId: 'P05', due: 'today' })
    expect(page.router.currentRoute.value.query).toEqual({ programmeId: 'P05', due: 'today' })
  })

  it('says what it is narrowed to, and each can be taken off', async () => {
    page = await openDesk('/desk/queue?town=新城镇&programmeId=P05&assignee=none', { queue: aQueue(three) })
    const narrowed = () => [...document.querySelectorAll<HTMLAnchorElement>('.queue-narrowed a')]
    expect(narrowed().map((link) => link.textContent?.trim())).toEqual(['新城镇', '专利转化奖励', '还没人接'])
    narrowed()[0]?.click()
    await page.settle()
    expect(lastAsked()).toMatchObject({ programmeId: 'P05', assignee: 'none', town: undefined })
  })

  it('on a phone opens as a sheet', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three), isWide: false })
    await page.press('筛选')
    await vi.dynamicImportSettled()
    await page.settle()
    expect(document.querySelector('#overlays .queue-filter-boxes')).not.toBeNull()
  })

  it('leaves out what an address cannot mean', async () => {
    page = await openDesk('/desk/queue?state=lost&due=soon&group=everything', { queue: aQueue(three) })
    expect(lastAsked()).toEqual({ group: 'todo', q: undefined, programmeId: undefined, town: undefined, state: undefined, due: undefined, assignee: undefined, cursor: undefined })
  })

  it('without a hit says that it is the filters', async () => {
    page = await openDesk('/desk/queue?due=today', { queue: aQueue([]) })
    expect(page.text()).toContain('这样筛没有件')
  })
})

describe('several cases at once', () => {
  const assigned = () => sent.filter((request) => request.url === '/api/cases/assignments').map((request) => request.data)
  const tap = (row: HTMLElement | undefined) => row?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))
  beforeEach(() => {
    answer('POST /api/cases/assignments', 200, { assigned: 2 })
    answer('GET /api/cases/colleagues', 200, { items: [{ id: 'officer', name: '王倩', open: 6, isMe: true }, { id: 'o2', name: '李科', open: 3, isMe: false }] })
  })

  it('are picked by tapping, taken over together, and the list is read again', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    await page.press('多选')
    tap(rows()[0])
    tap(rows()[2])
    await page.settle()
    expect(page.router.currentRoute.value.path).toBe('/desk/queue')
    expect(document.querySelector('.queue-batch-sum')?.textContent).toContain('已选 2 件')
    const before = sent.length
    await page.press('接办')
    expect(assigned()).toEqual([{ caseIds: ['a0', 'a2'], to: 'officer' }])
    expect(sent.slice(before).some((request) => request.url === '/api/cases/queue')).toBe(true)
    expect(document.querySelector('.queue-batch')).toBeNull()
  })

  it('are handed to a colleague whose open cases are shown, after one was chosen', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    await page.press('多选')
    await page.press('选这 3 件')
    await page.press('转给…')
    await vi.dynamicImportSettled()
    await page.settle()
    expect(page.button('先选一位').disabled).toBe(true)
    expect([...document.querySelectorAll('#overlays .choice')].map((choice) => choice.textContent?.trim())).toEqual(['李科，在办 3 件'])
    document.querySelector<HTMLInputElement>('#overlays .choice input')?.dispatchEvent(new Event('change'))
    await page.settle()
    answer('POST /api/cases/assignments', 200, { assigned: 3 })
    await page.press('转给李科')
    expect(assigned()).toEqual([{ caseIds: ['a0', 'a1', 'a2'], to: 'o2' }])
  })

  it('that cannot go to somebody who has recused himself say so, and stay picked', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    await page.press('多选')
    tap(rows()[1])
    await page.settle()
    answer('POST /api/cases/assignments', 403, { code: 'cases.recused', details: { number: 'HT2026-ZH-0001' }, requestId: 'r' })
    await page.press('接办')
    expect(page.text()).toContain('您已申报回避 HT2026-ZH-0001，一件都没有动')
    expect(document.querySelector('.queue-batch-sum')?.textContent).toContain('已选 1 件')
  })

  it('are picked with X and taken over with T from the keyboard; Esc ends it', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    press('ArrowDown')
    press('x')
    press('ArrowDown')
    press('x')
    await page.settle()
    expect([...document.querySelectorAll<HTMLInputElement>('.queue-pick input')].map((box) => box.checked)).toEqual([true, true, false])
    press('t')
    await page.settle()
    expect(assigned()).toEqual([{ caseIds: ['a0', 'a1'], to: 'officer' }])
    press('x')
    await page.settle()
    press('Escape')
    await page.settle()
    expect(document.querySelector('.queue-batch')).toBeNull()
  })

  it('need not be several: T takes over the row in focus', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    press('ArrowDown')
    press('t')
    await page.settle()
    expect(assigned()).toEqual([{ caseIds: ['a0'], to: 'officer' }])
  })

  it('a case that is merely open is not taken by a stray T', async () => {
    page = await openDesk('/desk/cases/a1', { queue: aQueue(three) })
    ;(document.activeElement as HTMLElement | null)?.blur()
    press('t')
    press('x')
    await page.settle()
    expect(assigned()).toEqual([])
    expect(document.querySelector('.queue-batch')).toBeNull()
  })

  it('are not touched by keys typed into the search', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    document.querySelector<HTMLInputElement>('input[type=search]')?.focus()
    press('x')
    press('t')
    await page.settle()
    expect(assigned()).toEqual([])
    expect(document.querySelector('.queue-batch')).toBeNull()
  })
})
