// The hash chain over audit lines: sealed by a worker within a second, verified by the CLI.
import { createHash } from 'node:crypto'
import { textToSeal, type SealedFields } from '#contract/audit/chain.ts'
import type { Connection, Commands, Tx } from '../db/commands.ts'
import type { DatabaseKind } from '../db/open.ts'

const batchSize = 500
/** Hash of one line given the hash before it: SHA-256 over both, hex. Any change of a column changes it. */
export function chainHash(prev: string, seq: number, line: SealedFields): string {
  return createHash('sha256').update(textToSeal(prev, seq, line)).digest('hex')
}

/** One sealer at a time, and none while the end of the chain is looked at. SQLite has one writer anyway; on PostgreSQL the head row is the lock. */
export async function lockHead(tx: Tx, kind: DatabaseKind): Promise<void> {
  let head = tx.selectFrom('meta').select('value').where('key', '=', 'audit-head')
  if (kind === 'postgres') head = head.forUpdate()
  await head.executeTakeFirstOrThrow()
}

async function sealBatch(tx: Tx, kind: DatabaseKind): Promise<number> {
  await lockHead(tx, kind)
  const lines = await tx.selectFrom('audit_pending').innerJoin('audit', 'audit.id', 'audit_pending.audit_id').selectAll('audit').orderBy('audit.id').limit(batchSize).execute()
  if (lines.length === 0) return 0
  const last = await tx.selectFrom('audit_seals').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  let seq = last?.seq ?? 0
  let prev = last?.hash ?? ''
  const seals = lines.map((line) => {
    seq += 1
    const seal = { audit_id: line.id, seq, prev, hash: chainHash(prev, seq, line) }
    prev = seal.hash
    return seal
  })
  await tx.insertInto('audit_seals').values(seals).execute()
  await tx.deleteFrom('audit_pending').where('audit_id', 'in', lines.map((line) => line.id)).execute()
  await tx.updateTable('meta').set({ value: prev }).where('key', '=', 'audit-head').execute()
  return lines.length
}

/** Seals what waits, everything or a little more than `most` lines; returns how many. */
export async function sealAudit(commands: Commands, kind: DatabaseKind, most = Number.POSITIVE_INFINITY): Promise<number> {
  let total = 0
  for (;;) {
    const sealed = await commands.run((tx) => sealBatch(tx, kind))
    total += sealed
    if (sealed < batchSize || total >= most) return total
  }
}

/** What is wrong with a seal or its line; `line` is the line's number, null where none is left. */
export type ChainFault = { kind: 'seal-missing' | 'line-gone' | 'not-linked' | 'changed'; seq: number; line: number | null } | { kind: 'head' } | { kind: 'count'; lines: number; sealed: number; waiting: number }

export function faultText(fault: ChainFault): string {
  if (fault.kind === 'head') return 'the chain does not end where the sealer left it'
  if (fault.kind === 'count') return `${fault.lines} lines, but ${fault.sealed} sealed and ${fault.waiting} waiting`
  if (fault.kind === 'seal-missing') return `seal ${fault.seq} is missing`
  if (fault.kind === 'not-linked') return `seal ${fault.seq} does not follow the one before`
  return fault.kind === 'line-gone' ? `line ${fault.line} is gone` : `line ${fault.line} was changed`
}

/** How far a walk along the chain has come. */
export interface ChainPlace { seq: number; prev: string; sealed: number }
export const chainStart: ChainPlace = { seq: 0, prev: '', sealed: 0 }

/** Walks on by at most `limit` seals: every hash, every link, no seal without its line. `isEnd`: there are no more. */
export async function walkChain(db: Connection, from: ChainPlace, limit: number = batchSize): Promise<{ place: ChainPlace; faults: ChainFault[]; isEnd: boolean }> {
  const faults: ChainFault[] = []
  let { seq, prev, sealed } = from
  const rows = await db.selectFrom('audit_seals').leftJoin('audit', 'audit.id', 'audit_seals.audit_id').selectAll('audit')
    .select(['audit_seals.seq as seal_seq', 'audit_seals.prev as seal_prev', 'audit_seals.hash as seal_hash', 'audit_seals.audit_id as seal_line'])
    .where('audit_seals.seq', '>', seq).orderBy('audit_seals.seq').limit(limit).execute()
  for (const row of rows) {
    if (row.seal_seq !== seq + 1) faults.push({ kind: 'seal-missing', seq: seq + 1, line: null })
    seq = row.seal_seq
    sealed += 1
    const { id, at, action, outcome, details } = row
    if (id === null || at === null || action === null || outcome === null || details === null) faults.push({ kind: 'line-gone', seq, line: row.seal_line })
    else {
      if (row.seal_prev !== prev) faults.push({ kind: 'not-linked', seq, line: id })
      if (chainHash(row.seal_prev, seq, { ...row, id, at, action, outcome, details }) !== row.seal_hash) faults.push({ kind: 'changed', seq, line: id })
    }
    prev = row.seal_hash
  }
  return { place: { seq, prev, sealed }, faults, isEnd: rows.length < limit }
}

/** At the end of a walk: the chain ends where the sealer left it, and no line is without a seal. Counted in one statement, so that lines written meanwhile count on both sides. */
export async function endFaults(db: Connection, { prev }: ChainPlace): Promise<{ lines: number; faults: ChainFault[] }> {
  const head = await db.selectFrom('meta').select('value').where('key', '=', 'audit-head').executeTakeFirst()
  const counted = await db.selectNoFrom(({ selectFrom, fn }) => [
    selectFrom('audit').select(fn.countAll<number>().as('lines')).as('lines'),
    selectFrom('audit_seals').select(fn.countAll<number>().as('sealed')).as('sealed'),
    selectFrom('audit_pending').select(fn.countAll<number>().as('waiting')).as('waiting'),
  ]).executeTakeFirstOrThrow()
  const [lines, sealed, waiting] = [Number(counted.lines), Number(counted.sealed), Number(counted.waiting)]
  const faults: ChainFault[] = head?.value === prev ? [] : [{ kind: 'head' }]
  if (lines !== sealed + waiting) faults.push({ kind: 'count', lines, sealed, waiting })
  return { lines, faults }
}

export interface ChainReport { isWhole: boolean; lines: number; sealed: number; problems: string[] }

/** Walks the whole chain in one go; for a process that serves nobody meanwhile (check.ts does it in slices). */
export async function verifyAudit(db: Connection): Promise<ChainReport> {
  const problems: ChainFault[] = []
  let place = chainStart
  for (;;) {
    const step = await walkChain(db, place)
    problems.push(...step.faults)
    place = step.place
    if (step.isEnd) break
  }
  const end = await endFaults(db, place)
  const texts = [...problems, ...end.faults].map(faultText)
  return { isWhole: texts.length === 0, lines: end.lines, sealed: place.sealed, problems: texts.slice(0, 50) }
}
