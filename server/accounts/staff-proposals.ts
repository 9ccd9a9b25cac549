// What takes two administrators: proposed by one with its reason, done when another one agrees. A number that has no account yet is kept until then only.
import { createHmac } from 'node:crypto'
import { dutyWords } from '#contract/accounts/duties.ts'
import { staffProposalKinds, type StaffProposalKind } from '#contract/accounts/staff-rules.ts'
import type { StaffOutcome, StaffProposal, StaffProposalParams } from '#contract/accounts/staff-schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ProposalRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { keyFor } from '../sealed-text.ts'
import { decideProposal, listOpenProposals, propose, withdrawProposal } from './proposals.ts'
import { administratorIds, assertAdministrators, carryOut, findTarget, invite, lockStaff, type StaffDoing, type StaffOrder, type StaffTarget } from './staff-deeds.ts'
import type { StaffDeps } from './staff-hands.ts'
import { readReason } from './staff-input.ts'
import { viewStaffPerson } from './staff-list.ts'
import { tellDecided, tellProposed } from './staff-telling.ts'

type Proposable = Extract<StaffOrder, { deed: 'invite' | 'change' }> | { deed: 'reopen' | 'reset-factor' }
const accountPrefix = 'account:'

function subjectOf({ config }: Pick<Deps, 'config'>, order: Proposable, accountId: string | null): string {
  if (accountId !== null) return `${accountPrefix}${accountId}`
  const phone = order.deed === 'invite' ? order.phone : ''
  return `phone:${createHmac('sha256', keyFor(config.secret, 'invited phones')).update(phone).digest('hex').slice(0, 32)}`
}

function wordsOf(order: Proposable, name: string, duty: string): { who: string; what: string } {
  if (order.deed === 'invite' || order.deed === 'change') return { who: order.name, what: `设为${dutyWords[order.duty]}` }
  return { who: name, what: order.deed === 'reopen' ? `重新开通${duty}账号` : '重置动态口令' }
}

/** Throws `accounts.proposal-open` where the same person waits for a duty already. */
export async function proposeStaff(doing: StaffDoing, kind: StaffProposalKind, order: Proposable, target: StaffTarget | null, accountId: string | null): Promise<StaffProposal> {
  const { deps, tx, account, at, requestId, reason } = doing
  const subject = subjectOf(deps, order, accountId)
  const rivals = await tx.selectFrom('proposals').select('kind').where('state', '=', 'open').where('subject', '=', subject).where('kind', 'in', [...staffProposalKinds]).execute()
  if (rivals.some((one) => (one.kind === 'staff.reset-factor') === (kind === 'staff.reset-factor'))) throw new AppError('accounts.proposal-open')
  const id = await propose(tx, account, { kind, subject, payload: order, reason, at, requestId })
  const deciders = (await administratorIds(tx)).filter((one) => one !== target?.id)
  await tellProposed(doing, deciders, { ...wordsOf(order, target?.name ?? '', target ? dutyWords[target.staff_role] : ''), reason })
  const row = await tx.selectFrom('proposals').innerJoin('accounts', 'accounts.id', 'proposals.proposed_by').selectAll('proposals').select('accounts.name as proposer').where('proposals.id', '=', id).executeTakeFirstOrThrow()
  return viewProposal(tx, account, row)
}

function accountIdOf({ subject }: Pick<ProposalRow, 'subject'>): string | null {
  return subject.startsWith(accountPrefix) ? subject.slice(accountPrefix.length) : null
}

async function viewProposal(connection: Connection, account: SignedIn, row: ProposalRow & { proposer: string }): Promise<StaffProposal> {
  const order = readStoredJson<Proposable>(row.payload)
  const accountId = accountIdOf(row)
  const person = accountId === null ? undefined : await connection.selectFrom('accounts').select(['name', 'phone', 'staff_role']).where('id', '=', accountId).executeTakeFirst()
  const kind = staffProposalKinds.find((one) => one === row.kind)
  if (!kind) throw new Error(`proposal ${row.id} is ${row.kind}`)
  const before = person?.staff_role ?? null
  const phone = order.deed === 'invite' ? order.phone : (person?.phone ?? '')
  return {
    id: row.id, kind, deed: order.deed, accountId, name: order.deed === 'invite' || order.deed === 'change' ? order.name : (person?.name ?? ''), phoneMasked: maskPhone(phone),
    duty: order.deed === 'invite' || order.deed === 'change' ? order.duty : (before ?? 'administrator'), before, reason: row.reason, by: row.proposer, at: new Date(Number(row.proposed_at)).toISOString(),
    isMine: row.proposed_by === account.id, isAboutMe: accountId === account.id,
  }
}

export async function listStaffProposals(connection: Connection, account: SignedIn): Promise<StaffProposal[]> {
  const rows = await listOpenProposals(connection, staffProposalKinds)
  return Promise.all(rows.map((row) => viewProposal(connection, account, row)))
}

/** What was decided needs the number no longer: with an account it stands there, without one it is nobody's. */
async function forgetPhone(tx: Tx, id: string, order: Proposable): Promise<void> {
  if (order.deed !== 'invite') return
  await tx.updateTable('proposals').set({ payload: JSON.stringify({ ...order, phone: maskPhone(order.phone) }) }).where('id', '=', id).execute()
}

async function fulfil(doing: StaffDoing, order: Proposable, accountId: string | null): Promise<string> {
  if (order.deed === 'invite') return invite(doing, order)
  const target = await findTarget(doing.tx, doing.account, accountId ?? '')
  await carryOut(doing, target, order)
  return target.id
}

/**
 * Agreed to or refused by another administrator, taken back by who proposed it. Throws `not-found`, `accounts.proposal-state`, `accounts.other-person`, `accounts.own-account` (about the asker),
 * `accounts.fresh-code-needed`, `invalid-input` (refused without a reason; the number acts for a firm by now), `accounts.last-system-administrator`.
 */
export async function decideStaffProposal(deps: StaffDeps, account: SignedIn, { id, action }: StaffProposalParams, typed: string | undefined, requestId: string): Promise<StaffOutcome> {
  const at = deps.clock.now()
  const reason = readReason(typed, action === 'refuse')
  if (action === 'agree') assertFreshCode(account, at)
  return deps.commands.run(async (tx) => {
    const seen = await tx.selectFrom('proposals').selectAll().where('id', '=', id).where('kind', 'in', [...staffProposalKinds]).executeTakeFirst()
    if (!seen) throw notFound(`no proposal ${id}`)
    const accountId = accountIdOf(seen)
    await lockStaff(tx, accountId ?? undefined)
    await assertAdministrators(tx, account)
    const order = readStoredJson<Proposable>(seen.payload)
    if (action === 'withdraw') {
      await withdrawProposal(tx, account, { id, kinds: staffProposalKinds, at, requestId })
      await forgetPhone(tx, id, order)
      return { person: null, proposal: null }
    }
    if (accountId === account.id) throw new AppError('accounts.own-account')
    await decideProposal(tx, account, { id, kinds: staffProposalKinds, verdict: action, reason, at, requestId })
    const doing: StaffDoing = { deps, tx, account, at, requestId, reason: action === 'agree' ? seen.reason : reason }
    const target = accountId === null ? null : await tx.selectFrom('accounts').select(['name', 'staff_role']).where('id', '=', accountId).executeTakeFirst()
    await tellDecided(doing, seen.proposed_by, action, wordsOf(order, target?.name ?? '', target?.staff_role ? dutyWords[target.staff_role] : ''))
    const personId = action === 'agree' ? await fulfil(doing, order, accountId) : null
    await forgetPhone(tx, id, order)
    return { person: personId === null ? null : await viewStaffPerson(tx, account.id, personId, at), proposal: null }
  })
}
