// An account ends: sessions, settings and messages go, name and phone are replaced wherever they are not held by law, the number is free for somebody new. What is kept keeps the id, which leads to nobody.
import type { PersonPart } from '#contract/accounts/person-schema.ts'
import { gonePhone } from '#contract/identifiers/mask.ts'
import { sql } from 'kysely'
import { firmAdministratorIds } from '../accounts/access.ts'
import { removeAllSessions } from '../accounts/repository.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { findBlockers, type Subject } from './person-deletion.ts'
import { namesOf, scrubPerson } from './scrub-person.ts'

type Needs = Pick<Deps, 'content' | 'config'>

/** Messages, and what of them waits to be sent. That a notice was told (`about`) still counts. */
async function forgetMessages(tx: Tx, accountId: string, at: number): Promise<void> {
  await tx.deleteFrom('messages').where('account_id', '=', accountId).execute()
  await tx.updateTable('outbox').set({ payload: '{}', state: 'cancelled', finished_at: at }).where('account_id', '=', accountId).where('about', 'is not', null).where('state', '=', 'queued').execute()
  await tx.updateTable('outbox').set({ payload: '{}' }).where('account_id', '=', accountId).where('about', 'is not', null).execute()
  await tx.deleteFrom('outbox').where('account_id', '=', accountId).where('about', 'is', null).execute()
}

async function forgetChannels(tx: Tx, accountId: string): Promise<void> {
  for (const table of ['push_subscriptions', 'notification_choices', 'notification_settings'] as const) await tx.deleteFrom(table).where('account_id', '=', accountId).execute()
  // What a channel has in its hands is forgotten with the other deliveries (server/retention.ts).
  await tx.deleteFrom('deliveries').where('account_id', '=', accountId).where('state', '<>', 'sending').execute()
}

async function forgetFollows(tx: Tx, accountId: string): Promise<void> {
  for (const table of ['follows', 'notice_reads'] as const) await tx.deleteFrom(table).where('account_id', '=', accountId).execute()
}

const parts = { messages: forgetMessages, channels: forgetChannels, follows: forgetFollows } as const

/** Some of it; the account goes on. */
export async function forgetParts(tx: Tx, accountId: string, chosen: readonly PersonPart[], at: number): Promise<void> {
  for (const part of chosen) if (part !== 'account') await parts[part](tx, accountId, at)
}

/** What is theirs alone and nobody's record. */
async function forgetOwn(tx: Tx, { id, phone }: Subject, at: number): Promise<void> {
  await removeAllSessions(tx, id)
  await forgetParts(tx, id, ['messages', 'channels', 'follows'], at)
  await tx.deleteFrom('sign_in_codes').where('phone', '=', phone).execute()
  await tx.deleteFrom('deliveries').where('target', '=', phone).where('state', '<>', 'sending').execute()
  await tx.deleteFrom('rate_counts').where('key', 'like', `%${phone}%`).execute()
  for (const table of ['calendar_feeds', 'presence', 'idempotency', 'second_factors', 'recovery_codes', 'own_phrases'] as const) await tx.deleteFrom(table).where('account_id', '=', id).execute()
}

/** Others in their firms go on without them: what was given to them to do is nobody's now. */
async function leaveFirms(tx: Tx, deps: Needs, { id }: Subject, at: number): Promise<string[]> {
  const memberships = await tx.selectFrom('memberships').innerJoin('firms', 'firms.id', 'memberships.firm_id').select(['firm_id', 'memberships.state', 'firms.name']).where('account_id', '=', id).execute()
  await tx.updateTable('memberships').set({ role: 'clerk', state: 'removed', changed_at: at }).where('account_id', '=', id).where('state', '<>', 'removed').execute()
  await tx.updateTable('assists').set({ ended_at: at }).where('member_id', '=', id).where('ended_at', 'is', null).execute()
  await tx.deleteFrom('assessment_assignments').where('account_id', '=', id).execute()
  await tx.updateTable('plan_steps').set({ owner_id: null }).where('owner_id', '=', id).where('state', '<>', 'done').execute()
  for (const { firm_id: firmId, state, name } of memberships) if (state === 'active') {
    const [administrator] = await firmAdministratorIds(tx, firmId)
    if (administrator !== undefined) await tx.updateTable('waiting_entries').set({ account_id: administrator }).where('firm_id', '=', firmId).where('account_id', '=', id).where('state', 'in', ['waiting', 'offered']).execute()
    await enqueueMessages(tx, { at, accountIds: await firmAdministratorIds(tx, firmId), firmId, dedupeKey: `person.left:${firmId}:${id}`, message: renderMessage(deps.content, 'person.left', { firm: name }, `/firms/${firmId}/members`) })
  }
  return memberships.map((row) => row.firm_id)
}

/** A duty proposed for them is off; of the proposal stays that there was one. */
async function forgetProposals(tx: Tx, { id, phone }: Subject, at: number): Promise<void> {
  const about = tx.selectFrom('proposals').select('id').where('kind', 'like', 'staff.%').where((eb) => eb.or([eb('subject', '=', `account:${id}`), eb('payload', 'like', `%"${phone}"%`)]))
  await tx.updateTable('proposals').set({ state: 'withdrawn', decided_at: at }).where('id', 'in', about).where('state', '=', 'open').execute()
  await tx.updateTable('proposals').set({ reason: '', payload: '{}', decision_reason: '' }).where('id', 'in', about).execute()
}

/** In the caller's transaction. Throws `accounts.staff-account`, and `accounts.deletion-blocked` while something has to be done first. */
export async function forgetPerson(tx: Tx, deps: Needs, accountId: string, at: number): Promise<void> {
  // Locked: nobody makes them an administrator, or books in their name, in the same moment.
  const subject = await tx.updateTable('accounts').set((eb) => ({ name: eb.ref('name') })).where('id', '=', accountId).returning(['id', 'name', 'phone', 'staff_role']).executeTakeFirstOrThrow()
  if (subject.staff_role !== null) throw new AppError('accounts.staff-account')
  for (const { firm_id: firmId } of await tx.selectFrom('memberships').select('firm_id').where('account_id', '=', accountId).where('state', '=', 'active').orderBy('firm_id').execute()) await tx.updateTable('firms').set((eb) => ({ version: eb.ref('version') })).where('id', '=', firmId).execute()
  const blockers = await findBlockers(tx, deps, subject)
  if (blockers.length > 0) throw new AppError('accounts.deletion-blocked', { details: { count: blockers.length } })
  const names = await namesOf(tx, accountId, subject.name)
  await forgetOwn(tx, subject, at)
  await forgetProposals(tx, subject, at)
  const firmIds = await leaveFirms(tx, deps, subject, at)
  await scrubPerson(tx, deps, { id: accountId, phone: subject.phone, names, firmIds: [...new Set(firmIds)], goneName: deps.content.persons.goneName })
  await tx.updateTable('person_requests').set({ words: '', answer: null }).where('account_id', '=', accountId).execute()
  // What officers wrote to each other about it.
  await tx.updateTable('proposals').set({ reason: '', payload: '{}', decision_reason: '' }).where('subject', 'in', (eb) => eb.selectFrom('person_requests').select(sql<string>`'person-request:' || id`.as('subject')).where('account_id', '=', accountId)).execute()
  await tx.updateTable('accounts').set({ name: deps.content.persons.goneName, phone: gonePhone(accountId), local_key: '', disabled_at: sql`coalesce(disabled_at, ${at})`, town: null, last_seen_at: null }).where('id', '=', accountId).execute()
}
