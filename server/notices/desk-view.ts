// One notice as officers see it: what is live, what is being written and what this officer may do with it, its versions, and who was told.
import type { DeskNotice, NoticeVersion, OpenVersion, Sending } from '#contract/notices/desk-schema.ts'
import { actionsOf } from '#contract/notices/workflow.ts'
import { mayApprove } from '../accounts/approvals.ts'
import type { Connection } from '../db/commands.ts'
import type { NoticeSendingRow, NoticeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { problemsOf } from './desk-problems.ts'
import { textOf } from './live.ts'
import { audienceOf, findNoticeVersion, handsOf, openStates } from './version-repository.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

type Names = ReadonlyMap<string, string>
const nameIn = (names: Names, id: string | null) => (id === null ? null : (names.get(id) ?? ''))
const personIn = (names: Names, id: string | null) => (id === null ? null : { id, name: names.get(id) ?? '' })

async function namesOf(connection: Connection, ids: readonly (string | null)[]): Promise<Names> {
  const wanted = [...new Set(ids)].filter((id) => id !== null)
  const rows = wanted.length === 0 ? [] : await connection.selectFrom('accounts').select(['id', 'name']).where('id', 'in', wanted).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Stored files of a notice, in the order they came. */
export async function listNoticeFiles(connection: Connection, noticeId: string): Promise<OpenVersion['files']> {
  const rows = await connection.selectFrom('notice_files').innerJoin('files', 'files.id', 'notice_files.file_id').select(['files.id', 'files.name', 'files.media_type', 'files.size_bytes', 'files.width', 'files.height'])
    .where('notice_files.notice_id', '=', noticeId).orderBy('notice_files.added_at').orderBy('files.id').execute()
  return rows.map(({ id, name, media_type: mediaType, size_bytes: sizeBytes, width, height }) => ({ fileId: id, name, mediaType, sizeBytes, width, height }))
}

function viewSending({ kind, number, ended_at, firms, people, started_at }: NoticeSendingRow): Sending {
  return { kind, number, state: ended_at === null ? 'running' : 'done', firms, people, startedAt: iso(started_at), endedAt: isoOrNull(ended_at) }
}

type Reader = Pick<SignedIn, 'id' | 'duty'>
interface OpenParts { deps: Deps; row: NoticeVersionRow; live: NoticeVersionRow | undefined; hands: readonly string[]; names: Names; files: OpenVersion['files']; reader: Reader }

function viewOpen({ deps, row, live, hands, names, files, reader }: OpenParts): OpenVersion {
  const isProposed = row.state !== 'draft'
  return {
    number: row.number, state: row.state, revision: row.revision, text: textOf(row), audience: audienceOf(row), changeNote: row.change_note, tellsReaders: row.tells_readers === 1,
    hands: hands.map((id) => ({ id, name: names.get(id) ?? '' })), proposedBy: isProposed ? personIn(names, row.proposed_by) : null, publishAt: isoOrNull(row.publish_at),
    sentBack: row.sent_back_by === null ? null : { by: names.get(row.sent_back_by) ?? '', reason: row.sent_back_reason ?? '' },
    savedBy: personIn(names, row.saved_by), savedAt: iso(row.saved_at), problems: problemsOf(deps, row, live, files.map(({ fileId }) => fileId)),
    actions: reader.duty === 'auditor' ? [] : actionsOf({ state: row.state, isHand: hands.includes(reader.id), isProposer: row.proposed_by === reader.id, mayApprove: mayApprove(deps, reader.duty) }), files,
  }
}

/** Throws `not-found`. */
export async function viewDeskNotice(deps: Deps, connection: Connection, id: string, reader: Reader): Promise<DeskNotice> {
  const notice = await connection.selectFrom('notices').selectAll().where('id', '=', id).executeTakeFirst()
  if (!notice) throw notFound(`no notice ${id}`)
  const rows = await connection.selectFrom('notice_versions').selectAll().where('notice_id', '=', id).orderBy('number', 'desc').execute()
  const open = rows.find(({ state }) => openStates.some((one) => one === state))
  const live = rows.find(({ state }) => state === 'live')
  const hands = open ? await handsOf(connection, open.id) : []
  const names = await namesOf(connection, [notice.withdrawn_by, ...hands, ...rows.flatMap((row) => [row.saved_by, row.proposed_by, row.published_by, row.sent_back_by])])
  const sendings = await connection.selectFrom('notice_sendings').selectAll().where('notice_id', '=', id).orderBy('started_at', 'desc').orderBy('number', 'desc').execute()
  const files = open ? await listNoticeFiles(connection, id) : []
  return {
    id, origin: notice.origin, state: notice.state, publishedOn: notice.published_on,
    withdrawn: notice.withdrawn_at === null ? null : { at: iso(notice.withdrawn_at), by: nameIn(names, notice.withdrawn_by) ?? '', reason: notice.withdrawn_reason ?? '' },
    live: live ? { number: live.number, text: textOf(live), audience: audienceOf(live) } : null,
    open: open ? viewOpen({ deps, row: open, live, hands, names, files, reader }) : null,
    versions: rows.map((row) => ({ number: row.number, state: row.state, changeNote: row.change_note, savedBy: nameIn(names, row.saved_by), publishedBy: nameIn(names, row.published_by), publishedAt: isoOrNull(row.published_at) })),
    sendings: sendings.map(viewSending), mayWithdraw: live !== undefined && reader.duty !== 'auditor',
  }
}

/** Throws `not-found`. */
export async function viewNoticeVersion(connection: Connection, id: string, number: number): Promise<NoticeVersion> {
  const row = await findNoticeVersion(connection, id, number)
  if (!row) throw notFound(`notice ${id} has no version ${number}`)
  return { number: row.number, text: textOf(row), audience: audienceOf(row) }
}
