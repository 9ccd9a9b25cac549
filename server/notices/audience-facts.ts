// What is known of firms when a notice is sent: sets of firms at a time, a handful of questions each, and only those an audience asks.
import { sql } from 'kysely'
import type { Audience, FirmFacts } from '#contract/notices/audience-schema.ts'
import { audienceLists, type AudienceList } from '#contract/notices/audience.ts'
import { gapTopicsOfFirms } from '../assessment/gap-words.ts'
import type { Connection } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { rightKindsInForce } from '../portfolio/right-counts.ts'

export type FactsDeps = Pick<Deps, 'content' | 'clock'>
/** Firms a set of questions is asked about at once. */
export const firmsAtOnce = 500

export type ToldFirm = Pick<FirmRow, 'id' | 'name' | 'town' | 'industry' | 'scale'>
/** The next firms in order of id that anybody belongs to: the others have nobody to be told. */
export async function listFirmsAfter(connection: Connection, after: string, limit: number): Promise<ToldFirm[]> {
  return connection.selectFrom('firms').select(['firms.id', 'firms.name', 'firms.town', 'firms.industry', 'firms.scale']).where('firms.id', '>', after).where('firms.ended_kind', 'is', null)
    .where(sql<boolean>`exists (select 1 from memberships where memberships.firm_id = firms.id and memberships.state = 'active')`).orderBy('firms.id').limit(limit).execute()
}

export interface Member { firm_id: string; account_id: string }
export async function listMembersOf(connection: Connection, firmIds: readonly string[]): Promise<Member[]> {
  if (firmIds.length === 0) return []
  return connection.selectFrom('memberships').select(['firm_id', 'account_id']).where('firm_id', 'in', firmIds).where('state', '=', 'active').orderBy('firm_id').orderBy('account_id').execute()
}

/** The lists an audience looks at. */
export function listsOf(audience: Audience): Set<AudienceList> {
  return new Set(audience.everyone ? [] : audienceLists.filter((list) => audience[list].length > 0))
}

function grouped(rows: readonly { firm_id: string; value: string }[]): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const { firm_id: id, value } of rows) values.set(id, [...(values.get(id) ?? []), value])
  return values
}

/** Schemes somebody of the firm follows, or the firm has a case in, a draft included. */
async function programmesOf(connection: Connection, firmIds: readonly string[]): Promise<Map<string, string[]>> {
  const followed = connection.selectFrom('memberships').innerJoin('follows', 'follows.account_id', 'memberships.account_id').select(['memberships.firm_id', 'follows.ref as value'])
    .where('memberships.firm_id', 'in', firmIds).where('memberships.state', '=', 'active').where('follows.kind', '=', 'programme')
  const rows = await followed.union(connection.selectFrom('cases').select(['cases.firm_id', 'cases.programme_id as value']).where('cases.firm_id', 'in', firmIds)).orderBy('value').execute()
  return grouped(rows)
}

async function gapsOf(connection: Connection, deps: FactsDeps, firmIds: readonly string[]): Promise<Map<string, string[]>> {
  const agreed = await connection.selectFrom('gap_consents').select('firm_id').where('firm_id', 'in', firmIds).where('ended_at', 'is', null).execute()
  return gapTopicsOfFirms(connection, deps, agreed.map((row) => row.firm_id))
}

/**
 * Of at most 500 firms what reasonsFor reads, by id. `lists`: those that are asked for, the others stay empty. A gap counts only while the firm's own consent to be
 * told by it is given.
 */
export async function factsOfFirms(connection: Connection, deps: FactsDeps, firms: readonly ToldFirm[], lists: ReadonlySet<AudienceList> = new Set(audienceLists)): Promise<Map<string, FirmFacts>> {
  const ids = firms.map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const none = new Map<string, string[]>()
  const titles = lists.has('titles') ? grouped(await connection.selectFrom('firm_titles').select(['firm_id', 'title as value']).where('firm_id', 'in', ids).orderBy('title').execute()) : none
  const kinds = lists.has('rightKinds') ? await rightKindsInForce(deps, connection, ids) : new Map<string, Set<string>>()
  const programmes = lists.has('programmeIds') ? await programmesOf(connection, ids) : none
  const gaps = lists.has('gapTopics') ? await gapsOf(connection, deps, ids) : none
  return new Map(firms.map(({ id, town, industry, scale }) => [id, { town, industry, scale, titles: titles.get(id) ?? [], rightKinds: [...(kinds.get(id) ?? [])], programmeIds: programmes.get(id) ?? [], gapTopics: gaps.get(id) ?? [] }]))
}
