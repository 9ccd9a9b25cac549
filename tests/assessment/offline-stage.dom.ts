// A pretended server with one firm's assessments, and phones that open them: each its own storage, its own person, its own line.
import { PiniaColada } from '@pinia/colada'
import { createPinia, setActivePinia } from 'pinia'
import { createApp, watch } from 'vue'
import type { Answer, AnswerInput, Assessment, AssessmentInput } from '#contract/assessment/schema.ts'
import { closeVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useAssessmentStore } from '#client/assessment/assessment-store.ts'
import { useEvidenceStore } from '#client/assessment/evidence-store.ts'
import { registerLocalList } from '#client/assessment/local-list.ts'
import type { OpenAssessment } from '#client/assessment/open-assessment.ts'
import { disk, Refused, rememberedHere, settle, type Sent } from '../subsidies/stage.dom.ts'
import { anAssessment, edition, editions, me } from './pages.dom.ts'

export const server = {
  assessments: new Map<string, Assessment>(),
  isOnline: true,
  signedInAs: me as typeof me | null,
  /** Work is done, but the answer gets lost: so many times. */
  lostAnswers: 0,
  refusals: new Map<string, { status: number; code: string; fields?: { field: string; reason: string }[] }>(),
  sent: [] as Sent[],
  puts: (): [string, unknown, string | undefined][] =>
    server.sent.filter(({ method }) => method === 'PUT').map(({ url, data, headers }) => [url.split('/').at(-1) ?? '', data, headers['If-Match']]),
  one: (id = 'as1'): Assessment => server.assessments.get(id)!,
  answerOf: (itemId: string, id = 'as1'): Answer | undefined => server.one(id).answers.find((answer) => answer.itemId === itemId),
  change(over: Partial<Assessment>, id = 'as1'): void {
    server.assessments.set(id, { ...server.one(id), ...over })
  },
  /** Somebody answers on another phone. */
  answerElsewhere(itemId: string, answer: Answer['answer'], note = '', id = 'as1'): void {
    put(id, itemId, { answer, note }, { id: 'a2', name: '张海' })
  },
  reset(): void {
    Object.assign(server, { isOnline: true, signedInAs: me, lostAnswers: 0, refusals: new Map(), sent: [] })
    server.assessments = new Map([['as1', anAssessment({ id: 'as1' })]])
    disk.clear()
    rememberedHere.clear()
    localStorage.clear()
  },
}

function put(id: string, itemId: string, { answer, note = '' }: AnswerInput, by: Answer['by']): Answer {
  const before = server.answerOf(itemId, id)
  const next: Answer = { itemId, answer, note: note.trim(), origin: 'answered', version: (before?.version ?? 0) + 1, by, at: new Date().toISOString() }
  server.change({ answers: [...server.one(id).answers.filter((one) => one.itemId !== itemId), next] }, id)
  return next
}

function saveAnswer(id: string, itemId: string, request: Sent): Answer {
  const refusal = server.refusals.get(itemId)
  if (refusal) throw new Refused(refusal.status, refusal.code, { fields: refusal.fields ?? [] })
  const body = request.data as unknown as AnswerInput
  const before = server.answerOf(itemId, id)
  if (before && before.answer === body.answer && before.note === (body.note ?? '').trim() && before.origin !== 'suggested') return before
  if (!server.one(id).mayAnswer) throw new Refused(409, 'assessment.locked')
  if (request.headers['If-Match'] !== `"${before?.version ?? 0}"`) throw new Refused(412, 'stale', { details: { version: before?.version ?? 0 } })
  return put(id, itemId, body, { id: server.signedInAs!.id, name: server.signedInAs!.name })
}

function start(body: AssessmentInput): Assessment {
  const live = [...server.assessments.values()].find((one) => one.id === body.id || (one.editionId === body.editionId && one.state !== 'closed'))
  if (live) return live
  server.assessments.set(body.id!, anAssessment({ id: body.id!, opening: body.opening ?? {} }))
  return server.one(body.id!)
}

function patch(id: string, request: Sent): Assessment {
  const { version } = server.one(id)
  if (request.headers['If-Match'] !== `"${version}"`) throw new Refused(412, 'stale', { details: { version } })
  server.change({ ...(request.data as object), version: version + 1 }, id)
  return server.one(id)
}

function replyTo(request: Sent): unknown {
  const { method, url } = request
  if (!server.signedInAs) throw new Refused(401, 'not-signed-in')
  if (url === '/api/accounts/me') return server.signedInAs
  if (url === '/api/accounts/local-key') return { key: btoa(server.signedInAs.id.padEnd(32, 'k')) }
  if (method === 'DELETE' && url === '/api/accounts/sessions/current') return (server.signedInAs = null)
  if (url === '/api/assessment/editions') return editions
  if (url === '/api/assessment/editions/e23') return edition
  if (method === 'POST' && url === '/api/assessment/assessments') return start(request.data as unknown as AssessmentInput)
  if (url === '/api/assessment/assessments') return { items: [...server.assessments.values()] }
  const [id = '', part, itemId = '', leaf] = url.replace('/api/assessment/assessments/', '').split('/')
  if (!server.assessments.has(id)) throw new Refused(404, 'not-found')
  if (part === 'answers' && leaf === 'evidence') return { id: `e-${itemId}`, itemId }
  if (part === 'answers') return saveAnswer(id, itemId, request)
  if (method === 'PATCH') return patch(id, request)
  if (method === 'DELETE') return server.assessments.delete(id) && ''
  return server.one(id)
}

const overTheWire = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T))

/** For vi.mock('axios', …). */
export const fakeAxios = {
  default: {
    isAxiosError: (error: unknown) => error instanceof Refused || (error instanceof Error && 'code' in error),
    async request(request: Sent) {
      const noNetwork = Object.assign(new Error('no network'), { code: 'ERR_NETWORK' })
      await Promise.resolve()
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

export interface Phone {
  store: ReturnType<typeof useAssessmentStore>
  evidence: ReturnType<typeof useEvidenceStore>
  session: ReturnType<typeof useSessionStore>
  open(id?: string): Promise<OpenAssessment>
  view(id?: string): OpenAssessment
  /** Place and answer of each item that is answered. */
  places(id?: string): Record<string, string>
  /** The page is killed: what is in memory is gone. */
  kill(): void
}

/** A page of the app on the phone whose storage `disk` is. `who` undefined: it has to find out by itself. */
export function openPhone(who: typeof me | undefined): Phone {
  const pinia = createPinia()
  setActivePinia(pinia)
  const app = createApp({ render: () => null })
  app.use(pinia).use(PiniaColada)
  const session = useSessionStore(pinia)
  if (who) session.set(who)
  const store = useAssessmentStore(pinia)
  registerLocalList()
  const evidence = useEvidenceStore(pinia)
  const view = (id = 'as1') => {
    const sheet = store.sheetOf(id)
    if (!sheet?.copy.value || !sheet.edition.value) throw new Error(`${id} is not open: ${sheet?.error.value?.code}`)
    return sheet.view
  }
  // Somebody looks at it.
  const stop = watch(() => [...store.sheets.values()].map((sheet) => sheet.edition.value && sheet.view.score.answered), () => undefined)
  return {
    store,
    evidence,
    session,
    view,
    async open(id = 'as1') {
      await goOnUntil(store.open(id))
      for (let round = 0; round < 10 && !store.sheetOf(id)?.edition.value; round += 1) await settle()
      await settle()
      return view(id)
    },
    places: (id = 'as1') => Object.fromEntries([...view(id).answers.values()].map(({ itemId, answer, place }) => [itemId, `${answer} ${place}`])),
    kill() {
      stop()
      // What still runs of it reaches nothing: nobody is here.
      session.$dispose()
      store.sheets.clear()
      store.$dispose()
      closeVaults()
    },
  }
}

export function line(isOn: boolean): void {
  server.isOnline = isOn
  Object.defineProperty(navigator, 'onLine', { value: isOn, configurable: true })
  window.dispatchEvent(new Event(isOn ? 'online' : 'offline'))
}

/** Time goes on until this is done. */
export async function goOnUntil<T>(work: Promise<T>): Promise<T> {
  let isDone = false
  const done = work.finally(() => (isDone = true))
  done.catch(() => undefined)
  while (!isDone) await settle()
  return done
}
