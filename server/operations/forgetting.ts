// What can be forgotten: for every kind of retention.json, which of it is due and how it goes.
import type { Deps } from '../deps.ts'
import type { RetentionKind } from '../content/retention.ts'
import { removeAssessment } from '../assessment/repository.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { isUndisputedFirm, objectors, paidCases, unpaidCases } from './forget-cases.ts'
import { financing } from './forget-financing.ts'
import { meetings } from './forget-meetings.ts'

/** `since`: epoch ms from which its time counts. `subject`: as the audit names it. */
export interface Due { id: string; subject: string; firmId: string | null; since: number }
export interface Kind {
  /** What has been over since before `before` (epoch ms), oldest first; `only`: this one, if it still is. Never what is live or disputed. */
  due(connection: Connection, before: number, only?: string): Promise<Due[]>
  forget(tx: Tx, id: string, deps: Pick<Deps, 'content'>): Promise<void>
}

const assessments: Kind = {
  async due(connection, before, only) {
    let closed = connection.selectFrom('assessments').select(['id', 'firm_id', 'closed_at']).where('state', '=', 'closed').where('closed_at', '<', before).where(isUndisputedFirm('assessments'))
    if (only !== undefined) closed = closed.where('id', '=', only)
    return (await closed.orderBy('closed_at').execute()).map((row) => ({ id: row.id, subject: `assessment:${row.id}`, firmId: row.firm_id, since: row.closed_at ?? 0 }))
  },
  async forget(tx, id) {
    await tx.deleteFrom('assessment_evidence').where('assessment_id', '=', id).execute()
    await removeAssessment(tx, id)
  },
}

/** Of accounts that are disabled, and of firms that took back being told by their gaps. */
const consents: Kind = {
  async due(connection, before, only) {
    const people = await connection.selectFrom('accounts').select(['id', 'disabled_at']).where('disabled_at', '<', before)
      .where((eb) => eb.exists(eb.selectFrom('consents').select('consents.id').whereRef('consents.account_id', '=', 'accounts.id'))).orderBy('disabled_at').execute()
    const firms = await connection.selectFrom('gap_consents').select(['id', 'firm_id', 'ended_at']).where('ended_at', '<', before).orderBy('ended_at').execute()
    const all = [
      ...people.map((row): Due => ({ id: `account:${row.id}`, subject: `account:${row.id}`, firmId: null, since: row.disabled_at ?? 0 })),
      ...firms.map((row): Due => ({ id: `gap-consent:${row.id}`, subject: `gap-consent:${row.id}`, firmId: row.firm_id, since: row.ended_at ?? 0 })),
    ]
    return only === undefined ? all : all.filter(({ id }) => id === only)
  },
  async forget(tx, named) {
    const [what, id = ''] = named.split(':')
    if (what === 'account') await tx.deleteFrom('consents').where('account_id', '=', id).execute()
    else await tx.deleteFrom('gap_consents').where('id', '=', id).execute()
  },
}

/** Requests of data subjects that were answered or taken back. */
const requests: Kind = {
  async due(connection, before, only) {
    let over = connection.selectFrom('person_requests').select(['id', 'answered_at']).where('state', '<>', 'open').where('answered_at', '<', before)
    if (only !== undefined) over = over.where('id', '=', only)
    return (await over.orderBy('answered_at').execute()).map((row) => ({ id: row.id, subject: `person-request:${row.id}`, firmId: null, since: row.answered_at ?? 0 }))
  },
  async forget(tx, id) {
    await tx.deleteFrom('person_requests').where('id', '=', id).execute()
  },
}

/** Drafts are told of first (forget-drafts.ts); `logs` is said in retention-run.ts. */
export const kinds: Readonly<Record<Exclude<RetentionKind, 'drafts' | 'logs'>, Kind>> = { cases: unpaidCases, payments: paidCases, financing, assessments, consultations: meetings, objectors, consents, requests }
