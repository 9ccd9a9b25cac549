// A visit's record in its rows: what was written, what remains to be done, and the photographs.
import { createHash } from 'node:crypto'
import type { RecordInput } from '#contract/consultations/schema.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { FileRow, VisitFollowUpRow, VisitRecordRow } from '../db/schema.ts'

/** Everything but the follow-ups, which have rows of their own. */
export type RecordContent = Omit<RecordInput, 'followUps'>
export type PhotoRow = FileRow & { position: number }

export const emptyContent: RecordContent = { people: [], situation: '', policy: '', needs: '', problems: '', opinions: '', findings: '', advice: '', plan: '' }

export async function findRecord(connection: Connection, bookingId: string): Promise<VisitRecordRow | undefined> {
  return connection.selectFrom('visit_records').selectAll().where('booking_id', '=', bookingId).executeTakeFirst()
}

export async function listFollowUps(connection: Connection, bookingId: string): Promise<VisitFollowUpRow[]> {
  return connection.selectFrom('visit_follow_ups').selectAll().where('booking_id', '=', bookingId).orderBy('position').execute()
}

export async function listPhotos(connection: Connection, bookingId: string): Promise<PhotoRow[]> {
  return connection.selectFrom('consultation_files').innerJoin('files', 'files.id', 'consultation_files.file_id').selectAll('files').select('consultation_files.position')
    .where('consultation_files.owner_id', '=', bookingId).where('consultation_files.kind', '=', 'record').orderBy('consultation_files.position').orderBy('files.id').execute()
}

export function readContent(row: VisitRecordRow | undefined): RecordContent {
  return row === undefined ? emptyContent : readStoredJson<RecordContent>(row.content)
}

/** Written out in one order of keys, so that equal records are equal texts. */
export function contentText({ people, situation, policy, needs, problems, opinions, findings, advice, plan }: RecordContent): string {
  return JSON.stringify({ people: people.map(({ name, department, title }) => ({ name, department, title })), situation, policy, needs, problems, opinions, findings, advice, plan })
}

/** What was agreed to: another word, follow-up or photograph makes another hash. */
export async function hashRecord(connection: Connection, row: VisitRecordRow): Promise<string> {
  const followUps = (await listFollowUps(connection, row.booking_id)).map(({ id, what, owner, due_on: dueOn }) => [id, what, owner, dueOn])
  const photos = (await listPhotos(connection, row.booking_id)).map(({ id, sha256 }) => [id, sha256])
  return createHash('sha256').update(JSON.stringify([row.version, contentText(readContent(row)), followUps, photos])).digest('hex')
}
