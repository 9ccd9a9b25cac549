// SQL of the waiting list.
import type { Way } from '#contract/consultations/ways.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ConsultationHoldRow, WaitingEntryRow } from '../db/schema.ts'

export type EntryOfFirm = WaitingEntryRow & { firm_name: string; firm_town: string }
export type OfferOfExpert = ConsultationHoldRow & { expert_name: string }

export function entriesWithFirms(connection: Connection) {
  return connection.selectFrom('waiting_entries').innerJoin('firms', 'firms.id', 'waiting_entries.firm_id').selectAll('waiting_entries').select(['firms.name as firm_name', 'firms.town as firm_town'])
}

export async function findEntry(connection: Connection, id: string): Promise<EntryOfFirm | undefined> {
  return entriesWithFirms(connection).where('waiting_entries.id', '=', id).executeTakeFirst()
}

/** Firms this expert could help and does not act for, in the order of joining. */
export async function listWaiters(connection: Connection, expertId: string, topics: readonly string[], ways: readonly Way[]): Promise<EntryOfFirm[]> {
  if (topics.length === 0 || ways.length === 0) return []
  return entriesWithFirms(connection).where('waiting_entries.state', '=', 'waiting').where('waiting_entries.topic', 'in', topics).where('waiting_entries.way', 'in', ways)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('memberships').select('memberships.id')
      .whereRef('memberships.firm_id', '=', 'waiting_entries.firm_id').where('memberships.account_id', '=', expertId).where('memberships.state', '=', 'active'))))
    .orderBy('waiting_entries.created_at').orderBy('waiting_entries.id').execute()
}

/** How a time once offered is kept in `passed`: never offered to the same firm again. */
export const offerName = (expertId: string, startsAt: number) => `${expertId}@${startsAt}`

export function passedOf(entry: Pick<WaitingEntryRow, 'passed'>): string[] {
  return readStoredJson<string[]>(entry.passed)
}

/** Times offered before to these firms, by firm: also to an entry they have left, or a second one. Whoever leaves and joins anew is not kept the same time again. */
export async function listPassed(connection: Connection, firmIds: readonly string[], today: string): Promise<Map<string, Set<string>>> {
  if (firmIds.length === 0) return new Map()
  const rows = await connection.selectFrom('waiting_entries').select(['firm_id', 'passed']).where('firm_id', 'in', firmIds).where('to_date', '>=', today).execute()
  return new Map([...Map.groupBy(rows, ({ firm_id }) => firm_id)].map(([firmId, entries]) => [firmId, new Set(entries.flatMap(passedOf))]))
}

/** What was offered to this entry last, whatever became of it. */
export async function latestOffer(connection: Connection, entry: Pick<WaitingEntryRow, 'id' | 'passed'>): Promise<OfferOfExpert | undefined> {
  const [expertId = '', startsAt = ''] = passedOf(entry).at(-1)?.split('@') ?? []
  if (startsAt === '') return undefined
  return connection.selectFrom('consultation_holds').innerJoin('accounts', 'accounts.id', 'consultation_holds.expert_id').selectAll('consultation_holds').select('accounts.name as expert_name')
    .where('consultation_holds.waiting_id', '=', entry.id).where('consultation_holds.expert_id', '=', expertId).where('consultation_holds.starts_at', '=', Number(startsAt)).where('consultation_holds.kind', '=', 'offer').executeTakeFirst()
}
