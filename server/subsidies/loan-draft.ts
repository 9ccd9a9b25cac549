// The draft of an interest subsidy, filled in from the loan it is for. Only what the form asks, never over what somebody typed, and each answer says where it came from.
import { checkPatch } from '#contract/subsidies/patch.ts'
import { allFields, answerOf, isAnswered } from '#contract/subsidies/fields.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { Origin } from '#contract/subsidies/standing.ts'
import { changeCase, lockCase } from '../cases/repository.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { originsOf } from './assist-origins.ts'
import { beginDraft } from './drafts.ts'
import { progressOf } from './progress.ts'
import { findApplication, writeAnswers, type ApplicationCase } from './repository.ts'
import { openAnswers, sealAnswers } from './sealed.ts'
import { programmeOf } from './snapshot.ts'

export interface Loan {
  firmId: string
  programmeId: string
  /** By field of the form; dates YYYY-MM-DD, money in fen, a list as its rows. */
  answers: Answers
  /** Fields that tell one loan from another. */
  identity: readonly string[]
  /** Number of the introduction, for the origins. */
  number: string
}

/** What a person typed counts; what was carried over from another application is of another loan. */
const carried: readonly Origin['from'][] = ['last', 'match']

/** As the form can hold it: fields and columns it does not have are left out. Undefined where nothing is left. */
function fitted(programme: Programme, name: string, value: unknown): unknown {
  const field = allFields(programme).find((one) => one.name === name)
  if (!field || !isAnswered(value)) return undefined
  const columns = field.type === 'repeat' ? new Set(field.item.map((column) => column.name)) : null
  const fit = columns && Array.isArray(value) ? value.slice(0, field.type === 'repeat' ? field.max : 0).map((row: object) => Object.fromEntries(Object.entries(row).filter(([column, cell]) => columns.has(column) && isAnswered(cell)))) : value
  return checkPatch(programme, { [name]: fit }).length === 0 ? fit : undefined
}

/** Of another loan: somebody has typed, or another loan has filled in, what tells it apart, and it is not this one. */
function isOfAnother(answers: Answers, origins: Record<string, Origin>, { identity, answers: loan }: Loan): boolean {
  return identity.some((name) => {
    const there = answerOf(answers, name)
    return isAnswered(there) && !carried.includes(origins[name]?.from ?? 'loan') && there !== loan[name]
  })
}

async function fill(deps: Deps, tx: Tx, account: SignedIn, row: ApplicationCase, loan: Loan): Promise<string[] | 'of-another'> {
  const at = deps.clock.now()
  const programme = programmeOf(deps, row)
  const answers = { ...openAnswers(deps.config.secret, row.application.answers) }
  const origins = originsOf(row)
  if (isOfAnother(answers, origins, loan)) return 'of-another'
  const filled = Object.entries(loan.answers).flatMap(([name, value]) => {
    const from = origins[name]?.from
    const isFree = !isAnswered(answerOf(answers, name)) || (from !== undefined && carried.includes(from))
    const fit = isFree ? fitted(programme, name, value) : undefined
    return fit === undefined ? [] : [[name, fit] as const]
  })
  if (filled.length === 0) return []
  for (const [name, value] of filled) {
    answers[name] = value
    origins[name] = { from: 'loan', of: loan.number, at: new Date(at).toISOString() }
  }
  if (!(await changeCase(tx, row, { saved_by: account.id, saved_at: at }))) throw new AppError('stale')
  await writeAnswers(tx, row.id, { answers: sealAnswers(deps.config.secret, programme, answers), programmeVersion: programme.version, ...progressOf(deps, programme, answers) })
  await tx.updateTable('applications').set({ origins: JSON.stringify(origins) }).where('case_id', '=', row.id).execute()
  return filled.map(([name]) => name)
}

/**
 * Makes or finds the firm's draft and fills in what is still empty; `filled`: the names of the fields filled in now, or that the draft is of another loan and was left alone.
 * Throws `subsidies.programme-closed`, `subsidies.window-closed`.
 */
export async function draftFromLoan(deps: Deps, tx: Tx, account: SignedIn, loan: Loan, requestId: string): Promise<{ caseId: string; filled: string[] | 'of-another' }> {
  const { row: begun } = await beginDraft(deps, tx, account, { firmId: loan.firmId, programmeId: loan.programmeId }, requestId)
  await lockCase(tx, begun.id)
  const row = await findApplication(tx, begun.id)
  if (row?.state !== 'draft') throw new AppError('unavailable', { detail: 'the draft was handed in meanwhile', retryAfterSeconds: 1 })
  return { caseId: row.id, filled: await fill(deps, tx, account, row, loan) }
}
