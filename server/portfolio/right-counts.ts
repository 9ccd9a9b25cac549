// What schemes ask of a firm's portfolio: how many of its rights are in force.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { lastDayOf } from '#contract/portfolio/rules.ts'
import type { RightKind } from '#contract/portfolio/schema.ts'
import type { RightCounts } from '#contract/subsidies/eligibility.ts'
import type { Connection } from '../db/commands.ts'
import type { RightRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { listFirmRights } from './repository.ts'

/** Counted today: granted or registered, and the term is not over (a right whose last day nobody knows counts). */
export async function countRightsInForce(deps: Pick<Deps, 'content' | 'clock'>, connection: Connection, firmId: string): Promise<RightCounts & { all: number }> {
  const today = shanghaiDate(deps.clock.now())
  const rows = (await listFirmRights(connection, firmId)).filter((row) => isInForce(deps, row, today))
  const of = (fits: (row: RightRow) => boolean) => rows.filter(fits).length
  return {
    all: rows.length, patents: of(({ kind }) => kind === 'patent'), inventions: of(({ patent_kind: kind }) => kind === '发明'),
    trademarks: of(({ kind }) => kind === 'trademark'), software: of(({ kind }) => kind === 'software'), pledged: of(({ pledge }) => pledge === 'pledged'),
  }
}

/** Kinds of rights in force by firm, of at most a thousand firms; one that has none is missing. */
export async function rightKindsInForce(deps: Pick<Deps, 'content' | 'clock'>, connection: Connection, firmIds: readonly string[]): Promise<Map<string, Set<RightKind>>> {
  const kinds = new Map<string, Set<RightKind>>()
  if (firmIds.length === 0) return kinds
  const today = shanghaiDate(deps.clock.now())
  for (const row of await connection.selectFrom('rights').selectAll().where('firm_id', 'in', firmIds).where('state', '=', 'live').execute()) {
    if (isInForce(deps, row, today)) kinds.set(row.firm_id, (kinds.get(row.firm_id) ?? new Set()).add(row.kind))
  }
  return kinds
}

function isInForce(deps: Pick<Deps, 'content'>, row: RightRow, today: string): boolean {
  return row.state === 'live' && (lastDay(deps, row) ?? today) >= today
}

function lastDay({ content }: Pick<Deps, 'content'>, row: RightRow): string | null {
  return lastDayOf(content.portfolio, { kind: row.kind, patentKind: row.patent_kind, filedOn: row.filed_on, grantedOn: row.granted_on, typedLastDay: row.last_day })
}
