// The hash chain over audit lines: sealed by a worker within a second, verified by the CLI.
import { createHash } from 'node:crypto'
import type { Connection, Commands, Tx } from '../db/commands.ts'
import type { DatabaseKind } from '../db/open.ts'
import type { AuditRow } from '../db/schema.ts'

const batchSize = 500
type SealedLine = { [K in keyof AuditRow]: K extends 'id' ? number : AuditRow[K] }

/** Hash of one line given the hash before it: SHA-256 over both, hex. Any change of a column changes it. */
export function chainHash(prev: string, seq: number, line: SealedLine): string {
  const fields = [seq, line.id, line.at, line.account_id, line.role, line.action, line.outcome, line.subject, line.firm_id, line.request_id, line.details]
  return createHash('sha256').update(prev).update(JSON.stringify(fields)).digest('hex')
}

async function sealBatch(tx: Tx, kind: DatabaseKind): Promise<number> {
  // One sealer at a time. SQLite has one writer anyway; on PostgreSQL the head row is the lock.
  let head = tx.selectFrom('meta').select('value').where('key', '=', 'audit-head')
  if (kind === 'postgres') head = head.forUpdate()
  await head.executeTakeFirstOrThrow()
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

/** Seals everything that waits; returns how many lines. */
export async function sealAudit(commands: Commands, kind: DatabaseKind): Promise<number> {
  let total = 0
  for (;;) {
    const sealed = await commands.run((tx) => sealBatch(tx, kind))
    total += sealed
    if (sealed < batchSize) return total
  }
}

export interface ChainReport { isWhole: boolean; lines: number; sealed: number; problems: string[] }

/** Walks the whole chain: every hash, every link, no line without a seal, no seal without its line, the head as recorded. */
export async function verifyAudit(db: Connection): Promise<ChainReport> {
  const problems: string[] = []
  let prev = ''
  let seq = 0
  let sealed = 0
  for (;;) {
    const rows = await db.selectFrom('audit_seals').leftJoin('audit', 'audit.id', 'audit_seals.audit_id').selectAll('audit')
      .select(['audit_seals.seq as seal_seq', 'audit_seals.prev as seal_prev', 'audit_seals.hash as seal_hash', 'audit_seals.audit_id as seal_line'])
      .where('audit_seals.seq', '>', seq).orderBy('audit_seals.seq').limit(batchSize).execute()
    if (rows.length === 0) break
    for (const row of rows) {
      if (row.seal_seq !== seq + 1) problems.push(`seal ${seq + 1} is missing`)
      seq = row.seal_seq
      sealed += 1
      const { id, at, action, outcome, details } = row
      if (id === null || at === null || action === null || outcome === null || details === null) problems.push(`line ${row.seal_line} is gone`)
      else {
        if (row.seal_prev !== prev) problems.push(`seal ${seq} does not follow the one before`)
        const expected = chainHash(row.seal_prev, seq, { ...row, id, at, action, outcome, details })
        if (expected !== row.seal_hash) problems.push(`line ${id} was changed`)
      }
      prev = row.seal_hash
    }
  }
  const head = await db.selectFrom('meta').select('value').where('key', '=', 'audit-head').executeTakeFirst()
  if (head?.value !== prev) problems.push('the chain does not end where the sealer left it')
  const { lines } = await db.selectFrom('audit').select((eb) => eb.fn.countAll<number>().as('lines')).executeTakeFirstOrThrow()
  const { pending } = await db.selectFrom('audit_pending').select((eb) => eb.fn.countAll<number>().as('pending')).executeTakeFirstOrThrow()
  if (Number(lines) !== sealed + Number(pending)) problems.push(`${lines} lines, but ${sealed} sealed and ${pending} waiting`)
  return { isWhole: problems.length === 0, lines: Number(lines), sealed, problems: problems.slice(0, 50) }
}
