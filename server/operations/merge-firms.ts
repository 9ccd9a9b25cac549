// One firm into another, in one transaction: everything moves by the rules of merge-rules.ts, or nothing does.
import { randomUUID } from 'node:crypto'
import { movedKinds, type Comer, type MergePreview, type Moved } from '#contract/accounts/firm-desk-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { firmMemberIds } from '../accounts/access.ts'
import { findFirm } from '../accounts/firms-repository.ts'
import type { Tx } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { mergeBlocks } from './merge-blocks.ts'
import { arrivalsOf, listComers, tellOfMerge } from './merge-members.ts'
import { mergeRules } from './merge-rules.ts'
import { moveRows, type Merging } from './merging.ts'

/**
 * Both rows, in order of id, so that two merges never wait for each other; on PostgreSQL also against whoever writes a row of either firm in this moment (migration 0011).
 * Throws `not-found`.
 */
export async function lockFirms(tx: Tx, deps: Pick<Deps, 'databaseKind'>, keepId: string, goneId: string): Promise<{ keep: FirmRow; gone: FirmRow }> {
  let query = tx.selectFrom('firms').selectAll().where('id', 'in', [keepId, goneId]).orderBy('id')
  if (deps.databaseKind === 'postgres') query = query.forUpdate()
  const rows = await query.execute()
  const [keep, gone] = [keepId, goneId].map((id) => rows.find((row) => row.id === id))
  if (!keep || !gone) throw notFound(`no firm ${keepId} or ${goneId}`)
  return { keep, gone }
}

/** Carries out every rule and says what became of how many rows, by what they are. */
async function carryOut(merging: Merging): Promise<Moved[]> {
  const counts = new Map(movedKinds.map((kind) => [kind, { kind, moved: 0, joined: 0, dropped: 0 }]))
  for (const [table, rule] of Object.entries(mergeRules)) {
    if (!('counts' in rule)) continue
    const tally = await (rule.apply ? rule.apply(merging) : moveRows(table, merging))
    const count = counts.get(rule.counts)
    if (!count) continue
    count.moved += tally.moved
    count.joined += tally.joined
    count.dropped += tally.dropped
  }
  return [...counts.values()].filter(({ moved, joined, dropped }) => moved + joined + dropped > 0)
}

/** What the firm that stays did not say of itself. */
function learned(keep: FirmRow, gone: FirmRow): Partial<FirmRow> {
  return { legal_person: keep.legal_person ?? gone.legal_person, industry: keep.industry ?? gone.industry, scale: keep.scale ?? gone.scale }
}

export interface MergeOrder { keepId: string; goneId: string; accountId: string; reason: string; proposalId: string; at: number }

/**
 * Everything of `gone` becomes `keep`'s, in the caller's transaction; its people are told. Throws `accounts.merge-blocked` with the first thing in the way,
 * `not-found`.
 */
export async function mergeFirms(deps: Deps, tx: Tx, { keepId, goneId, accountId, reason, proposalId, at }: MergeOrder): Promise<Moved[]> {
  const { keep, gone } = await lockFirms(tx, deps, keepId, goneId)
  const [first] = await mergeBlocks({ connection: tx, deps, keep, gone, proposalId })
  if (first) throw new AppError('accounts.merge-blocked', { details: { block: first.code, ...first.params } })
  const members = await firmMemberIds(tx, keep.id)
  const arrivals = await arrivalsOf(tx, { keep, gone })
  const rows = await carryOut({ tx, deps, keep, gone, accountId, at })
  await tx.insertInto('firm_codes').values({ id: randomUUID(), firm_id: keep.id, uscc: gone.uscc, name: gone.name, until_at: at, reason, proposal_id: proposalId }).execute()
  await tx.updateTable('firms').set({ ...learned(keep, gone), version: keep.version + 1 }).where('id', '=', keep.id).execute()
  // Firms that went into this one before are led on with it.
  await tx.updateTable('firms').set({ merged_into: keep.id }).where('merged_into', '=', gone.id).execute()
  await tx.updateTable('firms').set({ ended_kind: 'merged', ended_on: shanghaiDate(at), merged_into: keep.id, licence_file_id: null, verification: gone.verification === 'pending' ? 'unverified' : gone.verification, version: gone.version + 1 }).where('id', '=', gone.id).execute()
  await tellOfMerge(tx, deps, { keep, gone, arrivals, members, at })
  return rows
}

interface Rehearsal { rows: Moved[]; people: Comer[] }

class Rehearsed extends Error {
  readonly found: Rehearsal
  constructor(found: Rehearsal) {
    super('a merge was tried and taken back')
    this.found = found
  }
}

/** The merge itself, taken back: what it would move is what it has moved. */
async function rehearse(deps: Deps, keepId: string, goneId: string, accountId: string): Promise<Rehearsal> {
  try {
    return await deps.commands.run(async (tx) => {
      const { keep, gone } = await lockFirms(tx, deps, keepId, goneId)
      const people = await listComers(tx, { keep, gone })
      throw new Rehearsed({ people, rows: await carryOut({ tx, deps, keep, gone, accountId, at: deps.clock.now() }) })
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.found
    throw error
  }
}

const named = ({ id, name, uscc }: FirmRow) => ({ id, name, uscc })

/** Throws `not-found`. Where something stands in the way, no rows and people are named. */
export async function previewMerge(deps: Deps, accountId: string, { firmId, goneId }: { firmId: string; goneId: string }): Promise<MergePreview> {
  const [keep, gone] = [await findFirm(deps.db, firmId), await findFirm(deps.db, goneId)]
  if (!keep || !gone) throw notFound(`no firm ${firmId} or ${goneId}`)
  const subject = await deps.db.selectFrom('proposals').select('id').where('state', '=', 'open').where('kind', '=', 'firms.merge').where('subject', '=', `firm:${goneId}`).where('payload', 'like', `%"${firmId}"%`).executeTakeFirst()
  const blocks = await mergeBlocks({ connection: deps.db, deps, keep, gone, proposalId: subject?.id ?? null })
  const found = blocks.length > 0 ? { rows: [], people: [] } : await rehearse(deps, firmId, goneId, accountId)
  return { firm: named(keep), gone: named(gone), ...found, blocks }
}
