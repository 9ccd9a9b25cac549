// Profiles of experts: written by themselves or an officer, shown to everybody while they take bookings.
import type { Profile, ProfileInput } from '#contract/consultations/schema.ts'
import type { Way } from '#contract/consultations/ways.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import { readStoredJson } from '../db/json.ts'
import type { ExpertProfileRow } from '../db/schema.ts'
import type { Content } from '../content.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertVersion, emptyProfile, lockOwnExpert, openOwnExpert, type ExpertAccount } from './expert-access.ts'
import { offerFreed, withdrawForbidden } from './waiting-offers.ts'

const parts = ['organisation', 'qualification', 'fields', 'industries', 'topics', 'ways', 'statement', 'introduction', 'place_id', 'is_open'] as const
type ProfileValues = Pick<ExpertProfileRow, (typeof parts)[number]>

export function presentProfile({ id, name }: ExpertAccount, row: ProfileValues & { version: number }): Profile {
  return {
    id, name, organisation: row.organisation, qualification: row.qualification, fields: row.fields, industries: readStoredJson<string[]>(row.industries), topics: readStoredJson<string[]>(row.topics),
    ways: readStoredJson<Way[]>(row.ways), statement: row.statement, introduction: row.introduction, placeId: row.place_id, isOpen: row.is_open === 1, version: row.version,
  }
}

function readText(problems: FieldProblem[], field: string, typed: string, singleLine: boolean): string {
  const cleaned = cleanText(typed, { singleLine })
  if (!cleaned.ok) problems.push({ field, reason: cleaned.reason })
  return cleaned.ok ? cleaned.value : ''
}

function readCodes(problems: FieldProblem[], field: string, typed: readonly string[], known: readonly string[]): string {
  problems.push(...typed.flatMap((code, index) => (known.includes(code) ? [] : [{ field: `${field}.${index}`, reason: 'option' }])))
  return JSON.stringify(known.filter((code) => typed.includes(code)))
}

/** Whom firms may book, they can also judge: topics, field, qualification and 回避声明 are said, and for 到所 where. */
function missing(input: ProfileInput, values: ProfileValues): FieldProblem[] {
  const lacks = (['qualification', 'fields', 'statement'] as const).filter((field) => values[field] === '').map((field) => ({ field, reason: 'required' }))
  return [...(input.topics.length === 0 ? [{ field: 'topics', reason: 'rows-min', limit: 1 }] : []), ...lacks, ...(input.ways.includes('office') && input.placeId === null ? [{ field: 'placeId', reason: 'required' }] : [])]
}

/** Throws `invalid-input` naming every field. */
function readProfile({ consultations, county }: Content, input: ProfileInput): ProfileValues {
  const problems: FieldProblem[] = []
  const values: ProfileValues = {
    organisation: readText(problems, 'organisation', input.organisation, true), qualification: readText(problems, 'qualification', input.qualification, true), fields: readText(problems, 'fields', input.fields, true),
    statement: readText(problems, 'statement', input.statement, false), introduction: readText(problems, 'introduction', input.introduction, false),
    industries: readCodes(problems, 'industries', input.industries, county.industries), topics: readCodes(problems, 'topics', input.topics, consultations.topics.map(({ id }) => id)),
    ways: readCodes(problems, 'ways', input.ways, consultations.ways.map(({ id }) => id)), place_id: input.placeId, is_open: input.isOpen ? 1 : 0,
  }
  if (input.placeId !== null && !consultations.places.some(({ id }) => id === input.placeId)) problems.push({ field: 'placeId', reason: 'option' })
  if (problems.length === 0 && input.isOpen) problems.push(...missing(input, values))
  if (problems.length > 0) throw invalid(...problems)
  return values
}

export async function getProfile(deps: Deps, account: SignedIn, id: string): Promise<Profile> {
  const expert = await openOwnExpert(deps.db, account, id)
  const row = await deps.db.selectFrom('expert_profiles').selectAll().where('account_id', '=', id).executeTakeFirst()
  return presentProfile(expert, row ?? emptyProfile(deps.content.consultations, id))
}

/** What was booked stays. Throws `stale` with the version there is, `invalid-input` by field, `not-found`. */
export async function saveProfile(deps: Deps, account: SignedIn, id: string, readVersion: () => number, input: ProfileInput, requestId: string): Promise<Profile> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { expert, row } = await lockOwnExpert(tx, deps, account, id)
    assertVersion(row.version, readVersion())
    const values = readProfile(deps.content, input)
    const saved = { ...values, version: row.version + 1 }
    await tx.updateTable('expert_profiles').set({ ...saved, saved_by: account.id, saved_at: at }).where('account_id', '=', id).execute()
    const changed = parts.filter((field) => values[field] !== row[field])
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'consultations.save-profile', subject: `expert:${id}`, requestId, details: { fields: changed, isOpen: input.isOpen } })
    await withdrawForbidden(tx, deps, id)
    await offerFreed(tx, deps, id)
    return presentProfile(expert, saved)
  })
}
