import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, Suspense } from 'vue'
import type { DeskFirm, FirmChange, MergePreview } from '#contract/accounts/firm-desk-schema.ts'
import { mergeBlockCodes } from '#contract/accounts/firm-desk-schema.ts'
import type { Me } from '#contract/accounts/schema.ts'
import DeskFirmPage from '#client/accounts/firms/DeskFirmPage.vue'
import DeskFirmsPage from '#client/accounts/firms/DeskFirmsPage.vue'
import DeskMergePage from '#client/accounts/firms/DeskMergePage.vue'
import { useSessionStore } from '#client/accounts/session.ts'
import { blockSentence } from '#client/accounts/firms/firm-desk-words.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from './mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const at = '2026-11-20T00:00:00.000Z'
const officer: Me = { id: 'o1', name: '张明', phoneMasked: '138****0011', roles: ['officer'], firms: [], consentVersion: '3', sessionExpiresAt: at }
const change: FirmChange = {
  id: 'c1', kind: 'end', state: 'open', reason: '登记机关已公告注销。', firm: { id: 'f1', name: '苇畔新材料', uscc: '91370321MA0DEM013L' }, gone: null, uscc: null, usccCheck: null, name: null, before: null,
  ended: 'dissolved', endedOn: '2026-11-02', fileId: null, proposedBy: '王倩', proposedAt: at, isMine: false, decidedBy: null, decidedAt: null, decisionReason: null,
}
const firm: DeskFirm = {
  id: 'f1', name: '苇畔新材料', uscc: '91370321MA0DEM013L', usccCheck: 'ok', town: '马桥镇', legalPerson: '周建国', industry: null, scale: null, titles: [], verification: 'verified', verificationNote: null, licenceFileId: null, createdAt: at, version: 1,
  ended: null, members: [{ name: '周建国', phoneMasked: '138****0001', role: 'administrator', state: 'active', since: at }], codes: [], absorbed: [],
  running: [{ kind: 'case', id: 'k1', number: 'HT2026-PG-0001', title: '质押贴息', state: 'accepted', on: '2026-12-08', amountFen: null }], drafts: 1, verifications: [], changes: [change], fourEyes: ['merge', 'code', 'end', 'reopen'],
}
const gone: DeskFirm = { ...firm, id: 'f2', uscc: '91370321MA3T007020', usccCheck: 'mismatch', verification: 'unverified', running: [], drafts: 0, changes: [] }
const preview: MergePreview = { firm: { id: 'f1', name: firm.name, uscc: firm.uscc }, gone: { id: 'f2', name: gone.name, uscc: gone.uscc }, rows: [{ kind: 'rights', moved: 3, joined: 1, dropped: 0 }], people: [{ name: '钱强', phoneMasked: '139****0009', was: 'administrator', comes: 'asked', isKnown: false }, { name: '孙丽', phoneMasked: '139****0010', was: 'clerk', comes: 'out', isKnown: true }], blocks: [] }
let page: Page | undefined

/** As the router's guard has it: who is signed in is known before the page is there. */
const Stage = defineComponent({
  async setup() {
    await useSessionStore().load()
    return () => h(DeskFirmPage, { id: 'f1' })
  },
})
const Signed = defineComponent({ setup: () => () => h(Suspense, null, { default: () => h(Stage) }) })

beforeEach(() => {
  vi.useFakeTimers()
  answer('GET /api/accounts/me', 200, officer)
  answer('GET /api/accounts/desk-firms/f1', 200, firm)
  answer('GET /api/accounts/desk-firms/f2', 200, gone)
})
afterEach(() => {
  page?.unmount()
  page = undefined
  forgetAnswers()
  vi.useRealTimers()
})
const posts = () => sent.filter((request) => request.method === 'POST').map(({ url, data }) => ({ url, data }))

describe('one firm at the desk', () => {
  it('shows what goes on for it with links, masked phones, and what waits for the second person', async () => {
    page = await mountPage(Signed, '/desk/firms/f1')
    expect(page!.text()).toContain('HT2026-PG-0001 质押贴息')
    expect(page!.text()).toContain('138****0001')
    expect(page!.text()).toContain('另有没提交的草稿 1 份')
    expect(page!.text()).toContain('日期 2026年11月2日')
    // While one change waits, no other is begun.
    expect(() => page!.button('变更代码')).toThrow()
  })

  it('lets the second person agree, after saying once more what it is', async () => {
    page = await mountPage(Signed, '/desk/firms/f1')
    answer('POST /api/accounts/firm-changes/c1/actions/agree', 200, { ...change, state: 'done' })
    await page!.press('同意')
    await page!.press('同意，马上生效')
    expect(posts()).toEqual([{ url: '/api/accounts/firm-changes/c1/actions/agree', data: {} }])
  })

  it('gives who proposed it nothing but taking it back', async () => {
    answer('GET /api/accounts/desk-firms/f1', 200, { ...firm, changes: [{ ...change, isMine: true }] })
    page = await mountPage(Signed, '/desk/firms/f1')
    expect(() => page!.button('同意')).toThrow()
    expect(page!.button('收回').disabled).toBe(false)
  })

  it('offers an auditor no button', async () => {
    answer('GET /api/accounts/me', 200, { ...officer, roles: ['officer', 'auditor'] })
    answer('GET /api/accounts/desk-firms/f1', 200, { ...firm, changes: [] })
    page = await mountPage(Signed, '/desk/firms/f1')
    for (const word of ['变更代码', '注销、迁出']) expect(() => page!.button(word)).toThrow()
  })
})

describe('merging two', () => {
  it('shows exactly what moves, and is proposed with a reason only', async () => {
    answer('GET /api/accounts/firm-merges', 200, preview)
    page = await mountPage(DeskMergePage, '/desk/firms/merge?keep=f1&gone=f2')
    expect(page!.text()).toContain('同一件权利合成一件')
    expect(page!.text()).toMatch(/钱强.*原是企业管理员.*申请加入，等管理员同意.*孙丽.*保留的一家移出过，合并后仍不在/)
    expect(page!.button('先写依据和理由').disabled).toBe(true)
    await page!.type('依据和理由', '同一家企业')
    answer('POST /api/accounts/firm-changes', 201, { id: 'c2', state: 'open', firmId: 'f1' })
    await page!.press('提出合并，等第二人确认')
    expect(posts()).toEqual([{ url: '/api/accounts/firm-changes', data: { kind: 'merge', firmId: 'f1', goneId: 'f2', reason: '同一家企业' } }])
  })

  it('says what stands in the way, with where it is settled, and offers no merge', async () => {
    answer('GET /api/accounts/firm-merges', 200, { ...preview, rows: [], people: [], blocks: [{ code: 'claims', params: { label: 'ZL2017', number: 'HT2026-PG-0002', other: 'HT2026-PG-0001' }, link: '/desk/cases/k2' }] })
    page = await mountPage(DeskMergePage, '/desk/firms/merge?keep=f1&gone=f2')
    expect(page!.text()).toContain('HT2026-PG-0002 和 HT2026-PG-0001 申领的是同一件：ZL2017')
    expect(page!.text()).toContain('去处理')
    expect(() => page!.button('先写依据和理由')).toThrow()
  })

  it('has a sentence for everything that may stand in the way', () => {
    for (const code of mergeBlockCodes) expect(blockSentence({ code, params: {}, link: null })).toMatch(/。$/)
  })
})

describe('the register', () => {
  it('is found by a former code, and says so', async () => {
    answer('GET /api/accounts/desk-firms', 200, { items: [{ id: 'f1', name: firm.name, uscc: firm.uscc, usccCheck: 'ok', town: '马桥镇', verification: 'verified', standing: 'moved', createdAt: at, formerCode: '91370321MA3T007020', waiting: true }], total: 1, waiting: 1 })
    page = await mountPage(DeskFirmsPage, '/desk/firms?q=MA3T00702')
    expect(page!.text()).toContain('曾用 91370321 MA3T00702 0')
    expect(page!.text()).toContain('已迁出')
    expect(page!.text()).toContain('等第二人确认')
  })
})
