// Accounts of those who work here, on the page: what is shown, what a reason is asked for, what a second person has to agree to.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import type { StaffList, StaffPerson, StaffProposal } from '#contract/accounts/staff-schema.ts'
import StaffPage from '#client/accounts/staff/StaffPage.vue'
import StaffPersonPage from '#client/accounts/staff/StaffPersonPage.vue'
import { as } from '../cases/case-world.dom.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from './mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)
const said: string[] = []
vi.mock('#client/ui/toast.ts', () => ({ sayDone: (words: string) => Promise.resolve(said.push(words)) }))

const me: Me = { id: 'me', name: '罗成', phoneMasked: '138****0060', roles: ['administrator'], firms: [], consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const aPerson = (over: Partial<StaffPerson> = {}): StaffPerson => ({
  id: 'p1', name: '王倩', phoneMasked: '138****0010', duty: 'officer', town: null, shutAt: null, addedAt: '2026-09-24T02:00:00.000Z', lastSeenAt: '2026-11-20T02:30:00.000Z', sessions: 1, hasFactor: true, of: null, isMe: false,
  actions: ['change', 'end-sessions', 'reset-factor', 'shut'], waiting: null, ...over,
})
const aList = (items: StaffPerson[], over: Partial<StaffList> = {}): StaffList => ({ items, counts: [{ duty: 'officer', count: 2 }, { duty: 'bank', count: 0 }], shut: 1, otherAdministrators: 1, guarded: ['administrator', 'approver', 'auditor'], guardsReset: true, ...over })
const aProposal = (over: Partial<StaffProposal> = {}): StaffProposal => ({ id: 'w1', kind: 'staff.auditor', deed: 'invite', accountId: null, name: '李审', phoneMasked: '139****0070', duty: 'auditor', before: null, reason: '审计局派员', by: '唐蕾', at: '2026-11-20T02:00:00.000Z', isMine: false, isAboutMe: false, ...over })

let page: Page
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  said.length = 0
  answer('GET /api/accounts/staff', 200, aList([aPerson()]))
  answer('GET /api/accounts/staff-proposals', 200, { items: [] })
  answer('GET /api/county', 200, { office: '县市场监管局', officePhone: null, towns: ['马桥镇', '果里镇'] })
  answer('GET /api/messages/unread', 200, { unread: 0 })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
async function open(path: string): Promise<void> {
  const isList = path === '/desk/staff'
  page = await mountPage(as(me, isList ? StaffPage : StaffPersonPage), path, [{ path: isList ? '/desk/staff' : '/desk/staff/:id', component: isList ? StaffPage : StaffPersonPage, props: true }])
  await vi.dynamicImportSettled()
  await page.settle()
}
async function openPerson(person: StaffPerson): Promise<void> {
  answer('GET /api/accounts/staff/p1', 200, { person, held: { things: 3, visits: 2 }, deeds: [{ at: '2026-11-20T02:00:00.000Z', by: '唐蕾', action: 'staff.change', reason: '局里分工', before: 'assistant', after: 'officer' }] })
  page = await mountPage(as(me, { components: { StaffPersonPage }, template: '<StaffPersonPage id="p1" />' }), '/desk/staff/p1')
  await vi.dynamicImportSettled()
  await page.settle()
}
const posted = () => sent.filter(({ method }) => method === 'POST').map(({ url, data }) => [url, data])
const buttons = () => [...document.querySelectorAll('main button')].map((one) => one.textContent?.replace(/\s+/g, '').trim())
async function choose(label: string, value: string): Promise<void> {
  const box = [...document.querySelectorAll('label')].find((one) => one.textContent?.startsWith(label))
  const select = box && document.getElementById(box.htmlFor)
  if (!(select instanceof HTMLSelectElement)) throw new Error(`no list ${label}`)
  select.value = value
  select.dispatchEvent(new Event('change'))
  await page.settle()
}

describe('the list of accounts', () => {
  it('says who, what for, last seen and whether there is a second factor', async () => {
    await open('/desk/staff')
    const row = document.querySelector('.staff-row')?.textContent ?? ''
    for (const words of ['王倩', '138****0010', '受理人员', '最近 2026年11月20日 10:30', '有动态口令']) expect(row).toContain(words)
    expect(page.text()).toContain('审批人员、审计人员要两位系统管理员都同意')
    expect([...document.querySelectorAll('.staff-chips .chip')].map((one) => one.textContent?.replace(/\s+/g, ''))).toEqual(['在用2', '受理人员2', '已停用1'])
  })

  it('alone, says how a second one comes', async () => {
    answer('GET /api/accounts/staff', 200, aList([aPerson()], { otherAdministrators: 0 }))
    await open('/desk/staff')
    expect(page.text()).toContain('只有您一位系统管理员')
  })

  it('asks for phone, name and duty; a guarded duty also for a reason, and is only proposed', async () => {
    answer('POST /api/accounts/staff', 202, { person: null, proposal: aProposal() })
    await open('/desk/staff')
    await page.press('开通账号')
    await page.type('手机', '13900000070')
    await page.type('姓名', '李审')
    await choose('岗位', 'auditor')
    await page.type('理由', '审计局派员')
    await page.press('提出，等第二人确认')
    expect(posted()).toEqual([['/api/accounts/staff', { phone: '13900000070', name: '李审', duty: 'auditor', reason: '审计局派员' }]])
    expect(said).toEqual(['已提出，等另一位系统管理员确认'])
  })

  it('shows beside the field what is wrong with a number', async () => {
    answer('POST /api/accounts/staff', 422, { code: 'invalid-input', fields: [{ field: 'phone', reason: 'works-here' }], requestId: 'r' })
    await open('/desk/staff')
    await page.press('开通账号')
    await page.type('手机', '13800000010')
    await page.type('姓名', '王倩')
    await choose('岗位', 'expert')
    await page.press('开通')
    expect(page.noteOf('手机')).toContain('已经有工作账号')
  })
})

describe('what waits for a second administrator', () => {
  it('is agreed to or refused by another, with a reason', async () => {
    answer('GET /api/accounts/staff-proposals', 200, { items: [aProposal()] })
    answer('POST /api/accounts/staff-proposals/w1/actions/agree', 200, { person: null, proposal: null })
    await open('/desk/staff')
    expect(page.text()).toContain('给李审（139****0070）开通审计人员账号')
    await page.press('不同意')
    expect(page.button('先写理由').disabled).toBe(true)
    await page.press('先不')
    await page.press('同意')
    await page.press('同意，马上生效')
    expect(posted()).toEqual([['/api/accounts/staff-proposals/w1/actions/agree', {}]])
  })

  it('is taken back by who proposed it, and decided by nobody about themselves', async () => {
    answer('GET /api/accounts/staff-proposals', 200, { items: [aProposal({ isMine: true }), aProposal({ id: 'w2', deed: 'change', name: '罗成', before: 'administrator', isAboutMe: true })] })
    await open('/desk/staff')
    expect(page.text()).toContain('罗成由系统管理员改为审计人员')
    expect(buttons().filter((word) => ['收回', '同意', '不同意'].includes(word ?? ''))).toEqual(['收回'])
  })
})

describe('one account', () => {
  it('is shut with a reason only', async () => {
    answer('POST /api/accounts/staff/p1/actions/shut', 200, { person: aPerson({ shutAt: '2026-11-23T02:08:00.000Z' }), proposal: null })
    await openPerson(aPerson())
    await page.press('停用账号')
    expect(page.button('先写理由').disabled).toBe(true)
    expect(page.text()).toContain('名下还有 3 件没办完，会退回「没人接」')
    expect(page.text()).toContain('还有 2 次约好的服务，不会自动取消')
    await page.press('离职。')
    await page.press('停用')
    expect(posted()).toEqual([['/api/accounts/staff/p1/actions/shut', { reason: '离职。' }]])
    expect(said).toEqual(['已停用'])
  })

  it('says what was done to it, and shows the whole number only when asked', async () => {
    answer('GET /api/accounts/staff/p1/phone', 200, { phone: '13800000010' })
    await openPerson(aPerson())
    expect(page.text()).toContain('受理人员')
    expect(document.querySelector('.staff-deeds li')?.textContent).toContain('镇办专员 → 受理人员')
    expect(page.text()).not.toContain('13800000010')
    await page.press('看完整号码')
    expect(page.text()).toContain('13800000010')
  })

  it('changed, sends what the page showed; a new duty asks for a reason', async () => {
    answer('POST /api/accounts/staff/p1/actions/change', 200, { person: aPerson({ duty: 'assistant' }), proposal: null })
    await openPerson(aPerson())
    await page.press('改姓名和岗位')
    expect(page.button('还没有改').disabled).toBe(true)
    await choose('岗位', 'assistant')
    await choose('所在镇办', '马桥镇')
    await page.type('理由', '局里分工')
    await page.press('保存')
    expect(posted()).toEqual([['/api/accounts/staff/p1/actions/change', { name: '王倩', duty: 'assistant', seenDuty: 'officer', town: '马桥镇', reason: '局里分工' }]])
  })

  it('of one’s own, and of a contact whose bank let them go, has no button and says whose matter it is', async () => {
    await openPerson(aPerson({ isMe: true, actions: [] }))
    expect(page.text()).toContain('自己的账号由别的系统管理员来改')
    expect(buttons()).toEqual(['看完整号码'])
    page.unmount()
    await openPerson(aPerson({ duty: 'bank', shutAt: '2026-11-20T02:00:00.000Z', actions: [] }))
    expect(page.text()).toContain('由受理人员在「质押融资」的「银行」里重新添加')
  })

  it('that is none says so', async () => {
    answer('GET /api/accounts/staff/p1', 404, { code: 'not-found', requestId: 'r' })
    page = await mountPage(as(me, { components: { StaffPersonPage }, template: '<StaffPersonPage id="p1" />' }), '/desk/staff/p1')
    await page.settle()
    expect(page.text()).toContain('没有这个账号')
  })
})
