// Firms with their people, and a notice that stands as if the desk had published it, written straight into the database.
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { everybody } from '#contract/notices/audience.ts'
import type { Audience } from '#contract/notices/audience-schema.ts'
import type { NoticeText } from '#contract/notices/desk-schema.ts'
import type { Database, FirmRow, NoticeSendingRow } from '#server/db/schema.ts'
import type { Deps } from '#server/deps.ts'
import { putLive } from '#server/notices/live.ts'
import { sendNotices } from '#server/notices/sending.ts'
import { startSending } from '#server/notices/sendings.ts'

const pad = (value: number, length: number) => String(value).padStart(length, '0')
/** What counts firms up, so that two calls of one test do not meet. */
let made = 0

export interface MadeFirm { id: string; name: string; accountIds: string[] }

/** A firm whose people are new accounts, or these. */
export async function aFirm(db: Kysely<Database>, at: number, firm: Partial<FirmRow> = {}, people: number | string[] = 1): Promise<MadeFirm> {
  made += 1
  const accountIds = typeof people === 'number' ? Array.from({ length: people }, () => randomUUID()) : people
  if (typeof people === 'number' && people > 0) await db.insertInto('accounts').values(accountIds.map((id, index) => ({ id, phone: `155${pad(made, 6)}${pad(index, 2)}`, name: `人${made}-${index}`, staff_role: null, disabled_at: null, local_key: '', created_at: at }))).execute()
  const [by] = accountIds.length > 0 ? accountIds : [(await db.selectFrom('accounts').select('id').executeTakeFirstOrThrow()).id]
  const row: FirmRow = {
    id: randomUUID(), uscc: `91370321T${pad(made, 9)}`, uscc_check: 'ok', name: `试验企业${made}有限公司`, town: '果里镇', legal_person: null, industry: null, scale: null, verification: 'verified', verification_note: null, licence_file_id: null,
    created_by: by ?? '', created_at: at, version: 1, ended_kind: null, ended_on: null, merged_into: null, ...firm,
  }
  await db.insertInto('firms').values(row).execute()
  if (accountIds.length > 0) await db.insertInto('memberships').values(accountIds.map((accountId, index) => ({ id: randomUUID(), firm_id: row.id, account_id: accountId, role: index === 0 ? 'administrator' as const : 'clerk' as const, state: 'active' as const, created_at: at + index, changed_at: at }))).execute()
  return { id: row.id, name: row.name, accountIds }
}

const plainText: NoticeText = {
  title: '高新技术企业认定有补助', documentNumber: '桓政办字〔2026〕7号', issuer: '县市场监管局', category: 'policy', writtenOn: null, validTo: null, sourceUrl: null, points: ['补助二十万元'], facts: { who: null, until: null, amount: null, how: null },
  body: [{ paragraph: '正文' }], interpretation: [], deadlines: [], programmeIds: [], source: '试验', attachments: [],
}

type Desk = Pick<Deps, 'commands' | 'clock' | 'databaseKind'>
export interface Publishing { text?: Partial<NoticeText>; audience?: Partial<Audience>; by?: string | null; /** Tell nobody. */ isQuiet?: boolean }

/** A live notice; unless it is quiet its first sending has begun. Returns its id. */
export async function published(deps: Desk, { text = {}, audience = {}, by = null, isQuiet = false }: Publishing = {}): Promise<string> {
  const id = `n-${randomUUID().slice(0, 13)}`
  const at = deps.clock.now()
  const whole = { ...plainText, ...text }
  const wanted: Audience = { ...everybody, ...(Object.keys(audience).length > 0 ? { everyone: false } : {}), ...audience }
  await deps.commands.run(async (tx) => {
    const notice = { id, origin: 'desk' as const, state: 'unpublished' as const, position: null, live_number: null, last_number: 1, title: whole.title, document_number: null, issuer: whole.issuer, category: whole.category, written_on: null, published_on: null, valid_to: null, point: '', words: '', published_at: null, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null, created_by: by, created_at: at }
    const version = { id: randomUUID(), notice_id: id, number: 1, origin: 'desk' as const, state: 'proposed' as const, text: JSON.stringify(whole), audience: JSON.stringify(wanted), hash: '', change_note: '', tells_readers: 0, revision: 1, saved_by: by, saved_at: at, proposed_by: by, proposed_at: at, published_by: null, published_at: null, publish_at: null, sent_back_by: null, sent_back_reason: null }
    await tx.insertInto('notices').values(notice).execute()
    await tx.insertInto('notice_versions').values(version).execute()
    await putLive(tx, { kind: deps.databaseKind, notice, version, at, by })
    if (!isQuiet) await startSending(tx, { noticeId: id, number: 1, kind: 'first', audience: wanted, by, at })
  })
  return id
}

/** A second version with this note is live, and a sending of it runs. */
export async function corrected(deps: Desk & Pick<Deps, 'db'>, noticeId: string, note: string): Promise<void> {
  const { clock, databaseKind: kind } = deps
  await deps.commands.run(async (tx) => {
    const at = clock.now()
    const notice = await tx.selectFrom('notices').selectAll().where('id', '=', noticeId).executeTakeFirstOrThrow()
    const live = await tx.selectFrom('notice_versions').selectAll().where('notice_id', '=', noticeId).where('state', '=', 'live').executeTakeFirstOrThrow()
    const version = { ...live, id: randomUUID(), number: live.number + 1, state: 'proposed' as const, change_note: note, tells_readers: 1 }
    await tx.insertInto('notice_versions').values(version).execute()
    await putLive(tx, { kind, notice, version, at, by: null })
    await startSending(tx, { noticeId, number: version.number, kind: 'correction', audience: everybody, by: null, at })
  })
}

export async function hasRead(db: Kysely<Database>, noticeId: string, accountId: string, at: number, number = 1): Promise<void> {
  await db.insertInto('notice_reads').values({ notice_id: noticeId, account_id: accountId, number, first_at: at, last_at: at }).execute()
}

export async function follows(db: Kysely<Database>, accountId: string, kind: 'category' | 'issuer' | 'programme', ref: string, at: number): Promise<void> {
  await db.insertInto('follows').values({ account_id: accountId, kind, ref, created_at: at }).execute()
}

/** Sends until nothing runs; returns how many batches it took. */
export async function sendAll(deps: Parameters<typeof sendNotices>[0], size = 500): Promise<number> {
  let batches = 0
  while ((await sendNotices(deps, size)) > 0) batches += 1
  return batches
}

export async function sendingsOf(db: Kysely<Database>, noticeId: string): Promise<NoticeSendingRow[]> {
  return db.selectFrom('notice_sendings').selectAll().where('notice_id', '=', noticeId).orderBy('started_at').orderBy('kind').execute()
}
