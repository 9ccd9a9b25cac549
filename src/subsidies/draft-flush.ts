// Sends the unsent changes of one draft until there are none: only what changed, one request at a time, each on the newest version.
import type { FieldProblem } from '#contract/errors.ts'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import { toApiError, type ApiError } from '#client/http.ts'
import { rebaseChanges, withoutSent, type AnswerConflict, type UnsentChanges } from '#client/ui/field-merge.ts'
import { isAnswerOpen } from './editable.ts'

/** The part of a draft that sending reads and writes. */
export interface Sendable {
  readonly id: string
  unsent: UnsentChanges
  /** What is on its way right now. */
  inFlight: Answers
  /** Fields others changed too: held back until the person chose. */
  conflicts: AnswerConflict[]
  /** What the server would not take; held back until it is changed. */
  refused: FieldProblem[]
  failure: ApiError | null
}

export interface FlushPorts {
  /** The newest version known here; asks the server when none is. */
  current(): Promise<Application>
  refetch(): Promise<Application>
  send(answers: Answers, version: number): Promise<Application>
  /** A newer version came from the server. */
  adopt(application: Application): void
}

const mostRounds = 8

/** Resolves when nothing more can be sent now; look at `failure`, `conflicts` and `refused` for what is left. Never rejects. */
export async function flushDraft(draft: Sendable, ports: FlushPorts): Promise<void> {
  try {
    for (let round = 0; round < mostRounds; round += 1) {
      const application = await ports.current()
      rebase(draft, application)
      const answers = sendableAnswers(draft, application)
      if (Object.keys(answers).length === 0) break
      await sendOnce(draft, ports, answers, application.version)
    }
    draft.failure = null
  } catch (caught) {
    draft.failure = toApiError(caught)
  }
}

/** Lays the unsent changes on a newer version and notes what the person has to choose. */
export function rebase(draft: Sendable, application: Application): void {
  const { unsent, conflicts } = rebaseChanges(draft.unsent, application.answers)
  // What is on its way is in the newer version already, or will be.
  const open = conflicts.filter(({ name }) => !(name in draft.inFlight))
  if (Object.keys(unsent.changes).length !== Object.keys(draft.unsent.changes).length) draft.unsent = unsent
  if (open.length > 0 || draft.conflicts.length > 0) draft.conflicts = open
}

async function sendOnce(draft: Sendable, ports: FlushPorts, answers: Answers, version: number): Promise<void> {
  draft.inFlight = answers
  try {
    const reply = await ports.send(answers, version)
    draft.unsent = withoutSent(draft.unsent, answers, reply.answers)
    draft.inFlight = {}
    ports.adopt(reply)
  } catch (caught) {
    draft.inFlight = {}
    const error = toApiError(caught)
    if (error.code === 'stale' || error.code === 'subsidies.not-editable') ports.adopt(await ports.refetch())
    else if (error.code === 'subsidies.not-open') await learnWhatIsOpen(ports, answers, error)
    else if (error.code === 'invalid-input' && holdBack(draft, answers, error.fields)) return
    else throw error
  }
}

/** The card is another one than the page knew: what it no longer opens is held back. Sending the same again would not help. */
async function learnWhatIsOpen(ports: FlushPorts, answers: Answers, error: ApiError): Promise<void> {
  const newest = await ports.refetch()
  ports.adopt(newest)
  if (Object.keys(answers).every((name) => isAnswerOpen(newest, name))) throw error
}

function sendableAnswers(draft: Sendable, application: Application): Answers {
  const held = new Set([...draft.conflicts.map(({ name }) => name), ...draft.refused.map(({ field }) => fieldOf(field))])
  return Object.fromEntries(Object.entries(draft.unsent.changes).filter(([name]) => !held.has(name) && isAnswerOpen(application, name)))
}

/** Notes what the server refused; false when it named nothing that was sent, so that sending again would not help. */
function holdBack(draft: Sendable, answers: Answers, problems: FieldProblem[]): boolean {
  const named = problems
    .map(({ field, ...rest }) => ({ ...rest, field: field.replace(/^answers\./, '') }))
    .filter(({ field }) => fieldOf(field) in answers)
  draft.refused = [...draft.refused.filter(({ field }) => !(fieldOf(field) in answers)), ...named]
  return named.length > 0
}

/** `patents[1].patentNo` → `patents`. */
export function fieldOf(path: string): string {
  return path.split(/[.[]/)[0] ?? path
}
