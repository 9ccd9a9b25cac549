// What every move of an application is given, and what it says has to change.
import { sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { addWorkdays } from '#contract/cases/workdays.ts'
import type { CaseState, Move } from '#contract/cases/workflow.ts'
import type { Programme, Step } from '#contract/subsidies/programme.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { nothingOwed, promise, promiseFor, type Promised } from '../cases/due.ts'
import type { Tx } from '../db/commands.ts'
import type { CaseRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import type { ApplicationCase } from './repository.ts'

export interface Doing {
  deps: Deps
  tx: Tx
  account: SignedIn
  row: ApplicationCase
  move: Move
  /** Cleaned; null when none was given. */
  reason: string | null
  input: ActionInput
  at: number
  /** In Shanghai. */
  today: string
  programme: Programme
  requestId: string
  /** Name of the assistant on whose phone the firm confirmed it by a code. */
  byCode?: string
}

export interface Effect {
  change: Partial<CaseRow>
  /** Where `move.to` leaves it open (resume, stay). */
  to?: CaseState
  /** Line of the history instead of the reason. */
  note?: string
  /** For the messages: what the common values do not say. */
  values?: Record<string, string | number>
  /** Accounts of those whose objection was answered. */
  objectors?: string[]
}

/** One step of the scheme that leads to this state; undefined when there is none. */
export function stepTo(steps: readonly Step[], state: CaseState): Step | undefined {
  return steps.find((step) => step.state === state)
}

/** The steps whose days the county now has: after `state`, up to the next deed that moves the case. A second 审核 step belongs to the second person. */
function stepsAfter(steps: readonly Step[], state: CaseState): readonly Step[] {
  const from = steps.findIndex((step) => step.state === state)
  const rest = steps.slice(from + 1)
  const end = rest.findIndex((step) => step.state === 'approved' || (state === 'accepted' && step.state === 'reviewing'))
  return end === -1 ? rest.slice(0, 1) : rest.slice(0, end + 1)
}

/** The clock that starts when a case comes into this state today; nothing where the scheme promises nothing. */
export function clockFor({ deps, programme, today }: Pick<Doing, 'deps' | 'programme' | 'today'>, state: CaseState): Promised | typeof nothingOwed {
  const { calendar, casework } = deps.content
  const { steps } = programme
  if (state === 'submitted') return promiseFor(steps.filter((step) => step.state === 'accepted').slice(0, 1), calendar, today) ?? nothingOwed
  if (state === 'approved') {
    const publicity = stepTo(steps, 'publicity')
    return publicity ? promise(calendar, today, casework.publiciseWorkdays, publicity.name) : (promiseFor(stepsAfter(steps, state).slice(0, 1), calendar, today) ?? nothingOwed)
  }
  return promiseFor(stepsAfter(steps, state), calendar, today) ?? nothingOwed
}

/** A short text beside a field: cleaned; throws `invalid-input` on that field when missing, too long or not text. */
export function readText(field: string, text: string | undefined, most: number): string {
  const cleaned = cleanText(text ?? '', { singleLine: true })
  if (!cleaned.ok) throw invalid({ field, reason: cleaned.reason })
  if (cleaned.value === '') throw invalid({ field, reason: 'required' })
  if (textLength(cleaned.value) > most) throw invalid({ field, reason: 'too-long', limit: most })
  return cleaned.value
}

export function sayDue(row: Pick<CaseRow, 'due_on'>, today: string): string {
  return row.due_on === null ? '' : sayDate(row.due_on, today)
}

/** The last day the firm may ask for a review of a refusal of this instant. */
export function lastAppealDay({ content: { calendar, casework } }: Pick<Deps, 'content'>, decidedAt: number): string {
  return addWorkdays(calendar, shanghaiDate(decidedAt), casework.appealWithinWorkdays)
}
