import { defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CaseEvent, Presence, QueueItem } from '#contract/cases/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import AssigneeBar from '#client/cases/AssigneeBar.vue'
import PresenceBar from '#client/cases/PresenceBar.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { as, officer } from './case-world.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
const heard = vi.fn()
beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
  heard.mockReset()
})
afterEach(() => {
  page.unmount()
  useSessionStore().me = null
  forgetAnswers()
  vi.useRealTimers()
})

describe('who has a case in hand', () => {
  const open = async (assignee: QueueItem['assignee']) => {
    page = await mountPage(as(officer, defineComponent(() => () => h(AssigneeBar, { caseId: 'a1', assignee, onChanged: heard }))), '/')
  }
  const assigned = () => sent.filter((request) => request.url === '/api/cases/assignments').map((request) => request.data)
  const words = () => [...document.querySelectorAll('.assignee-bar > button')].map((button) => button.textContent?.trim())

  it('is nobody at first, and one tap takes it over', async () => {
    await open(null)
    expect(page.text()).toContain('还没人接')
    answer('POST /api/cases/assignments', 200, { assigned: 1 })
    await page.press('接办')
    expect(assigned()).toEqual([{ caseIds: ['a1'], to: 'officer' }])
    expect(heard).toHaveBeenCalledOnce()
  })

  it('is me: then it can be handed on or laid back', async () => {
    await open({ id: 'officer', name: '王倩' })
    expect([page.text().includes('我在办'), words()]).toEqual([true, ['转给…', '放回']])
    answer('POST /api/cases/assignments', 200, { assigned: 1 })
    await page.press('放回')
    expect(assigned()).toEqual([{ caseIds: ['a1'], to: null }])
  })

  it('is a colleague: taking it over says so', async () => {
    await open({ id: 'o2', name: '李科' })
    expect([page.text().includes('李科在办'), words()]).toEqual([true, ['接过来', '转给…']])
  })

  it('that could not be changed says why and changes nothing', async () => {
    await open(null)
    answer('POST /api/cases/assignments', 403, { code: 'cases.recused', details: { number: 'HT2026-ZH-0001' }, requestId: 'r' })
    await page.press('接办')
    expect(page.text()).toContain('您已申报回避 HT2026-ZH-0001')
    expect(heard).not.toHaveBeenCalled()
  })
})

describe('who is on a case', () => {
  const submit: CaseEvent = { id: 'e1', at: '2026-11-23T01:00:00.000Z', action: 'submit', state: 'submitted', actor: 'firm', actorName: '李敏', note: null }
  const accept: CaseEvent = { id: 'e2', at: '2026-11-23T02:09:00.000Z', action: 'accept', state: 'accepted', actor: 'officer', actorName: '王倩', note: null }
  const presence = (overrides: Partial<Presence> = {}): Presence => ({ version: 3, state: 'submitted', others: [], last: submit, ...overrides })
  const version = ref(3)
  const editing = ref(false)
  const open = async (first: Presence) => {
    version.value = 3
    editing.value = false
    answer('POST /api/cases/a1/presence', 200, first)
    page = await mountPage(as(officer, defineComponent(() => () => h(PresenceBar, { caseId: 'a1', version: version.value, editing: editing.value, onReload: heard }))), '/')
  }
  const beat = async (next: Presence) => {
    answer('POST /api/cases/a1/presence', 200, next)
    await vi.advanceTimersByTimeAsync(20_000)
    await page.settle()
  }
  const bar = () => document.querySelector('.presence-bar')?.textContent?.replace(/\s+/g, ' ').trim()

  it('says nothing while nobody else is there', async () => {
    await open(presence())
    expect(bar()).toBe('')
  })

  it('names colleagues who look or work, and somebody of the firm who changes it', async () => {
    await open(presence({ others: [{ name: '王倩', side: 'officer', doing: 'reading' }, { name: '张明', side: 'officer', doing: 'editing' }, { name: '李敏', side: 'firm', doing: 'editing' }] }))
    expect([...document.querySelectorAll('.presence-who span')].map((span) => [span.textContent, span.className])).toEqual([['王倩也在看', ''], ['张明正在办这件', 'reed-t'], ['企业的李敏正在改', 'reed-t']])
  })

  it('says what a colleague did meanwhile and offers the newest', async () => {
    await open(presence())
    await beat(presence({ version: 4, state: 'accepted', last: accept }))
    expect(bar()).toContain('王倩刚刚受理了')
    await page.press('看最新')
    expect(heard).toHaveBeenCalledOnce()
    version.value = 4
    await page.settle()
    expect(bar()).toBe('')
  })

  it('does not name an old deed for a change without one', async () => {
    await open(presence({ state: 'returned' }))
    await beat(presence({ version: 4, state: 'returned' }))
    expect(bar()).toContain('这一件刚刚有变化')
    expect(bar()).not.toContain('李敏')
  })

  it('tells the others when something is open here', async () => {
    await open(presence())
    editing.value = true
    await page.settle()
    const said = sent.filter((request) => request.url === '/api/cases/a1/presence').map((request) => request.data)
    expect(said.slice(-2)).toEqual([{ doing: 'reading' }, { doing: 'editing' }])
  })

  it('is silent about a beat that failed', async () => {
    await open(presence({ others: [{ name: '张明', side: 'officer', doing: 'reading' }] }))
    answer('POST /api/cases/a1/presence', 500, { code: 'unexpected', requestId: 'r' })
    await vi.advanceTimersByTimeAsync(20_000)
    await page.settle()
    expect(bar()).toContain('张明也在看')
  })
})
