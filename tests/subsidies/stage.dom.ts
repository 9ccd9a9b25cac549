// One application on a pretended server that behaves like the real one towards a single draft: versions, refusals, no network.
import { PiniaColada } from '@pinia/colada'
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { vi } from 'vitest'
import type { Component } from 'vue'
import type { Me } from '#contract/accounts/schema.ts'
import type { Field, PlainField, Programme } from '#contract/subsidies/programme.ts'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'

export interface Sent {
  method: string
  url: string
  data?: { answers?: Answers; version?: number } & Record<string, unknown>
  headers: Record<string, string>
}

export const me: Me = {
  id: 'me',
  name: '李敏',
  phoneMasked: '138****8000',
  roles: [],
  firms: [],
  consentVersion: '1',
  sessionExpiresAt: '2026-12-01T00:00:00.000Z',
}

const base = { required: true }
const text = { ...base, type: 'text', maxLength: 80 } as const
const patentItem: PlainField[] = [
  { ...text, name: 'patentNo', label: '专利号', check: 'patent' },
  { ...text, name: 'patentTitle', label: '专利名称' },
  { ...base, type: 'select', name: 'patentType', label: '类型', options: ['发明', '实用新型', '外观设计'], derivedFrom: 'patentNo' },
]

/** One section with a field of every type there is. */
export const everyType: Field[] = [
  { ...text, name: 'bank', label: '贷款银行', help: '写全称' },
  { ...base, type: 'textarea', name: 'demand', label: '需求', maxLength: 200 },
  { ...base, type: 'tel', name: 'mobile', label: '联系手机' },
  { ...base, type: 'money', name: 'loanFen', label: '贷款金额', minFen: 100, maxFen: 100_000_000_000 },
  { ...base, type: 'number', name: 'lprPercent', label: '贷款利率', min: 0, max: 20, decimals: 2, unit: '%' },
  { ...base, type: 'date', name: 'paidOn', label: '付款日', notAfter: 'today' },
  { ...base, type: 'select', name: 'way', label: '方式', options: ['转让', '自行产业化'] },
  { ...base, type: 'town', name: 'town', label: '所在镇（街道）' },
  { ...base, type: 'boolean', name: 'legal', label: '是独立法人吗？' },
  { ...text, name: 'partner', label: '交易对方', showWhen: { field: 'way', in: ['转让'] } },
  { ...base, type: 'repeat', name: 'patents', label: '涉及专利', min: 1, max: 3, itemLabel: '专利', item: patentItem },
]

export function aProgramme(fields: Field[] = everyType): Programme {
  return {
    id: 'P05',
    title: '专利转化奖励',
    summary: '',
    level: '县级',
    category: '转化运用',
    who: '',
    basis: [],
    confidence: '',
    facts: [],
    conditions: [],
    sections: [
      { id: 'deal', title: '转化情况', hint: '按合同填。', fields },
      {
        id: 'last',
        title: '收款账户',
        hint: '',
        fields: [{ ...text, name: 'account', label: '银行账号', check: 'account', sensitive: true }],
      },
    ],
    papers: [{ id: 'license', name: '营业执照（副本）', required: true, stamp: true, maxMB: 10, origin: 'firm' }],
    amount: { type: 'guidance', capFen: 0, illustrative: true, summary: '' },
    steps: [],
    processNote: '时限是示例。',
    contact: { dept: '知识产权科', phone: null, hotlines: ['12330'], address: null },
    numberKind: 'ZH',
    fee: '不收费',
    statement: ['所填内容真实。'],
    version: 'v1',
    example: true,
    availability: 'taking',
    opensOn: null,
    batch: null,
    closesOn: null,
  }
}

export function anApplication(overrides: Partial<Application> = {}): Application {
  return {
    id: 'a1',
    firmId: 'f1',
    programmeId: 'P05',
    programmeTitle: '专利转化奖励',
    programmeVersion: 'v1',
    programme: null,
    formChanged: false,
    redo: [],
    formNews: [],
    origins: {},
    twins: [],
    line: null,
    firmName: '苇畔新材料',
    firmVerification: 'verified',
    usccCheck: 'ok',
    uscc: '91370321MA0DEM013L',
    town: '新城镇',
    state: 'draft',
    number: null,
    version: 1,
    answers: {},
    papers: [],
    amount: { amountFen: null, lines: [], missing: [], illustrative: true },
    conditions: [],
    savedAt: '2026-11-23T06:32:00.000Z',
    savedBy: '李敏',
    createdAt: '2026-11-23T06:00:00.000Z',
    submittedAt: null,
    submittedBy: null,
    decidedAt: null,
    decisionReason: null,
    due: null,
    events: [],
    actions: ['submit'],
    blocked: [],
    assignee: null,
    rounds: 0,
    correction: null,
    changes: null,
    recommendation: null,
    approvedFen: null,
    publicity: null,
    disputes: [],
    payment: null,
    stampedForm: null,
    ...overrides,
  }
}

export const server = {
  application: anApplication(),
  programme: aProgramme(),
  isOnline: true,
  isSignedIn: true,
  /** Work is done, but the answer gets lost: so many times. */
  lostAnswers: 0,
  refusal: null as { status: number; code: string; fields?: { field: string; reason: string }[] } | null,
  sent: [] as Sent[],
  /** What the server says to more routes, by "METHOD /path". */
  more: new Map<string, (request: Sent) => unknown>(),
  /** A change somebody else saves meanwhile. */
  saveElsewhere(answers: Answers, savedBy: string): void {
    server.application = {
      ...server.application,
      version: server.application.version + 1,
      answers: { ...server.application.answers, ...answers },
      savedBy,
    }
  },
  patches: (): Sent[] => server.sent.filter((request) => request.method === 'PATCH'),
  reset(application: Partial<Application> = {}, fields?: Field[]): void {
    Object.assign(server, {
      application: anApplication(application),
      programme: aProgramme(fields),
      isOnline: true,
      isSignedIn: true,
      lostAnswers: 0,
      refusal: null,
      sent: [],
      more: new Map(),
    })
  },
}

export class Refused extends Error {
  response: { status: number; data: unknown; headers: object }
  constructor(status: number, code: string, more: object = {}) {
    super(code)
    this.response = { status, data: { code, requestId: 'r', ...more }, headers: {} }
  }
}

function save({ data, headers }: Sent): Application {
  const { application } = server
  const { refusal } = server
  if (refusal && (refusal.fields ?? []).some(({ field }) => field in (data?.answers ?? {})))
    throw new Refused(refusal.status, refusal.code, { fields: refusal.fields })
  if (application.state !== 'draft' && application.state !== 'returned') throw new Refused(409, 'subsidies.not-editable', { details: { state: application.state } })
  if (headers['If-Match'] !== `"${application.version}"`) throw new Refused(412, 'stale', { details: { version: application.version } })
  const answers: Answers = { ...application.answers, ...data?.answers }
  for (const [name, value] of Object.entries(answers)) if (value === null) delete answers[name]
  server.application = { ...application, answers, version: application.version + 1, savedBy: me.name, savedAt: '2026-11-23T06:33:00.000Z' }
  return server.application
}

function submit(): Application {
  if (server.refusal) throw new Refused(server.refusal.status, server.refusal.code)
  server.application = {
    ...server.application,
    state: 'submitted',
    number: 'HT2026-ZH-0001',
    submittedAt: '2026-11-23T07:08:00.000Z',
    submittedBy: me.name,
  }
  return server.application
}

function replyTo(request: Sent): unknown {
  if (!server.isSignedIn) throw new Refused(401, 'not-signed-in')
  const path = `${request.method} ${request.url}`
  const own = server.more.get(path)
  if (own) return own(request)
  if (path === 'GET /api/subsidies/applications/a1') return server.application
  if (path === 'PATCH /api/subsidies/applications/a1') return save(request)
  if (path === 'POST /api/subsidies/applications/a1/actions/submit') return submit()
  if (path === 'DELETE /api/subsidies/applications/a1') return ''
  if (path === 'DELETE /api/subsidies/applications/a1/papers/p1') return (server.application = { ...server.application, papers: [] })
  if (path === 'GET /api/subsidies/programmes/P05') return server.programme
  if (path === 'GET /api/subsidies/programmes') return { items: [], today: '2026-11-23' }
  if (path === 'GET /api/county') return { towns: ['新城镇', '马桥镇'], office: '市场监管局', officePhone: null }
  if (path === 'GET /api/accounts/local-key') return { key: btoa('k'.repeat(32)) }
  throw new Refused(404, 'not-found')
}

const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** For vi.mock('axios', …). */
export const fakeAxios = {
  default: {
    isAxiosError: (error: unknown) => error instanceof Refused || (error instanceof Error && 'code' in error),
    async request(request: Sent) {
      const noNetwork = Object.assign(new Error('no network'), { code: 'ERR_NETWORK' })
      if (!server.isOnline) throw noNetwork
      const heard = overTheWire({ method: request.method, url: request.url, data: request.data, headers: request.headers })
      server.sent.push(heard)
      const data = overTheWire(replyTo(heard))
      if (request.method !== 'GET' && server.lostAnswers > 0) {
        server.lostAnswers -= 1
        throw noNetwork
      }
      return { status: 200, data, headers: {} }
    },
  },
}

/** The phone's own storage, for vi.mock('idb', …). Outlives a mounted page as it outlives a reload. */
export const disk = new Map<string, unknown>()
/** Who is remembered beside it, with the key of their vault. */
export const rememberedHere = new Map<string, unknown>()
export const phone = { refusesToStore: false }
function openFake(shelf: Map<string, unknown>) {
  return {
    get: (_store: string, key: string) => Promise.resolve(shelf.get(key)),
    delete: (_store: string, key: string) => Promise.resolve(shelf.delete(key)),
    getAllKeys: (_store: string, range?: [string, string]) =>
      Promise.resolve([...shelf.keys()].filter((key) => !range || (key >= range[0] && key <= range[1]))),
    transaction: () => ({
      store: {
        put: (value: unknown, key: string) =>
          phone.refusesToStore ? Promise.reject(new Error('QuotaExceededError')) : Promise.resolve(shelf.set(key, value)),
      },
      done: Promise.resolve(),
    }),
  }
}
/** For vi.stubGlobal('IDBKeyRange', …), where names are looked up. */
export const fakeKeyRange = { bound: (from: string, to: string): [string, string] => [from, to] }
export const fakeIdb = { openDB: (name: string) => Promise.resolve(openFake(name === 'zqt.vault' ? disk : rememberedHere)) }

const realTimeout = globalThis.setTimeout
/** Real time, which fake timers do not know: cryptography works on threads of its own. */
function realTick(): Promise<void> {
  return new Promise((resolve) => realTimeout(resolve, 2))
}

/** Lets promises, real cryptography and due timers run. */
export async function settle(ms = 1): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  for (let round = 0; round < 12; round += 1) {
    await realTick()
    await vi.advanceTimersByTimeAsync(1)
  }
}

export interface Stage {
  router: Router
  wrapper: VueWrapper
  text(): string
  /** A box by its label, or by group and label: `合同金额/按元填`. */
  box(label: string): HTMLInputElement
  type(label: string, value: string): Promise<void>
  leave(label: string): Promise<void>
  press(name: string): Promise<void>
  button(name: string): HTMLElement
  pick(group: string, word: string): Promise<void>
  note(label: string): string
  close(): void
}

const textOf = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? ''

export async function openStage(page: Component, path: string): Promise<Stage> {
  const overlays = document.createElement('div')
  overlays.id = 'overlays'
  document.body.replaceChildren(overlays)
  const blank = { template: '<i />' }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/subsidies/applications/:id/sections/:sectionId', component: blank },
      { path: '/subsidies/applications/:id/:rest(.*)*', component: blank },
      { path: '/cases/:id/correct/:itemId', component: blank },
      { path: '/cases/:id', component: blank },
      { path: '/:path(.*)*', component: blank },
    ],
  })
  await router.push(path)
  const pinia = createPinia()
  setActivePinia(pinia)
  const wrapper = mount(page, { attachTo: document.body, global: { plugins: [pinia, PiniaColada, router] } })
  useSessionStore(pinia).set(me)
  for (let round = 0; round < 40 && document.querySelector('.loading-lines'); round += 1) await settle()
  await settle(20)
  const root = document.body
  function box(label: string): HTMLInputElement {
    const [group, own] = label.includes('/') ? label.split('/') : [null, label]
    const within =
      group === null
        ? root
        : [...root.querySelectorAll('[role=group]')].find((element) =>
            textOf(document.getElementById(element.getAttribute('aria-labelledby') ?? '')).startsWith(group ?? ''),
          )
    const found = [...(within?.querySelectorAll('label') ?? [])].find((element) => textOf(element).startsWith(own ?? ''))
    const input = found?.htmlFor ? document.getElementById(found.htmlFor) : found?.querySelector('input')
    if (!input) throw new Error(`no box ${label}`)
    return input as HTMLInputElement
  }
  function button(name: string): HTMLElement {
    const all = [...root.querySelectorAll<HTMLElement>('button, a')]
    const found = all.find((element) => (element.getAttribute('aria-label') ?? textOf(element)).startsWith(name))
    if (!found) throw new Error(`no button ${name}: ${all.map(textOf).join(' / ')}`)
    return found
  }
  return {
    router,
    wrapper,
    box,
    button,
    text: () => textOf(root),
    async type(label, value) {
      const input = box(label)
      input.focus()
      input.value = value
      input.dispatchEvent(new Event(input.tagName === 'SELECT' ? 'change' : 'input'))
      await settle()
    },
    async leave(label) {
      box(label).dispatchEvent(new Event('blur'))
      await settle(300)
    },
    async press(name) {
      button(name).click()
      await settle()
    },
    async pick(group, word) {
      const radios = [...root.querySelectorAll('[role=radiogroup]')].find((element) =>
        textOf(document.getElementById(element.getAttribute('aria-labelledby') ?? '')).startsWith(group),
      )
      const option = [...(radios?.querySelectorAll('label') ?? [])].find((element) => textOf(element) === word)
      option?.querySelector('input')?.click()
      await settle()
    },
    note: (label) => textOf(document.getElementById(box(label).getAttribute('aria-describedby') ?? '')),
    close: () => wrapper.unmount(),
  }
}
