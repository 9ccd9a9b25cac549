// Tells people of what was published: one batch a transaction, which also says how far it came. Two processes never have the same batch: the row is locked meanwhile.
import { sql } from 'kysely'
import type { Audience } from '#contract/notices/audience-schema.ts'
import type { Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { NoticeSendingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMany, enqueueMessages, listToldOf } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { firmsAtOnce, listMembersOf } from './audience-facts.ts'
import { refsOf } from './followed.ts'
import { isFurther, nextFirms, nextPeople, readersAmong } from './sending-batches.ts'
import { aboutNotice } from './sendings.ts'
import { messageFor, tellingWords, type Told } from './telling.ts'

export type SendingDeps = Pick<Deps, 'commands' | 'databaseKind' | 'content' | 'clock' | 'log'>
/** A sending that failed is left alone for this long, so that the others go on. */
const troubleMs = 60_000

async function claim(tx: Tx, { databaseKind, clock }: SendingDeps): Promise<NoticeSendingRow | undefined> {
  // Of one notice in their order: whoever a sending tells has not to hear of the next one as well.
  const isNext = sql<boolean>`not exists (select 1 from notice_sendings as earlier where earlier.notice_id = notice_sendings.notice_id and earlier.ended_at is null and earlier.started_at < notice_sendings.started_at)`
  const next = tx.selectFrom('notice_sendings').selectAll().where(sql<boolean>`ended_at is null and locked_until <= ${clock.now()}`).where(isNext).orderBy('started_at').orderBy('id').limit(1)
  return (databaseKind === 'postgres' ? next.forUpdate().skipLocked() : next).executeTakeFirst()
}

/** The notice as it is told of now, or undefined where there is nothing to tell any more: it was taken back meanwhile, or a withdrawal was published anew. */
async function findTold(tx: Tx, databaseKind: Deps['databaseKind'], sending: NoticeSendingRow): Promise<Told | undefined> {
  const wanted = tx.selectFrom('notices').selectAll().where('id', '=', sending.notice_id).where('state', '=', sending.kind === 'withdrawal' ? 'withdrawn' : 'live')
  // Until this batch is in, nobody takes it back or corrects it: they would miss who is in this batch.
  const notice = await (databaseKind === 'postgres' ? wanted.forShare() : wanted).executeTakeFirst()
  if (!notice) return undefined
  const programmes = await tx.selectFrom('notice_programmes').select('programme_id').where('notice_id', '=', notice.id).orderBy('programme_id').execute()
  const deadlines = await tx.selectFrom('notice_deadlines').select('on_date').where('notice_id', '=', notice.id).execute()
  const version = sending.kind === 'correction' ? await tx.selectFrom('notice_versions').select('change_note').where('notice_id', '=', notice.id).where('number', '=', sending.number).executeTakeFirst() : undefined
  return {
    id: notice.id, kind: sending.kind, title: notice.title, issuer: notice.issuer, category: notice.category, programmeIds: programmes.map((row) => row.programme_id), deadlines: deadlines.map((row) => row.on_date),
    note: version?.change_note ?? '', reason: notice.withdrawn_reason ?? '',
  }
}

const keyOf = ({ notice_id: id, number, kind }: NoticeSendingRow) => `notice:${id}:${number}:${kind}`
/** The reach of a notice is that of its first telling. */
const aboutOf = ({ notice_id: id, kind }: NoticeSendingRow) => (kind === 'first' ? aboutNotice(id) : null)

interface Step { firms: number; people: number; change: Partial<NoticeSendingRow>; worked: number }

/** The next firms: why each is told is kept, and one message a person queued, for the first of their firms. */
async function tellFirms(tx: Tx, deps: SendingDeps, sending: NoticeSendingRow, told: Told, size: number): Promise<Step> {
  const at = deps.clock.now()
  const onlyNew = await isFurther(tx, sending)
  const { firms, last, read } = await nextFirms(tx, deps, sending, readStoredJson<Audience>(sending.audience), { size, onlyNew })
  const words = tellingWords(deps)
  const messageOf = new Map(firms.map((firm) => [firm.id, messageFor(words, told, { firm })]))
  const members = await listMembersOf(tx, [...messageOf.keys()])
  const isFirst = sending.kind === 'first'
  const people = [...new Set(members.map((member) => member.account_id))]
  // As for the first time only who does not know of it; of what became of it only who was told. Others who read it come with the people below.
  const heard = isFirst && !onlyNew ? new Set<string>() : new Set([...(await listToldOf(tx, aboutNotice(sending.notice_id), people)), ...(onlyNew ? await readersAmong(tx, sending.notice_id, people) : [])])
  const messages = members.flatMap(({ firm_id: firmId, account_id: accountId }) => {
    const message = heard.has(accountId) === isFirst ? undefined : messageOf.get(firmId)
    return message ? [{ accountId, firmId, message, dedupeKey: keyOf(sending) }] : []
  })
  const queued = await enqueueMany(tx, deps.databaseKind, { at, about: aboutOf(sending), messages })
  return { firms: firms.length, people: queued, worked: read, change: last === undefined ? { stage: 'followers' } : { after_firm: last } }
}

/** The next people besides: followers; of a correction or withdrawal also whoever read it. Nobody who was told for a firm is told again. */
async function tellPeople(tx: Tx, deps: SendingDeps, sending: NoticeSendingRow, told: Told, size: number): Promise<Step> {
  const ids = (await isFurther(tx, sending)) ? [] : await nextPeople(tx, sending, told, size)
  const wanted = new Set(refsOf(told).map(({ kind, ref }) => `${kind} ${ref}`))
  const follows = sending.kind === 'first' && ids.length > 0 ? await tx.selectFrom('follows').selectAll().where('account_id', 'in', ids).orderBy('kind').orderBy('ref').execute() : []
  const words = tellingWords(deps)
  const followsOf = Map.groupBy(follows.filter(({ kind, ref }) => wanted.has(`${kind} ${ref}`)), (row) => row.account_id)
  const messages = ids.map((accountId) => ({ accountId, firmId: null, message: messageFor(words, told, { follows: followsOf.get(accountId) ?? [] }), dedupeKey: keyOf(sending) }))
  const people = await enqueueMany(tx, deps.databaseKind, { at: deps.clock.now(), about: aboutOf(sending), messages })
  const last = ids.length < size ? undefined : ids.at(-1)
  return { firms: 0, people, worked: ids.length, change: last === undefined ? { stage: 'done' } : { after_account: last } }
}

/** Who published it hears that everybody has been told. */
async function tellDesk(tx: Tx, deps: SendingDeps, sending: NoticeSendingRow, { title }: Told, { firms, people }: Pick<Step, 'firms' | 'people'>): Promise<void> {
  if (sending.started_by === null) return
  const message = renderMessage(deps.content, 'notice.desk-sent', { title, firms, people }, `/desk/notices/${sending.notice_id}/reach`)
  await enqueueMessages(tx, { at: deps.clock.now(), accountIds: [sending.started_by], firmId: null, message, dedupeKey: `${keyOf(sending)}:desk` })
}

async function sendBatch(tx: Tx, deps: SendingDeps, sending: NoticeSendingRow, size: number): Promise<number> {
  const told = await findTold(tx, deps.databaseKind, sending)
  const at = deps.clock.now()
  if (!told) {
    await tx.updateTable('notice_sendings').set({ stage: 'done', ended_at: at }).where('id', '=', sending.id).execute()
    return 1
  }
  const step = sending.stage === 'firms' ? await tellFirms(tx, deps, sending, told, size) : await tellPeople(tx, deps, sending, told, size)
  const sums = { firms: sending.firms + step.firms, people: sending.people + step.people }
  const isOver = step.change.stage === 'done'
  await tx.updateTable('notice_sendings').set({ ...step.change, ...sums, ...(isOver ? { ended_at: at } : {}) }).where('id', '=', sending.id).execute()
  if (isOver) await tellDesk(tx, deps, sending, told, sums)
  return Math.max(1, step.worked)
}

/**
 * One batch of the oldest running sending, of at most `size` firms or people (never more than 500); 0 when nothing is to be sent. Killed at any moment it goes on where
 * the last whole batch ended.
 */
export async function sendNotices(deps: SendingDeps, size = firmsAtOnce): Promise<number> {
  const holder: { id?: string } = {}
  try {
    return await deps.commands.run(async (tx) => {
      const sending = await claim(tx, deps)
      if (!sending) return 0
      holder.id = sending.id
      return sendBatch(tx, deps, sending, Math.min(size, firmsAtOnce))
    })
  } catch (error) {
    const { id } = holder
    if (id === undefined) throw error
    deps.log.error({ err: error, sendingId: id }, 'a batch of a notice was not sent')
    await deps.commands.run((tx) => tx.updateTable('notice_sendings').set({ locked_until: deps.clock.now() + troubleMs }).where('id', '=', id).execute())
    return 0
  }
}
