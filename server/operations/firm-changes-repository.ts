// Proposals about firms, as rows.
import type { FirmChange, FirmChangeKind } from '#contract/accounts/firm-desk-schema.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ProposalRow } from '../db/schema.ts'
import type { FourEyesKind } from '../content/security.ts'

/** What a proposal carries; which of these are there is its kind's. */
export interface ChangePayload { kind: FirmChangeKind; firmId: string; goneId?: string; uscc?: string; usccCheck?: 'ok' | 'mismatch'; name?: string; before?: { uscc: string; name: string }; ended?: 'dissolved' | 'moved'; endedOn?: string; fileId?: string }

/** The kind of proposal and of the county's policy; an end undone is decided as an end is. */
export const proposalKinds: Readonly<Record<FirmChangeKind, Extract<FourEyesKind, `firms.${string}`>>> = { merge: 'firms.merge', code: 'firms.code', end: 'firms.end', reopen: 'firms.end' }
export const firmProposalKinds = ['firms.merge', 'firms.code', 'firms.end'] as const

export function payloadOf(row: Pick<ProposalRow, 'payload'>): ChangePayload {
  return readStoredJson<ChangePayload>(row.payload)
}

function selectProposals(connection: Connection) {
  return connection.selectFrom('proposals').innerJoin('accounts as proposer', 'proposer.id', 'proposals.proposed_by').leftJoin('accounts as decider', 'decider.id', 'proposals.decided_by')
    .selectAll('proposals').select(['proposer.name as proposer_name', 'decider.name as decider_name']).where('proposals.kind', 'in', firmProposalKinds)
}
type Row = ProposalRow & { proposer_name: string; decider_name: string | null }

async function present(connection: Connection, readerId: string, rows: readonly Row[]): Promise<FirmChange[]> {
  const payloads = new Map(rows.map((row) => [row.id, payloadOf(row)]))
  const ids = [...new Set([...payloads.values()].flatMap(({ firmId, goneId }) => (goneId === undefined ? [firmId] : [firmId, goneId])))]
  const firms = ids.length === 0 ? [] : await connection.selectFrom('firms').select(['id', 'name', 'uscc']).where('id', 'in', ids).execute()
  const named = (id: string) => firms.find((firm) => firm.id === id) ?? { id, name: '', uscc: '' }
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return rows.flatMap((row): FirmChange[] => {
    const payload = payloads.get(row.id)
    if (!payload) return []
    return [{
      id: row.id, kind: payload.kind, state: row.state, reason: row.reason, firm: named(payload.firmId), gone: payload.goneId === undefined ? null : named(payload.goneId),
      uscc: payload.uscc ?? null, usccCheck: payload.usccCheck ?? null, name: payload.name ?? null, before: payload.before ?? null, ended: payload.ended ?? null, endedOn: payload.endedOn ?? null, fileId: payload.fileId ?? null,
      proposedBy: row.proposer_name, proposedAt: new Date(row.proposed_at).toISOString(), isMine: row.proposed_by === readerId, decidedBy: row.decider_name, decidedAt: instant(row.decided_at), decisionReason: row.decision_reason || null,
    }]
  })
}

/** Oldest first. */
export async function listWaitingChanges(connection: Connection, readerId: string): Promise<FirmChange[]> {
  return present(connection, readerId, await selectProposals(connection).where('proposals.state', '=', 'open').orderBy('proposals.proposed_at').orderBy('proposals.id').limit(200).execute())
}

export async function findChange(connection: Connection, readerId: string, id: string): Promise<FirmChange | undefined> {
  return (await present(connection, readerId, await selectProposals(connection).where('proposals.id', '=', id).execute()))[0]
}

/** All that concern one firm, also those by which others went into it; newest first. */
export async function listChangesOf(connection: Connection, readerId: string, firmId: string): Promise<FirmChange[]> {
  const rows = await selectProposals(connection).where((eb) => eb.or([eb('proposals.subject', '=', `firm:${firmId}`), eb('proposals.payload', 'like', `%"${firmId}"%`)]))
    .orderBy('proposals.proposed_at', 'desc').orderBy('proposals.id').limit(50).execute()
  return present(connection, readerId, rows)
}

/** Ids of firms a change waits for. */
export async function waitingFirmIds(connection: Connection): Promise<string[]> {
  const rows = await connection.selectFrom('proposals').select('payload').where('state', '=', 'open').where('kind', 'in', firmProposalKinds).limit(200).execute()
  return rows.flatMap((row) => {
    const { firmId, goneId } = payloadOf(row)
    return goneId === undefined ? [firmId] : [firmId, goneId]
  })
}
