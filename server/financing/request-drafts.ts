// A firm's request while it is filled in: begun once, saved field by field, also while it is returned; thrown away as long as nobody has seen it.
import type { FinancingRequest, RequestInput, RequestPatch } from '#contract/financing/request-schema.ts'
import { assertGoesOn, requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { lockRequest, openRequest, type OpenedRequest } from './access.ts'
import { recordSight } from './events.ts'
import { answersOfToday, readWish, tickItems } from './request-input.ts'
import { changeRequest, findDraft, insertRequest, removeDraft } from './request-repository.ts'
import { pickRights } from './request-rights.ts'
import { itemsOf, presentRequest, rightIdsOf } from './request-view.ts'
import { emptyWish, openWish, sealWish, type StoredWish } from './sealed.ts'

export interface StartRequest { input: RequestInput; key: string; bodyHash: string; requestId: string }

/** Reads what came with it, and writes down whom a bank will call: who begins it, unless somebody else is named. */
async function newDraft(deps: Deps, tx: Tx, account: SignedIn, { firmId, ...patch }: RequestInput): Promise<{ stored: StoredWish; rightIds: string[] }> {
  const answers = answersOfToday(deps.content, patch.answers ?? {})
  const stored = readWish(deps.content, { wish: { ...emptyWish, contactName: account.name, contactPhone: account.phone }, answers: {} }, { ...patch, answers })
  return { stored, rightIds: await pickRights(tx, firmId, patch.rightIds ?? [], []) }
}

/** A new draft, or the one the firm has, as it is (then `isNew` is false). Throws `not-found` for who is not of the firm, `invalid-input` by field. */
export async function startRequest(deps: Deps, account: SignedIn, { input, key, bodyHash, requestId }: StartRequest): Promise<{ request: FinancingRequest; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { role } = await requireMember(tx, account, input.firmId)
    const { status, body } = await once(tx, { accountId: account.id, route: 'financing.start', key, bodyHash, at }, async () => {
      const existing = await findDraft(tx, input.firmId)
      if (existing) return { status: 200, body: { id: existing.id } }
      await assertGoesOn(tx, input.firmId)
      const { stored, rightIds } = await newDraft(deps, tx, account, input)
      const id = await insertRequest(tx, { firmId: input.firmId, wish: sealWish(deps.config.secret, stored), rightIds, accountId: account.id, at })
      if (id !== undefined) {
        await recordAudit(tx, { at, accountId: account.id, role, action: 'financing.start', subject: `financing:${id}`, firmId: input.firmId, requestId })
        return { status: 201, body: { id } }
      }
      const other = await findDraft(tx, input.firmId)
      if (!other) throw new AppError('unavailable', { detail: 'another phone began and ended the same draft meanwhile', retryAfterSeconds: 1 })
      return { status: 200, body: { id: other.id } }
    })
    return { request: await presentRequest(tx, deps, await openRequest(tx, account, body.id)), isNew: status === 201 }
  })
}

/** An officer who looks leaves a line that the firm can read, and one in the audit. Throws `not-found`. */
export async function getRequest(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<FinancingRequest> {
  const opened = await openRequest(deps.db, account, id)
  if (opened.side === 'officer') await deps.commands.run((tx) => recordRead(tx, deps, opened, requestId))
  return presentRequest(deps.db, deps, opened)
}

async function recordRead(tx: Tx, deps: Deps, { row, side, account }: OpenedRequest, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await recordSight(tx, { at, requestId: row.id, leadId: null, accountId: account.id, bankId: null, side: 'officer', what: 'request' })
  await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: 'financing.read', subject: `financing:${row.id}`, firmId: row.firm_id, requestId })
}

/** Throws `not-allowed` for an officer, who sees it and does not write it. */
function requireFirm({ side }: OpenedRequest): void {
  if (side !== 'firm') throw new AppError('not-allowed', { detail: 'the firm writes its own request' })
}

/** The columns a patch makes different. */
async function changesOf(deps: Deps, tx: Tx, row: FinancingRequestRow, patch: RequestPatch, at: number): Promise<Partial<FinancingRequestRow>> {
  const before = openWish(deps.config.secret, row)
  const after = readWish(deps.content, before, patch)
  const rightIds = rightIdsOf(row)
  const picked = patch.rightIds === undefined ? rightIds : await pickRights(tx, row.firm_id, patch.rightIds, rightIds)
  const items = patch.doneItems === undefined ? row.items : JSON.stringify(tickItems(itemsOf(row), patch.doneItems, new Date(at).toISOString()))
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  return {
    ...(isSame(before.wish, after.wish) && isSameAnswers(before.answers, after.answers) ? {} : { wish: sealWish(deps.config.secret, after) }),
    ...(isSame(rightIds, picked) ? {} : { right_ids: JSON.stringify(picked) }),
    ...(items === row.items ? {} : { items }),
  }
}

function isSameAnswers(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const [ids, others] = [Object.keys(a), Object.keys(b)]
  return ids.length === others.length && ids.every((id) => a[id] === b[id])
}

/**
 * Changes what the patch names; what is there already is no change and needs no version, so a phone may repeat. Throws `not-found`, `not-allowed`, `financing.wrong-state` once it is handed in, `stale` with the version there is,
 * `invalid-input` by field.
 */
export async function saveRequest(deps: Deps, account: SignedIn, id: string, readVersion: () => number, patch: RequestPatch, requestId: string): Promise<FinancingRequest> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockRequest(tx, account, id)
    const { row } = opened
    requireFirm(opened)
    const version = readVersion()
    if (row.state !== 'draft' && row.state !== 'returned') throw new AppError('financing.wrong-state', { details: { state: row.state } })
    const changes = await changesOf(deps, tx, row, patch, at)
    if (Object.keys(changes).length > 0) {
      if (version !== row.version) throw new AppError('stale', { details: { version: row.version, state: row.state } })
      await changeRequest(tx, row, { ...changes, saved_by: account.id, saved_at: at })
      await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'financing.save', subject: `financing:${id}`, firmId: row.firm_id, requestId, details: { fields: Object.keys(patch) } })
    }
    return presentRequest(tx, deps, await openRequest(tx, account, id))
  })
}

/** Throws `not-found`, `not-allowed`, `financing.wrong-state` once it was handed in. */
export async function deleteRequest(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const opened = await lockRequest(tx, account, id)
    requireFirm(opened)
    if (!(await removeDraft(tx, id))) throw new AppError('financing.wrong-state', { details: { state: opened.row.state } })
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'financing.discard', subject: `financing:${id}`, firmId: opened.row.firm_id, requestId })
  })
}
