// Files of a notice: pictures in its text and attachments. They become its files before they stand in a version, and public only with a version that is live (live.ts).
import type { Imported } from '#contract/notices/desk-schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FileRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { lockFile } from '../files/repository.ts'
import type { Asker } from './drafts.ts'
import { filesOf, textOf } from './live.ts'
import { findOpenVersion, lockNotice } from './version-repository.ts'

export type NoticeFile = Imported['files'][number]

/** Files one notice may have, of all its versions. */
export const mostNoticeFiles = 40
const day = 86_400_000

export function noticeFileOf({ id, name, media_type, size_bytes, width, height }: FileRow): NoticeFile {
  return { fileId: id, name, mediaType: media_type, sizeBytes: size_bytes, width, height }
}

/** Only what is being written takes anything. Throws `not-found`, notices.state. */
export async function lockWriting(tx: Tx, noticeId: string): Promise<void> {
  const notice = await lockNotice(tx, noticeId)
  const open = await findOpenVersion(tx, noticeId)
  if (open?.state !== 'draft') throw new AppError('notices.state', { details: { state: open?.state ?? notice.state } })
}

/** What no version names and nobody added of late goes, so that trying out does not fill a notice for ever. */
async function letUnusedGo(tx: Tx, noticeId: string, at: number): Promise<void> {
  const versions = await tx.selectFrom('notice_versions').select('text').where('notice_id', '=', noticeId).execute()
  const used = versions.flatMap((version) => filesOf(textOf(version)))
  let unused = tx.deleteFrom('notice_files').where('notice_id', '=', noticeId).where('is_live', '=', 0).where('added_at', '<', at - day)
  if (used.length > 0) unused = unused.where('file_id', 'not in', [...new Set(used)])
  await unused.execute()
}

/** How many more this notice may have, in the caller's lock of it. */
export async function roomFor(tx: Tx, noticeId: string, at: number): Promise<number> {
  const count = async () => Number((await tx.selectFrom('notice_files').select((eb) => eb.fn.countAll().as('count')).where('notice_id', '=', noticeId).executeTakeFirstOrThrow()).count)
  if ((await count()) >= mostNoticeFiles) await letUnusedGo(tx, noticeId, at)
  return Math.max(0, mostNoticeFiles - (await count()))
}

export async function insertNoticeFile(tx: Tx, { noticeId, fileId, by, at }: { noticeId: string; fileId: string; by: string; at: number }): Promise<void> {
  await tx.insertInto('notice_files').values({ notice_id: noticeId, file_id: fileId, is_live: 0, added_by: by, added_at: at }).onConflict((conflict) => conflict.columns(['notice_id', 'file_id']).doNothing()).execute()
}

/** This officer's own stored file of purpose notice, or `not-found`. */
export async function ownNoticeFile(connection: Connection, accountId: string, fileId: string): Promise<FileRow> {
  const file = await connection.selectFrom('files').selectAll().where('id', '=', fileId).where('account_id', '=', accountId).where('purpose', '=', 'notice').executeTakeFirst()
  if (!file) throw notFound(`file ${fileId} is none of a notice that ${accountId} sent`)
  return file
}

/** The same again is the same. Throws `not-found`, notices.state where nothing is being written, notices.files-full. */
export async function addNoticeFile(deps: Deps, { account, requestId }: Asker, noticeId: string, fileId: string): Promise<NoticeFile> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await lockWriting(tx, noticeId)
    await lockFile(tx, fileId)
    const there = await tx.selectFrom('notice_files').innerJoin('files', 'files.id', 'notice_files.file_id').selectAll('files').where('notice_files.notice_id', '=', noticeId).where('files.id', '=', fileId).executeTakeFirst()
    if (there) return noticeFileOf(there)
    const file = await ownNoticeFile(tx, account.id, fileId)
    if ((await roomFor(tx, noticeId, at)) === 0) throw new AppError('notices.files-full', { details: { most: mostNoticeFiles } })
    await insertNoticeFile(tx, { noticeId, fileId, by: account.id, at })
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'notices.file', subject: `notice:${noticeId}`, requestId, details: { fileId, mediaType: file.media_type, sha256: file.sha256 } })
    return noticeFileOf(file)
  })
}

/** A file of any version of this notice, for the desk; that this officer had it is in the trail. Throws `not-found`. */
export async function getDeskNoticeFile(deps: Deps, { account, requestId }: Asker, noticeId: string, fileId: string): Promise<FileRow> {
  const file = await deps.db.selectFrom('notice_files').innerJoin('files', 'files.id', 'notice_files.file_id').selectAll('files').where('notice_files.notice_id', '=', noticeId).where('files.id', '=', fileId).executeTakeFirst()
  if (!file) throw notFound(`no file ${fileId} of notice ${noticeId}`)
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'files.read', subject: `file:${file.id}`, requestId, details: { notice: noticeId } }))
  return file
}
