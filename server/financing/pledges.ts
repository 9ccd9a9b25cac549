// What a loan does to the firm's portfolio: registered, its rights are pledged to the bank; settled or failed, they are free again.
import { readStoredJson } from '../db/json.ts'
import type { Tx } from '../db/commands.ts'
import type { RightRow } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { lockRight } from '../portfolio/pledge-hold.ts'
import { changeRight } from '../portfolio/repository.ts'
import type { LeadDeed } from './lead-deed.ts'
import type { Reading } from './lead-input.ts'

/**
 * The named rights, locked until the transaction ends (always in the same order, so that two registrations wait for each other and never for ever).
 * Some of those of the request, at least one, all still the firm's. Throws `financing.right-pledged` for one that is pledged already: of two banks exactly one registers.
 */
export async function takeRights({ tx, opened: { request } }: LeadDeed, read: Reading, rightIds: readonly string[]): Promise<RightRow[]> {
  const asked = readStoredJson<string[]>(request.right_ids)
  const ids = [...new Set(rightIds)].sort()
  if (ids.length === 0) read.problem('rightIds', 'required')
  if (ids.some((id) => !asked.includes(id))) {
    read.problem('rightIds', 'option')
    return []
  }
  const rights: RightRow[] = []
  for (const id of ids) {
    const right = await lockRight(tx, id)
    if (right?.firm_id === request.firm_id) rights.push(right)
    else read.problem('rightIds', 'option')
  }
  const taken = rights.find(({ pledge }) => pledge === 'pledged')
  if (taken) throw new AppError('financing.right-pledged', { details: { rightId: taken.id } })
  return rights
}

interface Registration { number: string; registeredOn: string }

async function changeState(deed: LeadDeed, right: RightRow, action: 'portfolio.pledge' | 'portfolio.release', change: Partial<RightRow>, on: string): Promise<void> {
  const { tx, opened: { row, account, side }, at, requestId } = deed
  if (!(await changeRight(tx, right, { ...change, saved_by: account.id, saved_at: at }))) throw new Error(`right ${right.id} changed under its lock`)
  await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action, subject: `right:${right.id}`, firmId: right.firm_id, requestId, details: { number: right.number, lead: row.number, on } })
}

/** Writes the registration into the portfolio. */
export async function pledgeRights(deed: LeadDeed, rights: readonly RightRow[], { number, registeredOn }: Registration): Promise<void> {
  const pledge = { pledge: 'pledged', pledgee: deed.opened.bank.name, pledge_number: number, pledged_on: registeredOn } as const
  for (const right of rights) await changeState(deed, right, 'portfolio.pledge', pledge, registeredOn)
}

/** Takes the registration out of the portfolio again; rights that left it meanwhile are left alone. */
export async function releaseRights(deed: LeadDeed, releasedOn: string): Promise<void> {
  for (const id of registeredRightIds(deed.opened.row)) {
    const right = await lockRight(deed.tx, id)
    if (right?.pledge !== 'pledged' || right.pledge_number !== deed.opened.row.registration_number) continue
    await changeState(deed, right, 'portfolio.release', { pledge: 'none', pledgee: null, pledge_number: null, pledged_on: null }, releasedOn)
  }
}

export function registeredRightIds(row: { registered_right_ids: string }): string[] {
  return readStoredJson<string[]>(row.registered_right_ids).sort()
}

/** Rights of a registered lead, in the order they came into the portfolio. */
export async function registeredRights(connection: Tx, row: { registered_right_ids: string }): Promise<RightRow[]> {
  const ids = registeredRightIds(row)
  return ids.length === 0 ? [] : connection.selectFrom('rights').selectAll().where('id', 'in', ids).orderBy('created_at').orderBy('id').execute()
}
