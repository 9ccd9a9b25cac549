// Where a person's name and phone stand in what is not theirs: lines of history, messages to others, drafts of their firms. What was handed in stays as it was handed in (persons.json `holds`).
import { sql } from 'kysely'
import { maskPhone } from '#contract/identifiers/mask.ts'
import type { Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { Deps } from '../deps.ts'
import { openWish, sealWish } from '../financing/sealed.ts'
import type { MessageKind } from '../messages/texts.ts'
import { isSealed, keyFor, openText, sealText } from '../sealed-text.ts'

export interface Leaving { id: string; phone: string; /** All they had. */ names: readonly string[]; firmIds: readonly string[]; goneName: string }

/** A name of one sign is in every sentence: it is looked for only where a whole value is a name. */
const isWordLike = (name: string) => [...name].length >= 2

/** Every name they had: lines of history kept each as it was then. */
export async function namesOf(tx: Tx, accountId: string, name: string): Promise<string[]> {
  const before = await tx.selectFrom('case_events').select('actor_name').where('account_id', '=', accountId).distinct().execute()
  return [...new Set([name, ...before.map((row) => row.actor_name)])].filter((one) => one !== '')
}

/** A text of their own or about them. */
function scrubText(text: string, { phone, names, goneName }: Leaving): string {
  let scrubbed = text.replaceAll(phone, '').replaceAll(maskPhone(phone), '')
  for (const name of names.filter(isWordLike).toSorted((a, b) => b.length - a.length)) scrubbed = scrubbed.replaceAll(name, goneName)
  return scrubbed
}

/** Values that are exactly a name or the phone, however deep. */
function scrubValues(value: unknown, leaving: Leaving): unknown {
  if (typeof value === 'string') return value === leaving.phone || value === maskPhone(leaving.phone) ? '' : leaving.names.includes(value) ? leaving.goneName : value
  if (Array.isArray(value)) return value.map((one) => scrubValues(one, leaving))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scrubValues(one, leaving)]))
  return value
}

function scrubJson(text: string, leaving: Leaving): string {
  const before: unknown = JSON.parse(text)
  const after = JSON.stringify(scrubValues(before, leaving))
  return after === JSON.stringify(before) ? text : after
}

/** Texts by whom they wrote: table, text, author, key. */
const ownTexts = [
  ['case_events', 'note', 'account_id', ['id']], ['booking_events', 'reason', 'account_id', ['booking_id', 'seq']], ['bookings', 'description', 'created_by', ['id']], ['expert_questions', 'text', 'asked_by', ['id']],
  ['booking_ratings', 'words', 'account_id', ['booking_id']], ['booking_revisits', 'words', 'account_id', ['booking_id']], ['financing_events', 'note', 'account_id', ['id']], ['financing_ratings', 'words', 'account_id', ['lead_id']],
  ['firm_appeals', 'reason', 'account_id', ['id']], ['assessment_answers', 'note', 'saved_by', ['assessment_id', 'item_id']], ['assessment_answer_events', 'note', 'saved_by', ['assessment_id', 'item_id', 'version']], ['plan_steps', 'note', 'saved_by', ['id']],
] as const

async function scrubOwnTexts(tx: Tx, leaving: Leaving): Promise<void> {
  const marks = [leaving.phone, maskPhone(leaving.phone), ...leaving.names.filter(isWordLike)]
  for (const [table, text, author, keys] of ownTexts) {
    const found = sql.join(marks.map((mark) => sql`${sql.ref(text)} like ${`%${mark.replace(/[!%_]/g, '!$&')}%`} escape '!'`), sql` or `)
    const { rows } = await sql<Record<string, string | number>>`select ${sql.join([text, ...keys].map((column) => sql.ref(column)))} from ${sql.table(table)} where ${sql.ref(author)} = ${leaving.id} and (${found})`.execute(tx)
    for (const row of rows) await sql`update ${sql.table(table)} set ${sql.ref(text)} = ${scrubText(String(row[text]), leaving)} where ${sql.join(keys.map((key) => sql`${sql.ref(key)} = ${row[key]}`), sql` and `)}`.execute(tx)
  }
}

/** Names in lines of history and beside what was typed. */
async function scrubAttributions(tx: Tx, leaving: Leaving): Promise<void> {
  const { id, goneName, firmIds } = leaving
  await tx.updateTable('case_events').set({ actor_name: goneName }).where('account_id', '=', id).execute()
  if (firmIds.length === 0) return
  const cases = tx.selectFrom('cases').select('id').where('firm_id', 'in', firmIds)
  for (const row of await tx.selectFrom('corrections').select(['id', 'items']).where('case_id', 'in', cases).execute()) {
    const items = scrubJson(row.items, leaving)
    if (items !== row.items) await tx.updateTable('corrections').set({ items }).where('id', '=', row.id).execute()
  }
  for (const row of await tx.selectFrom('applications').select(['case_id', 'origins']).where('case_id', 'in', cases).where('origins', 'is not', null).execute()) {
    const origins = scrubJson(row.origins ?? '{}', leaving)
    if (origins !== row.origins) await tx.updateTable('applications').set({ origins }).where('case_id', '=', row.case_id).execute()
  }
}

/** What their firms have not handed in yet: whoever goes on names somebody who is there. And the number under which cases were found. */
async function scrubDrafts(tx: Tx, deps: Pick<Deps, 'config'>, leaving: Leaving): Promise<void> {
  const { firmIds, phone, names } = leaving
  if (firmIds.length === 0) return
  const cases = tx.selectFrom('cases').select('id').where('firm_id', 'in', firmIds)
  const isTheirs = (value: unknown) => value === phone || (typeof value === 'string' && names.includes(value))
  for (const row of await tx.selectFrom('applications').select(['case_id', 'answers']).where('case_id', 'in', cases.where('state', '=', 'draft')).execute()) {
    const answers = readStoredJson<Record<string, unknown>>(row.answers)
    const kept = Object.fromEntries(Object.entries(answers).filter(([, value]) => !isTheirs(value)).map(([name, value]) => [name, scrubValues(value, leaving)]))
    const written = JSON.stringify(kept)
    if (written !== JSON.stringify(answers)) await tx.updateTable('applications').set({ answers: written }).where('case_id', '=', row.case_id).execute()
  }
  await tx.deleteFrom('case_terms').where('kind', '=', 'phone').where('value', '=', phone).where('case_id', 'in', cases).execute()
  for (const row of await tx.selectFrom('match_answers').select(['firm_id', 'programme_id', 'field', 'value']).where('firm_id', 'in', firmIds).execute())
    if (isTheirs(JSON.parse(row.value))) await tx.deleteFrom('match_answers').where('firm_id', '=', row.firm_id).where('programme_id', '=', row.programme_id).where('field', '=', row.field).execute()
  for (const row of await tx.selectFrom('financing_requests').select(['id', 'wish']).where('firm_id', 'in', firmIds).where('state', '=', 'draft').execute()) {
    const stored = openWish(deps.config.secret, row)
    const { wish } = stored
    if (!isTheirs(wish.contactPhone) && !isTheirs(wish.contactName)) continue
    const changed = { ...wish, contactName: isTheirs(wish.contactName) ? '' : wish.contactName, contactPhone: isTheirs(wish.contactPhone) ? '' : wish.contactPhone }
    await tx.updateTable('financing_requests').set({ wish: sealWish(deps.config.secret, { ...stored, wish: changed }) }).where('id', '=', row.id).execute()
  }
  // Visits that are over: nobody is called any more.
  await tx.updateTable('bookings').set({ contact_name: leaving.goneName, contact_phone: '' }).where('firm_id', 'in', firmIds).where('contact_phone', '=', phone).execute()
}

/** Occasions whose sentence names somebody of a firm, or for whom a duty was proposed, and by which placeholders. */
const personal: Readonly<Partial<Record<MessageKind, readonly string[]>>> = {
  'member.asked': ['name', 'phone'], 'appeal.made': ['name'], 'assist.started': ['by'], 'assessment.assigned': ['by'], 'assessment.changes': ['by'], 'assessment.closed': ['by'],
  'staff.proposed': ['who'], 'staff.agreed': ['who'], 'staff.refused': ['who'],
}
const escaped = (text: string) => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')

interface Matcher { pattern: RegExp; replace: (text: string) => string }

/** Sentences in which this value stands at the place of a person; others with the same signs are left alone. */
function matchers({ content }: Pick<Deps, 'content'>, { phone, names, goneName }: Leaving): Matcher[] {
  const values = [...names, maskPhone(phone)]
  return Object.entries(personal).flatMap(([kind, placeholders = []]) => {
    const template = Object.entries(content.messages).find(([name]) => name === kind)?.[1]
    return (template ? [template.title, template.body] : []).filter((text) => placeholders.some((name) => text.includes(`{${name}}`))).map((text) => {
      const parts = text.split(/(\{\w+\})/)
      const source = parts.map((part) => {
        if (!/^\{\w+\}$/.test(part)) return `(${escaped(part)})`
        return placeholders.includes(part.slice(1, -1)) ? `(?:${values.map(escaped).join('|')})` : '([\\s\\S]*?)'
      })
      const pattern = new RegExp(`^${source.join('')}$`)
      return { pattern, replace: (found: string) => {
        const [, ...groups] = pattern.exec(found) ?? []
        let next = 0
        return parts.map((part) => (/^\{\w+\}$/.test(part) && placeholders.includes(part.slice(1, -1)) ? (part === '{phone}' ? '' : goneName) : groups[next++])).join('')
      } }
    })
  })
}

/** Who may have heard of this person: people of their firms, officers and assistants, administrators of a duty proposed for them. */
function readersOf(tx: Tx, { firmIds }: Leaving) {
  return tx.selectFrom('accounts').select('accounts.id').where((eb) => eb.or([eb('staff_role', 'in', ['officer', 'approver', 'auditor', 'administrator', 'assistant']), ...(firmIds.length === 0 ? [] : [eb('accounts.id', 'in', eb.selectFrom('memberships').select('account_id').where('firm_id', 'in', firmIds))])]))
}

/** Messages to those who heard of this person. */
async function scrubMessages(tx: Tx, deps: Pick<Deps, 'content' | 'config'>, leaving: Leaving): Promise<void> {
  const known = matchers(deps, leaving)
  const masked = maskPhone(leaving.phone)
  const scrub = (text: string) => {
    const matched = known.find(({ pattern }) => pattern.test(text))
    return (matched ? matched.replace(text) : text).replaceAll(leaving.phone, '').replaceAll(masked, '')
  }
  const marks = [leaving.phone, masked, ...leaving.names].map((mark) => `%${mark.replace(/[!%_]/g, '!$&')}%`)
  const names = (column: 'title' | 'body' | 'payload') => sql<boolean>`(${sql.join(marks.map((mark) => sql`${sql.ref(column)} like ${mark} escape '!'`), sql` or `)})`
  const readers = readersOf(tx, leaving)
  const rows = await tx.selectFrom('messages').select(['id', 'title', 'body']).where('account_id', 'in', readers).where((eb) => eb.or([names('title'), names('body')])).execute()
  for (const { id, title, body } of rows) {
    const [newTitle, newBody] = [scrub(title), scrub(body)]
    if (newTitle !== title || newBody !== body) await tx.updateTable('messages').set({ title: newTitle, body: newBody }).where('id', '=', id).execute()
  }
  for (const { id, payload } of await tx.selectFrom('outbox').select(['id', 'payload']).where('account_id', 'in', readers).where(names('payload')).execute()) {
    const message = readStoredJson<{ title: string; body: string }>(payload)
    const written = JSON.stringify({ ...message, title: scrub(message.title), body: scrub(message.body) })
    if (written !== payload) await tx.updateTable('outbox').set({ payload: written }).where('id', '=', id).execute()
  }
  await scrubReplies(tx, deps, leaving)
}

/** Replies kept for repeats: a repeat gets the same one, without the name. */
async function scrubReplies(tx: Tx, deps: Pick<Deps, 'config'>, leaving: Leaving): Promise<void> {
  const key = keyFor(deps.config.secret, 'stored replies')
  for (const row of await tx.selectFrom('idempotency').select(['account_id', 'route', 'key', 'body']).where('account_id', 'in', readersOf(tx, leaving)).where('body', 'is not', null).execute()) {
    const body = row.body ?? ''
    const opened = isSealed(body) ? openText(key, body) : body
    if (opened === undefined) continue
    const text = scrubJson(opened, leaving)
    if (text === opened) continue
    const scrubbed = isSealed(body) ? sealText(key, text) : text
    await tx.updateTable('idempotency').set({ body: scrubbed }).where('account_id', '=', row.account_id).where('route', '=', row.route).where('key', '=', row.key).execute()
  }
}

export async function scrubPerson(tx: Tx, deps: Pick<Deps, 'content' | 'config'>, leaving: Leaving): Promise<void> {
  await scrubOwnTexts(tx, leaving)
  await scrubAttributions(tx, leaving)
  await scrubDrafts(tx, deps, leaving)
  await scrubMessages(tx, deps, leaving)
}
