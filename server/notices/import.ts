// A Word file becomes blocks for the editor. Its pictures become files of the notice; of its words nothing is saved.
import type { Imported } from '#contract/notices/desk-schema.ts'
import type { Block } from '#contract/notices/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { FileRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { inspectBytes, type Inspected } from '../files/inspect.ts'
import { docxType } from '../files/office-file.ts'
import { insertFile } from '../files/repository.ts'
import { assertRoom } from '../files/service.ts'
import { sha256Of, type FileStore } from '../files/store.ts'
import type { Asker } from './drafts.ts'
import { readWordFile } from './import-reading.ts'
import type { ImportPicture } from './import-worker.ts'
import { insertNoticeFile, lockWriting, noticeFileOf, ownNoticeFile, roomFor } from './notice-files.ts'

type Kind = Imported['left'][number]['kind']

async function readStored(store: Pick<FileStore, 'open'>, { storage_key: key }: FileRow): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await store.open(key)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** As pictures are stored: drawn anew, upright, without what stood beside their pixels. Those that cannot be are left out and counted. */
async function drawn(pictures: readonly ImportPicture[], count: (kind: Kind) => void): Promise<{ id: string; picture: Inspected }[]> {
  const kept: { id: string; picture: Inspected }[] = []
  for (const { id, bytes } of pictures) {
    try {
      kept.push({ id, picture: await inspectBytes(Buffer.from(bytes)) })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      count(error.code === 'files.too-many-pixels' || error.code === 'files.too-large' ? 'picture-large' : 'picture-kind')
    }
  }
  return kept
}

/** Blocks whose pictures are there, under the ids and sizes they are stored with. */
function placed(blocks: readonly Block[], files: ReadonlyMap<string, FileRow>): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (!('picture' in block)) return [block]
    const file = files.get(block.picture)
    return file?.width && file.height ? [{ ...block, picture: file.id, width: file.width, height: file.height }] : []
  })
}

/**
 * Reads a .docx this officer has sent. Throws `not-found`, notices.state where nothing is being written, `invalid-input` for a file that is not of Word, notices.import-unreadable, `unavailable`
 * when many wait, storage-full. The same file again finds its pictures there already.
 */
export async function importNotice(deps: Deps, { account, requestId }: Asker, noticeId: string, fileId: string): Promise<Imported> {
  await deps.commands.run((tx) => lockWriting(tx, noticeId))
  const file = await ownNoticeFile(deps.db, account.id, fileId)
  if (file.media_type !== docxType) throw invalid({ field: 'fileId', reason: 'unknown' })
  await assertRoom(deps)
  const { blocks, left, pictures, ...front } = await readWordFile(await readStored(deps.files, file))
  const counts = new Map(left.map(({ kind, count }) => [kind, count]))
  const count = (kind: Kind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const shown = new Set(blocks.flatMap((block) => ('picture' in block ? [block.picture] : [])))
  const kept = await drawn(pictures.filter(({ id }) => shown.has(id)), count)
  for (const { id, picture } of kept) await deps.files.put(id, picture.bytes)
  const at = deps.clock.now()
  const stored = new Map<string, FileRow>()
  const unused: string[] = []
  const keep = deps.commands.run(async (tx) => {
    stored.clear()
    unused.length = 0
    await lockWriting(tx, noticeId)
    let room = await roomFor(tx, noticeId, at)
    for (const [index, { id, picture }] of kept.entries()) {
      const sha256 = sha256Of(picture.bytes)
      const there = await tx.selectFrom('notice_files').innerJoin('files', 'files.id', 'notice_files.file_id').selectAll('files').where('notice_files.notice_id', '=', noticeId).where('files.sha256', '=', sha256).executeTakeFirst()
      if (there) stored.set(id, there)
      if (there || room === 0) {
        unused.push(id)
        continue
      }
      room -= 1
      const { mediaType, pages, width, height, bytes } = picture
      const row: FileRow = { id, account_id: account.id, firm_id: null, purpose: 'notice', name: `图${index + 1}.${mediaType === 'image/png' ? 'png' : 'jpg'}`, media_type: mediaType, size_bytes: bytes.length, sha256, pages, width, height, storage_key: id, created_at: at }
      await insertFile(tx, row)
      await insertNoticeFile(tx, { noticeId, fileId: id, by: account.id, at })
      stored.set(id, row)
    }
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'notices.import', subject: `notice:${noticeId}`, requestId, details: { fileId, sha256: file.sha256, blocks: blocks.length, pictures: stored.size } })
  })
  try {
    await keep
  } catch (error) {
    // Nothing names these bytes.
    for (const { id } of kept) await deps.files.remove(id)
    throw error
  }
  for (const id of unused) await deps.files.remove(id)
  for (const { id } of kept) if (!stored.has(id)) count('too-long')
  const files = new Map([...stored.values()].map((row) => [row.id, noticeFileOf(row)]))
  return { ...front, body: placed(blocks, stored), left: [...counts].map(([kind, number]) => ({ kind, count: number })), files: [...files.values()] }
}
