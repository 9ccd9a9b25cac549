// Rows of notices and their versions, as the desk changes them. The notice is locked first, then its versions; every move is one conditional UPDATE.
import { randomBytes, randomUUID } from 'node:crypto'
import type { Audience } from '#contract/notices/audience-schema.ts'
import type { NoticeText } from '#contract/notices/desk-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { NoticeRow, NoticeVersionRow } from '../db/schema.ts'
import { notFound } from '../errors.ts'
import { hashOfText } from './live.ts'

export const openStates = ['draft', 'proposed', 'scheduled'] as const

export function audienceOf(version: Pick<NoticeVersionRow, 'audience'>): Audience {
  return readStoredJson<Audience>(version.audience)
}

/** Short, as it stands in addresses and QR codes: the day and eight random signs. */
export function newNoticeId(at: number): string {
  return `n${shanghaiDate(at).replaceAll('-', '')}-${randomBytes(4).toString('hex')}`
}

/** Nobody else changes this notice or a version of it until the transaction ends. Throws `not-found`. */
export async function lockNotice(tx: Tx, id: string): Promise<NoticeRow> {
  const row = await tx.updateTable('notices').set((eb) => ({ last_number: eb.ref('last_number') })).where('id', '=', id).returningAll().executeTakeFirst()
  if (!row) throw notFound(`no notice ${id}`)
  return row
}

export function findOpenVersion(connection: Connection, noticeId: string): Promise<NoticeVersionRow | undefined> {
  return connection.selectFrom('notice_versions').selectAll().where('notice_id', '=', noticeId).where('state', 'in', openStates).executeTakeFirst()
}

export function findLiveVersion(connection: Connection, noticeId: string): Promise<NoticeVersionRow | undefined> {
  return connection.selectFrom('notice_versions').selectAll().where('notice_id', '=', noticeId).where('state', '=', 'live').executeTakeFirst()
}

export function findNoticeVersion(connection: Connection, noticeId: string, number: number): Promise<NoticeVersionRow | undefined> {
  return connection.selectFrom('notice_versions').selectAll().where('notice_id', '=', noticeId).where('number', '=', number).executeTakeFirst()
}

export interface NewDraft { noticeId: string; number: number; text: NoticeText; audience: Audience; tellsReaders: boolean; by: string; at: number }

/** A draft of the desk at revision 1, in the caller's lock of its notice. */
export async function insertDraft(tx: Tx, { noticeId, number, text, audience, tellsReaders, by, at }: NewDraft): Promise<NoticeVersionRow> {
  const json = JSON.stringify(text)
  await tx.updateTable('notices').set({ last_number: number }).where('id', '=', noticeId).execute()
  return tx.insertInto('notice_versions').values({
    id: randomUUID(), notice_id: noticeId, number, origin: 'desk', state: 'draft', text: json, audience: JSON.stringify(audience), hash: hashOfText(json), change_note: '', tells_readers: tellsReaders ? 1 : 0, revision: 1,
    saved_by: by, saved_at: at, proposed_by: null, proposed_at: null, published_by: null, published_at: null, publish_at: null, sent_back_by: null, sent_back_reason: null,
  }).returningAll().executeTakeFirstOrThrow()
}

/** Of a notice nobody has published: what the desk's list shows and finds it by. */
export async function showUnpublished(tx: Tx, id: string, { title, documentNumber, issuer, category, writtenOn, validTo, points }: NoticeText): Promise<void> {
  await tx.updateTable('notices').set({ title, document_number: documentNumber, issuer, category, written_on: writtenOn, valid_to: validTo, point: points[0] ?? '' }).where('id', '=', id).where('state', '=', 'unpublished').execute()
}

/** Changes the version if it is still in the state and of the revision the caller saw, and raises its revision; false when somebody was faster. */
export async function changeVersion(tx: Tx, seen: Pick<NoticeVersionRow, 'id' | 'state' | 'revision'>, change: Partial<NoticeVersionRow>): Promise<boolean> {
  const result = await tx.updateTable('notice_versions').set({ ...change, revision: seen.revision + 1 }).where('id', '=', seen.id).where('state', '=', seen.state).where('revision', '=', seen.revision).executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

export async function addHand(tx: Tx, versionId: string, accountId: string): Promise<void> {
  await tx.insertInto('notice_hands').values({ version_id: versionId, account_id: accountId }).onConflict((conflict) => conflict.doNothing()).execute()
}

export async function handsOf(connection: Connection, versionId: string): Promise<string[]> {
  return (await connection.selectFrom('notice_hands').select('account_id').where('version_id', '=', versionId).orderBy('account_id').execute()).map((row) => row.account_id)
}

/** Stored files of the notice, of whatever version. */
export async function noticeFileIds(connection: Connection, noticeId: string): Promise<string[]> {
  return (await connection.selectFrom('notice_files').select('file_id').where('notice_id', '=', noticeId).execute()).map((row) => row.file_id)
}

/**
 * A draft goes, and with it a notice that was never published. One that others were told of stays as a past version, so that their link still leads somewhere (pitfall C26),
 * and so does what the desk stopped before its file's day: without a trace the file would announce it anew. False when it is no longer a draft.
 */
export async function deleteDraft(tx: Tx, notice: Pick<NoticeRow, 'id' | 'state' | 'origin'>, seen: NoticeVersionRow): Promise<boolean> {
  if (!(await changeVersion(tx, seen, { state: 'past', publish_at: null }))) return false
  if (seen.proposed_at !== null || (notice.state === 'unpublished' && notice.origin === 'content')) return true
  await tx.deleteFrom('notice_hands').where('version_id', '=', seen.id).execute()
  await tx.deleteFrom('notice_versions').where('id', '=', seen.id).execute()
  if (notice.state !== 'unpublished' || seen.number > 1) return true
  await tx.deleteFrom('notice_files').where('notice_id', '=', notice.id).execute()
  await tx.deleteFrom('notices').where('id', '=', notice.id).execute()
  return true
}
