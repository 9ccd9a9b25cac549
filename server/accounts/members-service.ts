// Who may act for a firm: asking to join, approving, promoting, removing. A change counts from the next request on.
import type { Join, Member, MemberPatch } from '#contract/accounts/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FirmRow, MembershipRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage, type MessageKind } from '../messages/texts.ts'
import { firmAdministratorIds, requireAdministrator, requireMember } from './access.ts'
import { changeMembership, findFirm, findMembership, findMembershipById, listNamedMembers, lockFirm, setMembership, type NamedMember } from './firms-repository.ts'
import { assertNotStaff, firmLink } from './firms-service.ts'

const day = 24 * 3_600_000
const requestsPerAccountAndDay = 20
const requestsPerFirmAndDay = 3

function presentMember(member: NamedMember, account: SignedIn): Member {
  return {
    id: member.id, accountId: member.account_id, name: member.name, phoneMasked: maskPhone(member.phone), role: member.role, state: member.state,
    isMe: member.account_id === account.id, since: new Date(member.changed_at).toISOString(),
  }
}

/** For active members only. */
export async function listMembers(connection: Connection, account: SignedIn, firmId: string): Promise<{ items: Member[] }> {
  await requireMember(connection, account, firmId)
  return { items: (await listNamedMembers(connection, firmId)).map((member) => presentMember(member, account)) }
}

/** Asks the firm's administrators (of one that was merged, those of where it went); asking again changes nothing. Throws `accounts.already-member`, `accounts.no-administrator`, `not-found`. `isNew` is false for a repeat. */
export async function askToJoin(deps: Deps, account: SignedIn, askedId: string, body: Join, requestId: string): Promise<{ isNew: boolean }> {
  assertNotStaff(account)
  const note = cleanText(body.note ?? '', { singleLine: true })
  if (!note.ok) throw invalid({ field: 'note', reason: note.reason })
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const asked = await lockFirm(tx, askedId)
    const firm = asked?.merged_into ? await lockFirm(tx, asked.merged_into) : asked
    if (!firm) throw notFound(`no firm ${askedId}`)
    const firmId = firm.id
    const before = await findMembership(tx, firmId, account.id)
    if (before?.state === 'active') throw new AppError('accounts.already-member')
    if (before?.state === 'pending') return { isNew: false }
    // Nobody could let them in: the way is the appeal.
    const administrators = await firmAdministratorIds(tx, firmId)
    if (administrators.length === 0) throw new AppError('accounts.no-administrator')
    await countAgainst(tx, [
      { key: `join:account:${account.id}`, windowMs: day, most: requestsPerAccountAndDay },
      { key: `join:firm:${account.id}:${firmId}`, windowMs: day, most: requestsPerFirmAndDay },
    ], at)
    await setMembership(tx, { firmId, accountId: account.id, role: 'clerk', state: 'pending', at })
    const values = { name: account.name || maskPhone(account.phone), phone: maskPhone(account.phone), firm: firm.name, note: note.value ? `留言：${note.value}。` : '' }
    await enqueueMessages(tx, { at, accountIds: administrators, firmId, message: renderMessage(deps.content, 'member.asked', values, `${firmLink(firmId)}/members`) })
    await recordAudit(tx, { at, accountId: account.id, role: null, action: 'accounts.ask-to-join', subject: `firm:${firmId}`, firmId, requestId })
    return { isNew: true }
  })
}

/** The firm locked, the asker proven its administrator, the member found in it. Throws `not-found`, `not-allowed`. */
async function openMember(tx: Tx, account: SignedIn, firmId: string, memberId: string): Promise<{ firm: FirmRow; member: MembershipRow }> {
  await lockFirm(tx, firmId)
  await requireAdministrator(tx, account, firmId)
  const [firm, member] = [await findFirm(tx, firmId), await findMembershipById(tx, firmId, memberId)]
  if (!firm || !member) throw notFound(`no member ${memberId} in firm ${firmId}`)
  return { firm, member }
}

async function assertAdministratorRemains(tx: Tx, member: MembershipRow): Promise<void> {
  if (member.role !== 'administrator' || member.state !== 'active') return
  const administrators = await firmAdministratorIds(tx, member.firm_id)
  if (administrators.every((id) => id === member.account_id)) throw new AppError('accounts.last-administrator')
}

async function tell(tx: Tx, deps: Deps, request: { kind: Extract<MessageKind, `member.${string}`>; member: MembershipRow; firm: FirmRow; at: number }): Promise<void> {
  const { kind, member, firm, at } = request
  const isInside = kind === 'member.approved' || kind === 'member.promoted' || kind === 'member.demoted'
  const message = renderMessage(deps.content, kind, { firm: firm.name, name: '', phone: '', note: '' }, isInside ? firmLink(firm.id) : null)
  await enqueueMessages(tx, { at, accountIds: [member.account_id], firmId: isInside ? firm.id : null, message })
}

/** Approves (state active) or changes the duty. Throws `not-allowed` for clerks, `accounts.member-state`, `accounts.last-administrator`. */
export async function updateMember(deps: Deps, account: SignedIn, ids: { id: string; memberId: string }, patch: MemberPatch, requestId: string): Promise<Member> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { firm, member } = await openMember(tx, account, ids.id, ids.memberId)
    assertFreshCode(account, at)
    const approves = patch.state === 'active' && member.state === 'pending'
    if (member.state === 'removed' || (member.state === 'pending' && !approves)) throw new AppError('accounts.member-state', { details: { state: member.state } })
    const role = patch.role ?? member.role
    if (role !== 'administrator') await assertAdministratorRemains(tx, member)
    const changesRole = role !== member.role
    if (approves || changesRole) {
      await changeMembership(tx, member.id, { role, state: 'active', at })
      if (approves) await tell(tx, deps, { kind: 'member.approved', member, firm, at })
      if (changesRole) await tell(tx, deps, { kind: role === 'administrator' ? 'member.promoted' : 'member.demoted', member, firm, at })
    }
    await recordAudit(tx, { at, accountId: account.id, role: 'administrator', action: 'accounts.update-member', subject: `member:${member.id}`, firmId: firm.id, requestId, details: { account: member.account_id, state: 'active', role } })
    const changed = (await listNamedMembers(tx, firm.id)).find((listed) => listed.id === member.id)
    if (!changed) throw notFound(`member ${member.id} has no account`)
    return presentMember(changed, account)
  })
}

/** Takes somebody out, or turns down who asks; they are out with their next request, what they made stays with the firm. Throws `accounts.last-administrator`. */
export async function removeMember(deps: Deps, account: SignedIn, ids: { id: string; memberId: string }, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const { firm, member } = await openMember(tx, account, ids.id, ids.memberId)
    assertFreshCode(account, at)
    if (member.state === 'removed') return
    await assertAdministratorRemains(tx, member)
    await changeMembership(tx, member.id, { role: 'clerk', state: 'removed', at })
    await tell(tx, deps, { kind: member.state === 'pending' ? 'member.refused' : 'member.removed', member, firm, at })
    await recordAudit(tx, { at, accountId: account.id, role: 'administrator', action: 'accounts.remove-member', subject: `member:${member.id}`, firmId: firm.id, requestId, details: { account: member.account_id, was: member.state } })
  })
}
