// Banks the county works with: listed with their contacts, added, renamed, closed to new leads. What a closed bank has in hand goes on.
import { randomUUID } from 'node:crypto'
import type { Bank, BankInput, BankPatch, Banks, Contact } from '#contract/financing/desk-schema.ts'
import type { LeadState } from '#contract/financing/workflow.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { cleanText, compareText, textLength } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { BankRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'

/** As a reader of Chinese would look for them. */
const byName = new Intl.Collator('zh-Hans-CN')
const runningStates: readonly LeadState[] = ['taken', 'due-diligence', 'approved', 'signed', 'registered', 'lent']
const limits = { name: 60, phone: 40, note: 500 } as const
type Values = Pick<BankRow, 'name' | 'name_key' | 'phone' | 'note'>

function readText(problems: FieldProblem[], field: keyof typeof limits, typed: string, singleLine: boolean): string {
  const cleaned = cleanText(typed, { singleLine })
  if (!cleaned.ok) problems.push({ field, reason: cleaned.reason })
  else if (textLength(cleaned.value) > limits[field]) problems.push({ field, reason: 'too-long', limit: limits[field] })
  return cleaned.ok ? cleaned.value : ''
}

/** What is left out stays as it is. Throws `invalid-input` by field. */
function readValues(input: BankPatch, row: Values): Values {
  const problems: FieldProblem[] = []
  const name = input.name === undefined ? row.name : readText(problems, 'name', input.name, true)
  if (problems.length === 0 && compareText(name) === '') problems.push({ field: 'name', reason: 'required' })
  const phone = input.phone === undefined ? row.phone : readText(problems, 'phone', input.phone ?? '', true)
  // A switchboard, an extension: whatever a person can dial.
  if (phone !== null && phone !== '' && !/\d{3}/.test(phone.normalize('NFKC'))) problems.push({ field: 'phone', reason: 'format' })
  const note = input.note === undefined ? row.note : readText(problems, 'note', input.note, false)
  if (problems.length > 0) throw invalid(...problems)
  return { name, name_key: compareText(name), phone: phone === '' ? null : phone, note }
}

async function contactsOf(connection: Connection, bankIds: readonly string[]): Promise<Map<string, Contact[]>> {
  if (bankIds.length === 0) return new Map()
  const rows = await connection.selectFrom('bank_contacts').innerJoin('accounts', 'accounts.id', 'bank_contacts.account_id')
    .select(['bank_contacts.bank_id', 'bank_contacts.account_id', 'bank_contacts.added_at', 'bank_contacts.ended_at', 'accounts.name', 'accounts.phone', 'accounts.disabled_at'])
    .select((eb) => [
      eb.selectFrom('sessions').select((one) => one.fn.max('sessions.last_seen_at').as('at')).whereRef('sessions.account_id', '=', 'accounts.id').as('session_at'),
      // Sessions are forgotten; what was looked at is not.
      eb.selectFrom('financing_views').select((one) => one.fn.max('financing_views.last_at').as('at')).whereRef('financing_views.account_id', '=', 'accounts.id').whereRef('financing_views.bank_id', '=', 'bank_contacts.bank_id').as('view_at'),
    ])
    .where('bank_contacts.bank_id', 'in', bankIds).orderBy('bank_contacts.added_at').orderBy('bank_contacts.id').execute()
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  const found = Map.groupBy(rows, (row) => row.bank_id)
  return new Map([...found].map(([bankId, of]) => [bankId, of.map((row): Contact => {
    // Shut by the operator: out of service as well.
    const endedAt = row.ended_at ?? row.disabled_at
    const seenAt = Math.max(Number(endedAt === null ? (row.session_at ?? 0) : 0), Number(row.view_at ?? 0))
    return { accountId: row.account_id, name: row.name, phone: row.phone, since: new Date(row.added_at).toISOString(), endedAt: instant(endedAt), lastSeenAt: seenAt === 0 ? null : instant(seenAt) }
  }).sort((one, other) => Number(one.endedAt !== null) - Number(other.endedAt !== null))]))
}

async function presentBanks(connection: Connection, rows: readonly BankRow[]): Promise<Bank[]> {
  const contacts = await contactsOf(connection, rows.map(({ id }) => id))
  const counted = await connection.selectFrom('financing_leads').select(['bank_id', 'state', (eb) => eb.fn.countAll().as('count')]).where('ended_at', 'is', null).groupBy(['bank_id', 'state']).execute()
  return rows.map((row) => {
    const count = (states: readonly LeadState[]) => counted.filter((one) => one.bank_id === row.id && states.includes(one.state)).reduce((total, one) => total + Number(one.count), 0)
    return { id: row.id, name: row.name, phone: row.phone, note: row.note, isOpen: row.closed_at === null, version: row.version, contacts: contacts.get(row.id) ?? [], open: count(['offered']), running: count(runningStates) }
  })
}

/** Open ones first, by name. Officers see who answers for them and when they were last here. */
export async function listBanks(deps: Deps): Promise<Banks> {
  const rows = await deps.db.selectFrom('banks').selectAll().execute()
  rows.sort((one, other) => Number(one.closed_at !== null) - Number(other.closed_at !== null) || byName.compare(one.name, other.name) || (one.id < other.id ? -1 : 1))
  return { items: await presentBanks(deps.db, rows) }
}

export async function presentBank(connection: Connection, id: string): Promise<Bank> {
  const row = await connection.selectFrom('banks').selectAll().where('id', '=', id).executeTakeFirst()
  const [bank] = row ? await presentBanks(connection, [row]) : []
  if (!bank) throw notFound(`no bank ${id}`)
  return bank
}

/** The bank; nobody else changes it or its contacts until the transaction ends. Throws `not-found`. */
export async function lockBank(tx: Tx, id: string): Promise<BankRow> {
  await tx.updateTable('banks').set((eb) => ({ version: eb.ref('version') })).where('id', '=', id).execute()
  const row = await tx.selectFrom('banks').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`no bank ${id}`)
  return row
}

const known = (name: string) => new AppError('financing.bank-known', { detail: `there is a bank ${name}` })

/** Throws `financing.bank-known`, `invalid-input` by field. */
export async function addBank(deps: Deps, account: SignedIn, input: BankInput, requestId: string): Promise<Bank> {
  const at = deps.clock.now()
  const values = readValues(input, { name: '', name_key: '', phone: null, note: '' })
  return deps.commands.run(async (tx) => {
    const id = randomUUID()
    const added = await tx.insertInto('banks').values({ id, ...values, closed_at: null, version: 1, created_by: account.id, created_at: at }).onConflict((conflict) => conflict.column('name_key').doNothing()).returning('id').executeTakeFirst()
    if (!added) throw known(values.name)
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'financing.add-bank', subject: `bank:${id}`, requestId })
    return presentBank(tx, id)
  })
}

/** Throws `stale` with the version there is, `financing.bank-known`, `invalid-input` by field, `not-found`. */
export async function saveBank(deps: Deps, account: SignedIn, id: string, readVersion: () => number, input: BankPatch, requestId: string): Promise<Bank> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await lockBank(tx, id)
    if (row.version !== readVersion()) throw new AppError('stale', { details: { version: row.version } })
    const values = readValues(input, row)
    const other = await tx.selectFrom('banks').select('id').where('name_key', '=', values.name_key).where('id', '<>', id).executeTakeFirst()
    if (other) throw known(values.name)
    const closedAt = input.isOpen === undefined ? row.closed_at : input.isOpen ? null : (row.closed_at ?? at)
    const changed = [...(['name', 'phone', 'note'] as const).filter((field) => values[field] !== row[field]), ...(closedAt === row.closed_at ? [] : ['isOpen'])]
    if (changed.length === 0) return presentBank(tx, id)
    await tx.updateTable('banks').set({ ...values, closed_at: closedAt, version: row.version + 1 }).where('id', '=', id).execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'financing.save-bank', subject: `bank:${id}`, requestId, details: { fields: changed, isOpen: closedAt === null } })
    return presentBank(tx, id)
  })
}
