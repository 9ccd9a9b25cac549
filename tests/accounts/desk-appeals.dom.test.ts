// The desk page of an ownership appeal: a reason to grant it, and the second person's word.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, Suspense } from 'vue'
import type { Appeal, Me } from '#contract/accounts/schema.ts'
import AppealPage from '#client/accounts/AppealPage.vue'
import DeskAppealsPage from '#client/accounts/DeskAppealsPage.vue'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from './mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const at = '2026-11-20T00:00:00.000Z'
const officer: Me = { id: 'o1', name: '张明', phoneMasked: '138****0011', roles: ['officer'], firms: [], consentVersion: '3', sessionExpiresAt: at }
const appeal: Appeal = { id: 'a1', firmId: 'f1', firmName: '苇畔新材料', uscc: '91370321MA0DEM013L', applicantName: '周建国', applicantPhone: '13900000001', reason: '登记的人已经离职', fileId: 'file', state: 'open', createdAt: at, decisionReason: null, isInside: false, proposal: null }
const proposal = { by: '王倩', at, reason: '已电话核实', isMine: false }
let page: Page | undefined

const signed = (component: object, props: object) => {
  const Stage = defineComponent({
    async setup() {
      await useSessionStore().load()
      return () => h(component, props)
    },
  })
  return defineComponent({ setup: () => () => h(Suspense, null, { default: () => h(Stage) }) })
}
beforeEach(() => {
  vi.useFakeTimers()
  answer('GET /api/accounts/me', 200, officer)
})
afterEach(() => {
  page?.unmount()
  page = undefined
  forgetAnswers()
  vi.useRealTimers()
})
const posts = () => sent.filter((request) => request.method === 'POST').map(({ url, data }) => ({ url, data }))
const open = async (one: Appeal) => {
  answer('GET /api/accounts/appeals', 200, { items: [one], needsSecond: true })
  page = await mountPage(signed(DeskAppealsPage, { id: 'a1' }), '/desk/appeals/a1')
}

it('is granted with its basis only, and then waits for the second person', async () => {
  await open(appeal)
  await page!.press('成立，提请第二人')
  expect(page!.button('先写依据').disabled).toBe(true)
  await page!.type('依据和理由', '已电话核实')
  answer('POST /api/accounts/appeals/a1/actions/grant', 200, { ...appeal, proposal: { ...proposal, isMine: true } })
  await page!.press('提出，等第二人确认')
  expect(posts()).toEqual([{ url: '/api/accounts/appeals/a1/actions/grant', data: { reason: '已电话核实' } }])
})

it('shows the second person who says that it is right and why, and takes their word', async () => {
  await open({ ...appeal, proposal })
  expect(page!.text()).toMatch(/等第二人确认.*王倩.*认为成立.*已电话核实/)
  expect(page!.text()).not.toContain('成立，提请第二人')
  await page!.press('同意')
  answer('POST /api/accounts/appeals/a1/actions/agree', 200, { ...appeal, state: 'granted' })
  await page!.press('同意，马上生效')
  expect(posts()).toEqual([{ url: '/api/accounts/appeals/a1/actions/agree', data: {} }])
})

it('is taken back by who said so, and agreed to by nobody else’s button', async () => {
  await open({ ...appeal, proposal: { ...proposal, isMine: true } })
  expect(page!.button('收回').disabled).toBe(false)
  expect(page!.text()).not.toContain('不同意')
})

it('is, to who made it, in a second look: not yet decided, and not asked for once more', async () => {
  answer('GET /api/accounts/me', 200, { ...officer, roles: [], appeals: [{ firmId: 'f1', firmName: '苇畔新材料', state: 'second', at }] } satisfies Me)
  page = await mountPage(signed(AppealPage, { id: 'f1' }), '/firms/f1/appeal')
  expect(page!.text()).toContain('一位经办人员已核对营业执照，按规定还要另一位复核')
  expect(page!.text()).not.toContain('交给县里核对')
})
