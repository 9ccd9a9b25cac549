// Experts in service, and which of them fit a wish.
import type { ConsultationContent } from '#contract/consultations/content-schema.ts'
import * as publicEndpoints from '#contract/consultations/public-endpoints.ts'
import type { Expert, Experts } from '#contract/consultations/schema.ts'
import type { Way } from '#contract/consultations/ways.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ExpertProfileRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'

export type ExpertRow = ExpertProfileRow & { name: string }

/** Everybody with the duty of an expert, in service, who has a profile. */
export function expertsInService(connection: Connection) {
  return connection.selectFrom('expert_profiles').innerJoin('accounts', 'accounts.id', 'expert_profiles.account_id')
    .selectAll('expert_profiles').select('accounts.name').where('accounts.staff_role', '=', 'expert').where('accounts.disabled_at', 'is', null)
}

/** `ways` are those of the wish: the one asked for, else every way this expert can be met in. */
export interface FittingExpert { id: string; name: string; ways: Way[]; profile: ExpertRow }
export interface Wish {
  topic: string
  way?: Way | undefined
  /** Nobody advises a firm they act for. */
  firmId?: string | undefined
  expertId?: string | undefined
}

/** Ways this expert can really be met in: of the content as it is today, and in an office only where it is said which. */
export function usableWays(content: ConsultationContent, row: ExpertProfileRow): Way[] {
  const own = readStoredJson<Way[]>(row.ways)
  return content.ways.map(({ id }) => id).filter((way) => own.includes(way) && (way !== 'office' || content.places.some(({ id }) => id === row.place_id)))
}

/** Experts in service who take bookings, know the topic, can be met in this way and do not act for the firm; in order of their ids. */
export async function listFitting(connection: Connection, content: ConsultationContent, { topic, way, firmId, expertId }: Wish): Promise<FittingExpert[]> {
  let query = expertsInService(connection).where('expert_profiles.is_open', '=', 1)
  if (expertId !== undefined) query = query.where('expert_profiles.account_id', '=', expertId)
  if (firmId !== undefined) {
    query = query.where(({ not, exists, selectFrom }) => not(exists(selectFrom('memberships').select('memberships.id')
      .whereRef('memberships.account_id', '=', 'expert_profiles.account_id').where('memberships.firm_id', '=', firmId).where('memberships.state', '=', 'active'))))
  }
  const rows = await query.execute()
  return rows.filter((row) => content.topics.some(({ id }) => id === topic) && readStoredJson<string[]>(row.topics).includes(topic))
    .map((profile) => ({ id: profile.account_id, name: profile.name, ways: usableWays(content, profile).filter((one) => way === undefined || one === way), profile }))
    .filter(({ ways }) => ways.length > 0).sort((one, other) => (one.id < other.id ? -1 : 1))
}

export const byName = new Intl.Collator('zh-CN')

function presentExpert(content: ConsultationContent, row: ExpertRow, served: number): Expert {
  const topics = readStoredJson<string[]>(row.topics)
  return {
    id: row.account_id, name: row.name, organisation: row.organisation, qualification: row.qualification, fields: row.fields, industries: readStoredJson<string[]>(row.industries),
    topics: content.topics.map(({ id }) => id).filter((id) => topics.includes(id)), ways: usableWays(content, row), statement: row.statement, introduction: row.introduction, placeId: row.place_id, served,
  }
}

async function present(deps: Deps, rows: readonly ExpertRow[]): Promise<Expert[]> {
  const counted = await deps.db.selectFrom('bookings').select(['expert_id', (eb) => eb.fn.countAll().as('count')]).where('state', '=', 'done').groupBy('expert_id').execute()
  const served = new Map(counted.map(({ expert_id, count }) => [expert_id, Number(count)]))
  return rows.map((row) => presentExpert(deps.content.consultations, row, served.get(row.account_id) ?? 0))
}

/** Everybody who takes bookings, in the order of their names. */
export async function listExperts(deps: Deps): Promise<Experts> {
  const rows = await expertsInService(deps.db).where('expert_profiles.is_open', '=', 1).execute()
  return { items: await present(deps, rows.sort((one, other) => byName.compare(one.name, other.name) || (one.account_id < other.account_id ? -1 : 1))) }
}

/** Throws `not-found` for one who takes no bookings or is out of service, the same as for one who is not there. */
export async function getExpert(deps: Deps, id: string): Promise<Expert> {
  const rows = await expertsInService(deps.db).where('expert_profiles.is_open', '=', 1).where('expert_profiles.account_id', '=', id).execute()
  const [expert] = await present(deps, rows)
  if (!expert) throw notFound(`no open expert ${id}`)
  return expert
}

/** What the pages of experts read while the server draws them, by the endpoint's path; undefined = not there. */
export function expertReadings(deps: Deps): [path: string, read: (params: Record<string, string>) => Promise<unknown>][] {
  const orNothing = (error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') return undefined
    throw error
  }
  return [
    [publicEndpoints.listExperts.path, () => listExperts(deps)],
    [publicEndpoints.getExpert.path, ({ id = '' }) => getExpert(deps, id).catch(orNothing)],
  ]
}
