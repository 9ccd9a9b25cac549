// The duplicate guard. From submission on a firm has a thing in one live case only; from approval on nobody else gets it; refusal and withdrawal free it.
import { claimKeys, type ClaimKey } from '#contract/subsidies/claims.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { Twin } from '#contract/subsidies/standing.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { AppError } from '../errors.ts'
import type { Reader } from './access.ts'
import type { ApplicationCase } from './repository.ts'

export interface Claiming { row: Pick<ApplicationCase, 'id' | 'firm_id'>; programme: Programme; answers: Answers; year: number }

/** What the answers claim. A credit code the firm had before claims as the one it has: a change of code lets nobody claim once more. */
async function keysOf(connection: Connection, { row, programme, answers, year }: Claiming): Promise<ClaimKey[]> {
  const keys = claimKeys(programme, answers, year)
  if (keys.length === 0) return keys
  const former = await connection.selectFrom('firm_codes').innerJoin('firms', 'firms.id', 'firm_codes.firm_id').select(['firm_codes.uscc as before', 'firms.uscc']).where('firm_codes.firm_id', '=', row.firm_id).execute()
  if (former.length === 0) return keys
  const now = new Map(former.map(({ before, uscc }) => [before, uscc]))
  return keys.map((claim) => ({ ...claim, key: claim.key.split('|').map((part) => now.get(part) ?? part).join('|') }))
}

/** Writes down what this submission claims, in place of the one before it. Throws `subsidies.claimed-before` by field, with the firm's other case. */
export async function takeClaims(tx: Tx, claiming: Claiming): Promise<void> {
  const { row } = claiming
  const keys = await keysOf(tx, claiming)
  await tx.deleteFrom('claims').where('case_id', '=', row.id).execute()
  const taken = await insertClaims(tx, row, keys)
  const refused = keys.filter(({ key }) => !taken.has(key))
  const [first] = refused
  if (!first) return
  const other = await tx.selectFrom('claims').innerJoin('cases', 'cases.id', 'claims.case_id').select(['cases.id', 'cases.number']).where('claims.firm_id', '=', row.firm_id).where('claims.key', '=', first.key).executeTakeFirst()
  throw new AppError('subsidies.claimed-before', {
    fields: refused.map(({ path }) => ({ field: path, reason: 'claimed-before', limit: other?.number ?? '' })),
    details: { caseId: other?.id ?? '', number: other?.number ?? '', label: first.label },
  })
}

async function insertClaims(tx: Tx, row: Claiming['row'], keys: readonly ClaimKey[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const taken = await tx.insertInto('claims').values(keys.map((claim) => ({ ...claim, case_id: row.id, firm_id: row.firm_id })))
    .onConflict((conflict) => conflict.doNothing()).returning('key').execute()
  return new Set(taken.map(({ key }) => key))
}

/** For good, from approval on. Throws `subsidies.claim-taken` with the case that has it, also when both are approved at the same instant. */
export async function holdClaims(tx: Tx, claiming: Claiming, at: number): Promise<void> {
  const { row } = claiming
  for (const { key, label } of await keysOf(tx, claiming)) {
    await tx.insertInto('claim_holds').values({ key, case_id: row.id, at }).onConflict((conflict) => conflict.doNothing()).execute()
    const held = await tx.selectFrom('claim_holds').innerJoin('cases', 'cases.id', 'claim_holds.case_id').select(['cases.id', 'cases.number']).where('claim_holds.key', '=', key).executeTakeFirst()
    if (held && held.id !== row.id) throw new AppError('subsidies.claim-taken', { details: { caseId: held.id, number: held.number ?? '', label } })
  }
}

/** An award undone (an objection upheld): others may be approved again, the case itself still claims. */
export async function dropHolds(tx: Tx, caseId: string): Promise<void> {
  await tx.deleteFrom('claim_holds').where('case_id', '=', caseId).execute()
}

/** Refused or withdrawn: nothing is claimed any more. */
export async function freeClaims(tx: Tx, caseId: string): Promise<void> {
  await dropHolds(tx, caseId)
  await tx.deleteFrom('claims').where('case_id', '=', caseId).execute()
}

/** A refusal undone on appeal: it claims again, as far as the firm has not claimed the same elsewhere meanwhile (approval decides then). */
export async function retakeClaims(tx: Tx, claiming: Claiming): Promise<void> {
  await insertClaims(tx, claiming.row, await keysOf(tx, claiming))
}

/** Other live cases that claim the same. A firm is told of its own, and of others' only that there are any, once it has handed in. */
export async function twinsOf(connection: Connection, claiming: Claiming, reader: Reader, isDraft: boolean): Promise<Twin[]> {
  const { row } = claiming
  const keys = await keysOf(connection, claiming)
  if (keys.length === 0) return []
  const rows = await connection.selectFrom('claims').innerJoin('cases', 'cases.id', 'claims.case_id').innerJoin('firms', 'firms.id', 'cases.firm_id').leftJoin('claim_holds', (join) => join.onRef('claim_holds.key', '=', 'claims.key').onRef('claim_holds.case_id', '=', 'claims.case_id'))
    .select(['claims.key', 'cases.id', 'cases.number', 'cases.state', 'cases.title', 'cases.firm_id', 'firms.name', 'claim_holds.at'])
    .where('claims.key', 'in', keys.map(({ key }) => key)).where('claims.case_id', '<>', row.id).orderBy('cases.submitted_at').limit(50).execute()
  return keys.flatMap(({ key, path, label }) => {
    const others = rows.filter((other) => other.key === key)
    if (reader.side === 'officer') return others.map((other): Twin => ({ path, label, other: { id: other.id, number: other.number, firmName: other.name, state: other.state, programmeTitle: other.title, isHeld: other.at !== null } }))
    const own = others.find((other) => other.firm_id === row.firm_id)
    if (own) return [{ path, label, other: { id: own.id, number: own.number, firmName: own.name, state: own.state, programmeTitle: own.title, isHeld: own.at !== null } }]
    return others.length > 0 && !isDraft ? [{ path, label, other: null }] : []
  })
}
