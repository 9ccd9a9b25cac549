// Sends the unsent fields of one request until there are none, each time on the newest version.
import { reactive } from 'vue'
import type { FieldProblem } from '#contract/errors.ts'
import type { FinancingRequest, RequestPatch } from '#contract/financing/request-schema.ts'
import { toApiError, type ApiError } from '#client/http.ts'
import { rebaseChanges, withoutSent, type AnswerConflict, type Answers, type UnsentChanges } from '#client/ui/field-merge.ts'
import { patchOf, savedValues } from './request-values.ts'

/** One request's unsent work. The request itself is the server's and lives in the query cache. */
export interface RequestDraft {
  readonly id: string
  unsent: UnsentChanges
  /** On its way right now. */
  inFlight: Answers
  /** Others changed it, too: held back until the person chose. */
  conflicts: AnswerConflict[]
  /** What the server would not take; held back until it is changed. */
  refused: FieldProblem[]
  failure: ApiError | null
  isSending: boolean
  /** True while this phone really keeps everything that is unsent. */
  isKept: boolean
  /** The phone refused to keep it: it lives as long as this page. */
  isRefusedHere: boolean
  /** What an earlier visit left has been looked for. */
  isRestored: boolean
}

export function makeRequestDraft(id: string): RequestDraft {
  const state = { isSending: false, isKept: false, isRefusedHere: false, isRestored: false }
  return reactive({ id, unsent: { base: {}, changes: {} }, inFlight: {}, conflicts: [], refused: [], failure: null, ...state })
}

export function hasUnsent(draft: RequestDraft): boolean {
  return Object.keys(draft.unsent.changes).length > 0
}
/** Only in these states may its firm change it. */
export function isOpenForm({ state }: Pick<FinancingRequest, 'state'>): boolean {
  return state === 'draft' || state === 'returned'
}

/** Lays the unsent fields on a newer version and notes what the person has to choose. */
export function rebase(draft: RequestDraft, request: FinancingRequest): void {
  const { unsent, conflicts } = rebaseChanges(draft.unsent, savedValues(request))
  const open = conflicts.filter(({ name }) => !(name in draft.inFlight))
  if (Object.keys(unsent.changes).length !== Object.keys(draft.unsent.changes).length) draft.unsent = unsent
  if (open.length > 0 || draft.conflicts.length > 0) draft.conflicts = open
}

export interface FlushPorts {
  /** The newest version known here. */
  current(): Promise<FinancingRequest>
  refetch(): Promise<FinancingRequest>
  send(patch: RequestPatch, version: number): Promise<FinancingRequest>
  adopt(request: FinancingRequest): void
}
const mostRounds = 8

/** Never rejects: see `failure`, `conflicts` and `refused` for what is left. */
export async function flushRequest(draft: RequestDraft, ports: FlushPorts): Promise<void> {
  try {
    for (let round = 0; round < mostRounds; round += 1) {
      const request = await ports.current()
      rebase(draft, request)
      const held = new Set([...draft.conflicts.map(({ name }) => name), ...draft.refused.map(({ field }) => headOf(field))])
      const changes = Object.fromEntries(Object.entries(draft.unsent.changes).filter(([name]) => !held.has(name)))
      if (Object.keys(changes).length === 0 || !isOpenForm(request)) break
      await sendOnce(draft, ports, changes, request.version)
    }
    draft.failure = null
  } catch (caught) {
    draft.failure = toApiError(caught)
  }
}

async function sendOnce(draft: RequestDraft, ports: FlushPorts, changes: Answers, version: number): Promise<void> {
  draft.inFlight = changes
  try {
    const reply = await ports.send(patchOf(changes), version)
    draft.unsent = withoutSent(draft.unsent, changes, savedValues(reply))
    draft.inFlight = {}
    ports.adopt(reply)
  } catch (caught) {
    draft.inFlight = {}
    const error = toApiError(caught)
    if (error.code === 'stale' || error.code === 'financing.wrong-state') ports.adopt(await ports.refetch())
    else if (error.code !== 'invalid-input' || !holdBack(draft, changes, error.fields)) throw error
  }
}

/** False when it named nothing that was sent, so that sending the rest would not help. */
function holdBack(draft: RequestDraft, changes: Answers, problems: readonly FieldProblem[]): boolean {
  const named = problems.filter(({ field }) => headOf(field) in changes)
  draft.refused = [...draft.refused.filter(({ field }) => !(headOf(field) in changes)), ...named]
  return named.length > 0
}

/** `rightIds[1]` → `rightIds`; answers of the card are fields by themselves: `answers.term`. */
export function headOf(path: string): string {
  return /^answers\.[^.[]+/.exec(path)?.[0] ?? path.split(/[.[]/)[0] ?? path
}
