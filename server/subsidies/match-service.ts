// 我能领什么 for a firm: judged on everything known of it, answered question by question.
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import type { KnownProblem } from '#contract/field-reasons.ts'
import { checkField } from '#contract/subsidies/check-field.ts'
import { allFields } from '#contract/subsidies/fields.ts'
import { decidingFields, decidingNow, sharedFields } from '#contract/subsidies/matching.ts'
import type { MatchAnswers, Matches } from '#contract/subsidies/matching-schema.ts'
import { checkPatch } from '#contract/subsidies/patch.ts'
import type { Field, Programme } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { judge, judgedProgrammes, matchesOf } from './match-items.ts'
import { dropMatchAnswer, everyScheme, keepMatchAnswer, listMatchAnswers } from './match-repository.ts'
import { answersOf } from './matches.ts'
import { listFirmApplications, type ApplicationCase } from './repository.ts'
import { firmFacts } from './snapshot.ts'

/** A firm with more cases than this is judged on its newest. */
const mostCases = 300

/** Throws `not-found` for everybody who is no member. */
export async function listMatches(deps: Deps, account: SignedIn, firmId: string): Promise<Matches> {
  await requireMember(deps.db, account, firmId)
  return viewMatches(deps, deps.db, firmId)
}

export async function viewMatches(deps: Deps, connection: Connection, firmId: string): Promise<Matches> {
  const firm = await connection.selectFrom('firms').selectAll().where('id', '=', firmId).executeTakeFirstOrThrow()
  const facts = await firmFacts(deps, connection, firm)
  const rows = await listMatchAnswers(connection, firmId)
  const cases = await listFirmApplications(connection, firmId, undefined, mostCases)
  const items = []
  for (const programme of judgedProgrammes(deps)) {
    const own = ownCase(deps, cases, programme.id)
    items.push(await judge(deps, connection, programme, { answers: answersOf(rows, programme, own), facts, firmId, own }))
  }
  return matchesOf(deps, items, facts.rights.all)
}

/** The draft, else the newest case of this year. */
export function ownCase({ clock }: Pick<Deps, 'clock'>, cases: readonly ApplicationCase[], programmeId: string): ApplicationCase | undefined {
  const year = yearOf(shanghaiDate(clock.now()))
  const own = cases.filter((row) => row.programme_id === programmeId)
  return own.find(({ state }) => state === 'draft') ?? own.filter((row) => row.year === year).toSorted((a, b) => (b.submitted_at ?? 0) - (a.submitted_at ?? 0))[0]
}

/**
 * Keeps answers to deciding fields of one scheme (null takes one back); one every scheme shares counts for all of them.
 * Throws `invalid-input` by field, then nothing is kept; `not-found` for a scheme that is not there or takes no more applications.
 */
export async function saveMatchAnswers(deps: Deps, account: SignedIn, input: MatchAnswers, requestId: string): Promise<Matches> {
  const at = deps.clock.now()
  const { firmId, programmeId, answers } = input
  return deps.commands.run(async (tx) => {
    const { role } = await requireMember(tx, account, firmId)
    const programme = judgedProgrammes(deps).find(({ id }) => id === programmeId)
    if (!programme) throw notFound(`no scheme ${programmeId} to judge`)
    const rows = await listMatchAnswers(tx, firmId)
    const cases = await listFirmApplications(tx, firmId, undefined, mostCases)
    const known = answersOf(rows, programme, ownCase(deps, cases, programmeId))
    const problems = problemsOf(deps, programme, known, answers)
    if (problems.length > 0) throw invalid(...problems)
    const shared = sharedFields(programme)
    for (const [field, value] of Object.entries(answers)) {
      const kept = { firm_id: firmId, programme_id: shared.has(field) ? everyScheme : programmeId, field }
      // What was said of this scheme alone would hide what is now said for all.
      if (shared.has(field) || value === null) await dropMatchAnswer(tx, { ...kept, programme_id: programmeId })
      if (value === null) await dropMatchAnswer(tx, kept)
      else await keepMatchAnswer(tx, { ...kept, value: JSON.stringify(value), source: 'asked', saved_by: account.id, saved_at: at })
    }
    await recordAudit(tx, { at, accountId: account.id, role, action: 'subsidies.match-answers', subject: `firm:${firmId}`, firmId, requestId, details: { programmeId, fields: Object.keys(answers) } })
    return viewMatches(deps, tx, firmId)
  })
}

/** As in a draft, but complete: an answer given here is judged at once. */
function problemsOf({ content, clock }: Deps, programme: Programme, known: Answers, patch: Answers): KnownProblem[] {
  const fields = decidingFields(programme)
  const faults = checkPatch({ sections: [{ id: '', title: '', hint: '', fields }] }, patch)
  if (faults.length > 0) return faults
  const answers = { ...known, ...patch }
  const context = { today: shanghaiDate(clock.now()), towns: content.county.towns }
  const all = allFields(programme)
  return decidingNow(programme, answers)
    .filter((field) => isTouched(field, patch))
    .flatMap((field) => checkField(field, { answers, fields: all }, context))
    .filter(({ reason }) => reason !== 'required')
}

/** Answered now, or measured by one that is: 起日 after a new 放款日. */
function isTouched(field: Field, patch: Answers): boolean {
  const others = [field.type === 'money' ? field.lteField : undefined, ...(field.type === 'date' ? [field.afterField, field.notBeforeField] : [])]
  return [field.name, ...others].some((name) => name !== undefined && Object.hasOwn(patch, name))
}
