// Drafts of notices: begun, saved, thrown away. What readers see does not change by any of it.
import { isDeepStrictEqual } from 'node:util'
import { hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import { everybody } from '#contract/notices/audience.ts'
import type { NoticeProblem, NoticeSave, NoticeStart, NoticeText } from '#contract/notices/desk-schema.ts'
import { foundMarks } from '#contract/notices/search-terms.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { NoticeRow, NoticeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { problemsOf } from './desk-problems.ts'
import { hashOfText, textOf } from './live.ts'
import { addHand, audienceOf, changeVersion, deleteDraft, findLiveVersion, findOpenVersion, insertDraft, lockNotice, newNoticeId, noticeFileIds, showUnpublished } from './version-repository.ts'

export interface Asker { account: SignedIn; requestId: string }

export function auditNotice(tx: Tx, { account, requestId }: Asker, at: number, action: string, { notice_id: id, number }: Pick<NoticeVersionRow, 'notice_id' | 'number'>, details: Record<string, unknown> = {}): Promise<void> {
  return recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `notices.${action}`, subject: `notice:${id}`, requestId, details: { number, ...details } })
}

/** Of the right shape, and not yet good enough to be proposed. */
export function emptyText({ content }: Pick<Deps, 'content'>): NoticeText {
  const { county, notices } = content
  return {
    title: '', documentNumber: null, issuer: county.office, category: notices.settings.categories[0]?.id ?? '', writtenOn: null, validTo: null, sourceUrl: null, points: [], facts: { who: null, until: null, amount: null, how: null },
    body: [], interpretation: [], deadlines: [], programmeIds: [], source: '', attachments: [],
  }
}

async function startNew(deps: Deps, tx: Tx, asker: Asker, at: number): Promise<NoticeVersionRow> {
  const { account } = asker
  const [id, text] = [newNoticeId(at), emptyText(deps)]
  await tx.insertInto('notices').values({
    id, origin: 'desk', state: 'unpublished', position: null, live_number: null, last_number: 0, title: '', document_number: null, issuer: text.issuer, category: text.category, written_on: null, published_on: null, valid_to: null, point: '', words: '',
    published_at: null, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null, created_by: account.id, created_at: at,
  }).execute()
  const draft = await insertDraft(tx, { noticeId: id, number: 1, text, audience: everybody, tellsReaders: true, by: account.id, at })
  await auditNotice(tx, asker, at, 'start', draft)
  return draft
}

/** The open version there is, or a correction that begins with the live words. Throws `not-found`, `notices.state` where nothing is live. */
async function startCorrection(tx: Tx, asker: Asker, of: string, at: number): Promise<{ row: NoticeVersionRow; isNew: boolean }> {
  const notice = await lockNotice(tx, of)
  const open = await findOpenVersion(tx, of)
  if (open) return { row: open, isNew: false }
  const live = await findLiveVersion(tx, of)
  if (!live) throw new AppError('notices.state', { details: { state: notice.state } })
  const row = await insertDraft(tx, { noticeId: of, number: notice.last_number + 1, text: textOf(live), audience: audienceOf(live), tellsReaders: true, by: asker.account.id, at })
  await auditNotice(tx, asker, at, 'start', row, { of: live.number })
  return { row, isNew: true }
}

export interface StartRequest { asker: Asker; input: NoticeStart; key: string; bodyHash: string }

/** A draft, 201; 200 with the one there is where `of` has one. Once per Idempotency-Key. Whoever begins it has a hand in it with the first saving. */
export async function startNotice(deps: Deps, { asker, input, key, bodyHash }: StartRequest): Promise<{ status: number; body: { id: string; revision: number } }> {
  const at = deps.clock.now()
  return deps.commands.run((tx) => once(tx, { accountId: asker.account.id, route: 'notices.start', key, bodyHash, at }, async () => {
    const { row, isNew } = input.of === undefined ? { row: await startNew(deps, tx, asker, at), isNew: true } : await startCorrection(tx, asker, input.of, at)
    return { status: isNew ? 201 : 200, body: { id: row.notice_id, revision: row.revision } }
  }))
}

/** Text no database should be given, and the marks a search puts around what it found; by field, as `text.body[2].paragraph`. */
function forbiddenIn(value: unknown, field: string): FieldProblem[] {
  if (typeof value === 'string') return hasForbiddenCharacters(value) || foundMarks.some((mark) => value.includes(mark)) ? [{ field, reason: 'text-invalid' }] : []
  if (Array.isArray(value)) return value.flatMap((one, index) => forbiddenIn(one, `${field}[${index}]`))
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => forbiddenIn(inner, `${field}.${name}`)) : []
}

/** The draft, locked with its notice, as the caller saw it. Throws `not-found`, `notices.state` while it is not being written, `stale` with the newest revision. */
async function draftAt(tx: Tx, id: string, revision?: number): Promise<{ notice: NoticeRow; row: NoticeVersionRow }> {
  const notice = await lockNotice(tx, id)
  const row = await findOpenVersion(tx, id)
  if (!row) throw notFound(`notice ${id} has no draft`)
  if (row.state !== 'draft') throw new AppError('notices.state', { details: { state: row.state } })
  if (revision !== undefined && row.revision !== revision) throw new AppError('stale', { details: { version: row.revision } })
  return { notice, row }
}

/** Names of the parts that differ, for the audit. */
function changedParts(row: NoticeVersionRow, { text, audience, changeNote, tellsReaders }: NoticeSave): string[] {
  const old = new Map<string, unknown>(Object.entries(textOf(row)))
  const parts = Object.entries(text).filter(([name, value]) => !isDeepStrictEqual(old.get(name), value)).map(([name]) => name)
  return [...parts, ...(isDeepStrictEqual(audienceOf(row), audience) ? [] : ['audience']), ...(row.change_note === changeNote ? [] : ['changeNote']), ...((row.tells_readers === 1) === tellsReaders ? [] : ['tellsReaders'])]
}

/**
 * Saves the draft as it stands, right or not, and says what is wrong with it. Saving what is there already changes nothing and makes no hand.
 * Throws `stale` with the newest revision, `notices.state` while it waits for the second person or its hour, `invalid-input` (text-invalid) by field.
 */
export async function saveNotice(deps: Deps, asker: Asker, id: string, revision: number, input: NoticeSave): Promise<{ revision: number; problems: NoticeProblem[] }> {
  const at = deps.clock.now()
  const forbidden = forbiddenIn({ text: input.text, changeNote: input.changeNote }, '').map(({ field, reason }) => ({ field: field.slice(1), reason }))
  if (forbidden.length > 0) throw invalid(...forbidden)
  return deps.commands.run(async (tx) => {
    const { row } = await draftAt(tx, id, revision)
    const [live, fileIds] = [await findLiveVersion(tx, id), await noticeFileIds(tx, id)]
    const parts = changedParts(row, input)
    const text = JSON.stringify(input.text)
    const saved: Partial<NoticeVersionRow> = { origin: 'desk', text, audience: JSON.stringify(input.audience), hash: hashOfText(text), change_note: input.changeNote, tells_readers: input.tellsReaders ? 1 : 0, saved_by: asker.account.id, saved_at: at }
    const problems = problemsOf(deps, { ...row, ...saved }, live, fileIds)
    if (parts.length === 0) return { revision, problems }
    if (!(await changeVersion(tx, row, saved))) throw new AppError('stale', { details: { version: revision + 1 } })
    await showUnpublished(tx, id, input.text)
    await addHand(tx, row.id, asker.account.id)
    await auditNotice(tx, asker, at, 'save', row, { parts })
    return { revision: revision + 1, problems }
  })
}

/** Throws `not-found` without one, `notices.state` while it waits for the second person or its hour: it is taken back first. */
export async function removeNoticeDraft(deps: Deps, asker: Asker, id: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const { notice, row } = await draftAt(tx, id)
    if (!(await deleteDraft(tx, notice, row))) throw new AppError('notices.state')
    await auditNotice(tx, asker, at, 'discard', row, { title: notice.title })
  })
}
