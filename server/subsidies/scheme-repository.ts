// Rows of the scheme editor. Every change of a draft is one conditional UPDATE: who comes second changes nothing.
import { randomUUID } from 'node:crypto'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { versionOf } from '../content.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { SchemeVersionRow } from '../db/schema.ts'

export type VersionState = SchemeVersionRow['state']
const unpublished = ['draft', 'proposed'] as const

export function sourceOf(row: Pick<SchemeVersionRow, 'source'>): ProgrammeSource {
  return readStoredJson<ProgrammeSource>(row.source)
}

/** Of one scheme, newest first. */
export function listVersions(connection: Connection, programmeId: string): Promise<SchemeVersionRow[]> {
  return connection.selectFrom('scheme_versions').selectAll().where('programme_id', '=', programmeId).orderBy('number', 'desc').execute()
}

/** Of every scheme what is in force and what is being written; each carries its whole text, so the past stays out of lists. */
export function listCurrent(connection: Connection): Promise<SchemeVersionRow[]> {
  return connection.selectFrom('scheme_versions').selectAll().where('state', '<>', 'past').orderBy('programme_id').orderBy('number', 'desc').execute()
}

export function findVersion(connection: Connection, programmeId: string, number: number): Promise<SchemeVersionRow | undefined> {
  return connection.selectFrom('scheme_versions').selectAll().where('programme_id', '=', programmeId).where('number', '=', number).executeTakeFirst()
}

/** The newest version that says exactly this. */
export function findByHash(connection: Connection, programmeId: string, hash: string): Promise<SchemeVersionRow | undefined> {
  return connection.selectFrom('scheme_versions').selectAll().where('programme_id', '=', programmeId).where('hash', '=', hash).where('state', 'in', ['live', 'past']).orderBy('number', 'desc').limit(1).executeTakeFirst()
}

export function findSchemeDraft(connection: Connection, programmeId: string): Promise<SchemeVersionRow | undefined> {
  return connection.selectFrom('scheme_versions').selectAll().where('programme_id', '=', programmeId).where('state', 'in', unpublished).executeTakeFirst()
}

export function findLive(connection: Connection, programmeId: string): Promise<SchemeVersionRow | undefined> {
  return connection.selectFrom('scheme_versions').selectAll().where('programme_id', '=', programmeId).where('state', '=', 'live').executeTakeFirst()
}

/** Until the transaction ends nobody publishes another version of this scheme, nor promises its money. */
export async function lockLive(tx: Tx, programmeId: string): Promise<void> {
  await tx.updateTable('scheme_versions').set((eb) => ({ revision: eb.ref('revision') })).where('programme_id', '=', programmeId).where('state', '=', 'live').execute()
}

export async function lastNumber(connection: Connection, programmeId: string): Promise<number> {
  const { last } = await connection.selectFrom('scheme_versions').select((eb) => eb.fn.max('number').as('last')).where('programme_id', '=', programmeId).executeTakeFirstOrThrow()
  return last ?? 0
}

export interface NewVersion { source: ProgrammeSource; number: number; state: VersionState; origin: SchemeVersionRow['origin']; savedBy: string | null; at: number; publishedAt: number | null }

/** False when the number, or the one place for a draft, was taken meanwhile. */
export async function insertVersion(tx: Tx, { source, number, state, origin, savedBy, at, publishedAt }: NewVersion): Promise<string | undefined> {
  const row: SchemeVersionRow = {
    id: randomUUID(), programme_id: source.id, number, state, origin, hash: versionOf(source), source: JSON.stringify(source), note: '', revision: 1,
    saved_by: savedBy, saved_at: at, proposed_by: null, proposed_at: null, published_by: null, published_at: publishedAt,
  }
  return (await tx.insertInto('scheme_versions').values(row).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst())?.id
}

/** Changes the version if it is still in the state and of the revision the caller saw; false when somebody was faster. */
export async function changeVersion(tx: Tx, seen: Pick<SchemeVersionRow, 'id' | 'state' | 'revision'>, change: Partial<SchemeVersionRow>): Promise<boolean> {
  const result = await tx.updateTable('scheme_versions').set(change).where('id', '=', seen.id).where('state', '=', seen.state).where('revision', '=', seen.revision).executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** False when it is no longer a draft. */
export async function deleteSchemeDraft(tx: Tx, id: string): Promise<boolean> {
  await tx.deleteFrom('scheme_hands').where('version_id', '=', id).execute()
  return Number((await tx.deleteFrom('scheme_versions').where('id', '=', id).where('state', '=', 'draft').executeTakeFirst()).numDeletedRows) === 1
}

export async function addHand(tx: Tx, versionId: string, accountId: string): Promise<void> {
  await tx.insertInto('scheme_hands').values({ version_id: versionId, account_id: accountId }).onConflict((conflict) => conflict.doNothing()).execute()
}

export async function handsOf(connection: Connection, versionId: string): Promise<string[]> {
  return (await connection.selectFrom('scheme_hands').select('account_id').where('version_id', '=', versionId).execute()).map((row) => row.account_id)
}
