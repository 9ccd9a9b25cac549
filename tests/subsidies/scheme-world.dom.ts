// The scheme editor on a pretended server that keeps one draft as the real one does: revisions, the content check, two officers.
import { vi } from 'vitest'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Scheme, SchemeVersion } from '#contract/subsidies/scheme-schema.ts'
import SchemeEditorPage from '#client/subsidies/scheme-editor/SchemeEditorPage.vue'
import { programmeFaults } from '#server/content/programme-checks.ts'
import { mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { aQueue, as, officer } from '../cases/case-world.dom.ts'

interface Asked { method: string; url: string; data?: { source?: ProgrammeSource; note?: string; revision?: number }; headers?: Record<string, string> }
class Refused extends Error {
  response: { status: number; data: unknown; headers: object }
  constructor(status: number, code: string, more: object = {}) {
    super(code)
    this.response = { status, data: { code, requestId: 'r', ...more }, headers: {} }
  }
}

export const desk = {
  draft: null as ProgrammeSource | null,
  state: 'draft' as SchemeVersion['state'],
  revision: 1,
  note: '',
  savedBy: '王倩',
  isOnline: true,
  /** A path the server does not take. */
  refuses: null as string | null,
  asked: [] as Asked[],
  saves: () => desk.asked.filter(({ method }) => method === 'PUT'),
  lastSave: () => desk.saves().at(-1)?.data?.source,
  /** A colleague saves meanwhile. */
  elsewhere(change: (source: ProgrammeSource) => ProgrammeSource, by = '赵强'): void {
    if (desk.draft) Object.assign(desk, { draft: change(desk.draft), revision: desk.revision + 1, savedBy: by })
  },
  reset(draft: ProgrammeSource | null): void {
    Object.assign(desk, { draft, state: 'draft', revision: 1, note: '', savedBy: '王倩', isOnline: true, refuses: null, asked: [] })
  },
}

const version = (state: SchemeVersion['state'], number: number): SchemeVersion => ({
  programmeId: 'P05', number, state, origin: 'desk', title: desk.draft?.title ?? '', savedBy: desk.savedBy, savedAt: '2026-11-23T02:08:00.000Z', proposedBy: state === 'proposed' ? '王倩' : null, byMe: true, proposedByMe: state === 'proposed',
  hands: ['王倩'], approvers: 1, mayApprove: false, publishedBy: null, publishedAt: null, note: desk.note, revision: desk.revision,
})
function scheme(): Scheme {
  const { draft } = desk
  const problems = draft ? programmeFaults(draft).map(({ path, reason, about }) => ({ path, reason, ...(about === undefined ? {} : { about }), blocks: true })) : []
  return { programmeId: 'P05', live: null, draft, versions: [...(draft ? [version(desk.state, 4)] : []), version('live', 3)], problems, draftsInFlight: 12, cases: 2, availability: 'taking', demo: false }
}

function replyTo({ method, url, data, headers }: Asked): unknown {
  if (method === 'GET' && url === '/api/subsidies/schemes/P05') return scheme()
  if (method === 'POST' && url === '/api/subsidies/schemes') throw new Refused(500, 'unexpected')
  if (method === 'PUT' && url === '/api/subsidies/schemes/P05/draft') {
    if (desk.state !== 'draft') throw new Refused(409, 'subsidies.scheme-state')
    if (headers?.['If-Match'] !== `"${desk.revision}"`) throw new Refused(412, 'stale', { details: { version: desk.revision } })
    if (desk.refuses && JSON.stringify(data?.source).includes('不收')) throw new Refused(422, 'invalid-input', { fields: [{ field: desk.refuses, reason: 'format' }] })
    Object.assign(desk, { draft: data?.source ?? null, note: data?.note ?? '', revision: desk.revision + 1, savedBy: '王倩' })
    return scheme()
  }
  if (method === 'POST' && url.endsWith('/actions/propose')) {
    if (data?.revision !== desk.revision) throw new Refused(412, 'stale')
    desk.state = 'proposed'
    return scheme()
  }
  if (method === 'POST' && url.endsWith('/actions/take-back')) {
    desk.state = 'draft'
    return scheme()
  }
  if (url === '/api/subsidies/programmes') return { items: [{ id: 'P09', title: '海外维权援助', summary: '', level: '县级', category: '维权援助', amountSummary: '', maxFen: null, example: true, availability: 'taking', opensOn: null, closesOn: null }], today: '2026-11-23' }
  if (url === '/api/subsidies/paper-kinds') return { kinds: [{ id: 'licence', name: '营业执照（副本）', freshMonths: null, asksValidTo: true }] }
  if (url === '/api/county') return { towns: ['新城镇'], office: '县市场监管局', officePhone: null }
  if (url === '/api/cases/queue') return aQueue([])
  if (url === '/api/accounts/verifications') return { items: [] }
  if (url === '/api/messages/unread') return { unread: 0 }
  if (url === '/api/accounts/local-key') return { key: btoa('k'.repeat(32)) }
  throw new Refused(404, 'not-found')
}

/** For vi.mock('axios', …). */
export const fakeAxios = {
  default: {
    isAxiosError: (error: unknown) => error instanceof Refused || (error instanceof Error && 'code' in error),
    request(request: Asked) {
      if (!desk.isOnline && request.method !== 'GET') return Promise.reject(Object.assign(new Error('no network'), { code: 'ERR_NETWORK' }))
      const heard: Asked = JSON.parse(JSON.stringify({ method: request.method, url: request.url, data: request.data, headers: request.headers }))
      desk.asked.push(heard)
      try {
        return Promise.resolve({ status: 200, data: JSON.parse(JSON.stringify(replyTo(heard))), headers: {} })
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)))
      }
    },
  },
}

const realTimeout = globalThis.setTimeout
/** Timers due, promises, and real cryptography, which fake timers do not know. */
export async function pass(ms = 1): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  for (let round = 0; round < 12; round += 1) {
    await new Promise((resolve) => realTimeout(resolve, 2))
    await vi.advanceTimersByTimeAsync(1)
  }
}

export interface Editor extends Page {
  /** The sentence under the box, and the words of the save line. */
  saved: () => string
  outline: () => string[]
  heads: () => string[]
  form: () => string
}
const words = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? ''

export async function openEditor(part = 'basics'): Promise<Editor> {
  const page = await mountPage(as(officer, SchemeEditorPage), `/desk/schemes/P05/edit?part=${part}`, [{ path: '/desk/schemes/:id/edit', component: SchemeEditorPage }])
  await vi.dynamicImportSettled()
  await pass(20)
  return {
    ...page,
    saved: () => words(document.querySelector('.sed-save')),
    outline: () => [...document.querySelectorAll('.sed-ol li')].map(words),
    heads: () => [...document.querySelectorAll('.sed-form .el-head')].map(words),
    form: () => words(document.querySelector('.sed-form')),
  }
}
