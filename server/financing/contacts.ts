// Who answers for a bank: given the duty by an officer, taken out of every session the moment it ends. What they did stays under their name, and what they had in hand stays with the bank.
import { randomUUID } from 'node:crypto'
import type { Bank, ContactInput } from '#contract/financing/desk-schema.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { findAccountByPhone } from '../accounts/repository.ts'
import { addStaff, isShutByBank, shutAccount } from '../accounts/staff.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { lockBank, presentBank } from './banks.ts'

const nameLimit = 40

function readContact(input: ContactInput): { phone: string; name: string } {
  const problems: FieldProblem[] = []
  const phone = parsePhone(input.phone)
  if (input.phone.trim() === '') problems.push({ field: 'phone', reason: 'required' })
  else if (!phone.ok) problems.push({ field: 'phone', reason: phone.reason, ...(phone.limit === undefined ? {} : { limit: phone.limit }) })
  const name = cleanText(input.name, { singleLine: true })
  if (!name.ok) problems.push({ field: 'name', reason: name.reason })
  else if (name.value === '') problems.push({ field: 'name', reason: 'required' })
  else if (textLength(name.value) > nameLimit) problems.push({ field: 'name', reason: 'too-long', limit: nameLimit })
  if (problems.length > 0 || !phone.ok || !name.ok) throw invalid(...problems)
  return { phone: phone.value, name: name.value }
}

/** Nobody with another duty or another bank. What else stands against it, addStaff says. True: a bank let them go, and this one takes them on. */
async function assertFree(tx: Tx, phone: string, bankId: string): Promise<boolean> {
  const person = await findAccountByPhone(tx, phone)
  if (!person) return false
  if (person.staff_role !== null && person.staff_role !== 'bank') throw invalid({ field: 'phone', reason: 'other-duty' })
  const contact = await tx.selectFrom('bank_contacts').innerJoin('banks', 'banks.id', 'bank_contacts.bank_id').select(['banks.id', 'banks.name']).where('bank_contacts.account_id', '=', person.id).where('bank_contacts.ended_at', 'is', null).executeTakeFirst()
  if (contact?.id === bankId && person.disabled_at === null) throw new AppError('financing.contact-known', { detail: `account ${person.id} is a contact of bank ${bankId}` })
  if (contact && contact.id !== bankId) throw invalid({ field: 'phone', reason: 'other-bank', limit: contact.name })
  return person.staff_role === 'bank' && isShutByBank(tx, person)
}

/** Throws `accounts.fresh-code-needed`, `financing.contact-known`, `invalid-input` by field, `not-found`. */
export async function addContact(deps: Deps, account: SignedIn, bankId: string, input: ContactInput, requestId: string): Promise<Bank> {
  const at = deps.clock.now()
  const { phone, name } = readContact(input)
  assertFreshCode(account, at)
  return deps.commands.run(async (tx) => {
    await lockBank(tx, bankId)
    const opensShut = await assertFree(tx, phone, bankId)
    const accountId = await addStaff(tx, { opensShut, phone, name, role: 'bank', at, by: { accountId: account.id, role: account.duty, requestId } })
    const added = await tx.insertInto('bank_contacts').values({ id: randomUUID(), bank_id: bankId, account_id: accountId, added_by: account.id, added_at: at, ended_by: null, ended_at: null })
      .onConflict((conflict) => conflict.column('account_id').where('ended_at', 'is', null).doNothing()).returning('id').executeTakeFirst()
    // Two officers at once, for two banks: the first one's counts.
    const own = added ?? (await tx.selectFrom('bank_contacts').select('id').where('account_id', '=', accountId).where('bank_id', '=', bankId).where('ended_at', 'is', null).executeTakeFirst())
    if (!own) throw new AppError('financing.contact-known', { detail: `account ${accountId} answers for another bank` })
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'financing.add-contact', subject: `bank:${bankId}`, requestId, details: { contact: accountId } })
    return presentBank(tx, bankId)
  })
}

/** Ends every session and phone of the person at once, and what was still to be told. Throws `accounts.fresh-code-needed`, `not-found` where it is no contact in service of this bank. */
export async function endContact(deps: Deps, account: SignedIn, bankId: string, accountId: string, requestId: string): Promise<Bank> {
  const at = deps.clock.now()
  assertFreshCode(account, at)
  return deps.commands.run(async (tx) => {
    await lockBank(tx, bankId)
    const ended = await tx.updateTable('bank_contacts').set({ ended_at: at, ended_by: account.id }).where('bank_id', '=', bankId).where('account_id', '=', accountId).where('ended_at', 'is', null).executeTakeFirst()
    if (Number(ended.numUpdatedRows) === 0) throw notFound(`account ${accountId} is no contact of bank ${bankId}`)
    await shutAccount(tx, accountId, at, false)
    await tx.updateTable('outbox').set({ state: 'cancelled', finished_at: at }).where('account_id', '=', accountId).where('state', '=', 'queued').execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'financing.end-contact', subject: `bank:${bankId}`, requestId, details: { contact: accountId } })
    return presentBank(tx, bankId)
  })
}
