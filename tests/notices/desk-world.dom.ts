// The desk's side of one notice on a pretended server that keeps its draft as the real one does: revisions, problems, two officers.
import { vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import type { AudienceChoices, AudiencePreview } from '#contract/notices/audience-schema.ts'
import { everybody } from '#contract/notices/audience.ts'
import type { DeskNotice, NoticeProblem, NoticeSave, OpenVersion } from '#contract/notices/desk-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { deskNoticesRoutes } from '#client/notices/desk-routes.ts'
import { answer, answerWith, forgetAnswers, mountPage, sent, type Page, type SentRequest } from '../accounts/mount-page.dom.ts'
import { aText } from './desk-texts.dom.ts'

export const officer: Me = { id: 'o1', name: '王倩', phoneMasked: '138****0010', roles: ['officer'], consentVersion: '3', sessionExpiresAt: '2026-12-24T00:00:00.000Z', firms: [] }
export const choices: AudienceChoices = {
  towns: ['果里镇', '唐山镇'], industries: ['化工'], scales: ['小型', '微型'], titles: [{ id: 'high-tech', title: '高新技术企业' }], rightKinds: [{ id: 'patent', title: '专利' }], programmes: [{ id: 'P01', title: '专利奖励' }],
  gapTopics: [{ id: 'g1', title: '专利挖掘' }], gapFirms: 3, categories: [{ id: 'policy', title: '政策' }, { id: 'notice', title: '通知' }], issuers: ['县市场监管局', '国家知识产权局'],
}
export const aPreview = (over: Partial<AudiencePreview> = {}): AudiencePreview => ({
  firms: 132, people: 210, allFirms: 400, channels: { sms: 180, push: 60, email: 12 }, followers: 8, sample: [{ firmId: 'f1', name: '苇畔新材料有限公司', town: '果里镇', reasons: [{ by: 'towns', value: '果里镇' }] }], ...over,
})
export function anOpen(over: Partial<OpenVersion> = {}): OpenVersion {
  return {
    number: 1, state: 'draft', revision: 4, text: aText(), audience: everybody, changeNote: '', tellsReaders: true, hands: [{ id: 'o1', name: '王倩' }], proposedBy: null, publishAt: null, sentBack: null, savedBy: { id: 'o1', name: '王倩' },
    savedAt: '2026-11-23T02:00:00.000Z', problems: [], actions: ['propose'], files: [], ...over,
  }
}
export const aNotice = (over: Partial<DeskNotice> = {}): DeskNotice => ({ id: 'n1', origin: 'desk', state: 'unpublished', publishedOn: null, withdrawn: null, live: null, open: anOpen(), versions: [], sendings: [], mayWithdraw: false, ...over })

export const world = {
  notice: aNotice(),
  problems: [] as NoticeProblem[],
  saves: () => sent.filter(({ method }) => method === 'PUT'),
  lastSave: () => world.saves().at(-1)?.data as NoticeSave | undefined,
  actions: () => sent.filter(({ url }) => url.includes('/actions/')),
  counted: () => sent.filter(({ url }) => url.endsWith('audience-preview')),
  /** A colleague saves meanwhile. */
  elsewhere(change: (open: OpenVersion) => Partial<OpenVersion>): void {
    const { open } = world.notice
    if (open) world.notice = { ...world.notice, open: { ...open, ...change(open), revision: open.revision + 1, savedBy: { id: 'o2', name: '赵强' } } }
  },
}
const stale = { status: 412, body: { code: 'stale', requestId: 'r', details: {} } }

function onSave({ data, headers }: SentRequest) {
  const { open } = world.notice
  if (!open || headers?.['If-Match'] !== `"${open.revision}"`) return stale
  const words = data as NoticeSave
  world.notice = { ...world.notice, open: { ...open, ...words, revision: open.revision + 1, problems: world.problems, savedBy: { id: 'o1', name: '王倩' } } }
  return { status: 200, body: { revision: open.revision + 1, problems: world.problems } }
}

export function serve(notice: DeskNotice): void {
  forgetAnswers()
  world.notice = notice
  world.problems = notice.open?.problems ?? []
  answerWith('GET /api/notices/desk/n1', () => ({ status: 200, body: world.notice }))
  answerWith('PUT /api/notices/desk/n1/draft', onSave)
  answer('GET /api/notices/desk/audience-choices', 200, choices)
  answer('POST /api/notices/desk/audience-preview', 200, aPreview())
  answer('GET /api/accounts/local-key', 200, { key: btoa('k'.repeat(32)) })
  answer('GET /api/county', 200, { towns: [], office: '县市场监管局', officePhone: null })
  for (const action of ['propose', 'publish', 'send-back', 'take-back', 'unschedule', 'withdraw'])
    answerWith(`POST /api/notices/desk/n1/actions/${action}`, () => {
      if (world.notice.open && action === 'propose') world.notice = { ...world.notice, open: { ...world.notice.open, state: 'proposed', actions: ['take-back'] } }
      return { status: 200, body: world.notice }
    })
}

export async function openNotice(path = '/desk/notices/n1'): Promise<Page> {
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(officer)
      return () => h(RouterView)
    },
  })
  const page = await mountPage(Stage, path, deskNoticesRoutes.map((route) => ({ ...route, meta: {} })))
  await vi.waitFor(
    async () => {
      await page.settle()
      if (document.querySelector('main .skel') || !document.querySelector('.nd-bar, .nd-head')) throw new Error(`still loading: ${page.text()}`)
    },
    { timeout: 8_000 },
  )
  return page
}
/** The fake clock goes on; what it sets off is let through. */
export async function pass(page: Page, ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await page.settle()
}
/** The editor is fetched when it is needed. */
export async function untilWritable(page: Page): Promise<HTMLElement> {
  return vi.waitFor(
    async () => {
      await page.settle()
      const found = document.querySelector<HTMLElement>('.ProseMirror')
      if (!found) throw new Error('no editor yet')
      return found
    },
    { timeout: 15_000 },
  )
}
export function confirmButton(): HTMLButtonElement {
  const found = [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts button:last-child')].find((one) => one.closest<HTMLElement>('.confirm-sheet')?.style.display !== 'none')
  if (!found) throw new Error('no sheet is open')
  return found
}
