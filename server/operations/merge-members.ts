// Who acts for two firms that are one: each person once, and nobody more than somebody who may say so made them.
import type { Comer } from '#contract/accounts/firm-desk-schema.ts'
import type { FirmRole, MemberState } from '#contract/accounts/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { firmAdministratorIds } from '../accounts/access.ts'
import { changeMembership } from '../accounts/firms-repository.ts'
import { firmLink } from '../accounts/firms-service.ts'
import type { Tx } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { moveRows, type Merging, type Tally } from './merging.ts'

export interface Standing { role: FirmRole; state: MemberState }
const ranks: Readonly<Record<MemberState, number>> = { active: 2, pending: 1, removed: 0 }

/**
 * What somebody of the firm that goes is in the one that stays, where they are `own` or nothing yet. Anybody may register a double, so the people of one nobody verified only ask; whom the
 * staying firm removed stays removed. Of a verified one: active before asked, of two alike an administrator.
 */
export function standingAfter(own: Standing | undefined, there: Standing, isVerified: boolean): Standing {
  if (own?.state === 'removed') return own
  const brought: Standing = isVerified || there.state === 'removed' ? there : { role: 'clerk', state: 'pending' }
  if (!own) return brought
  if (ranks[own.state] !== ranks[brought.state]) return ranks[own.state] > ranks[brought.state] ? own : brought
  return own.role === 'administrator' ? own : brought
}

interface PersonMoved { id: string; accountId: string; name: string; phone: string; ownId: string | null; own: Standing | undefined; there: Standing; after: Standing }

/** Everybody of the firm that goes, administrators first. */
async function peopleOf(tx: Tx, { keep, gone }: Pick<Merging, 'keep' | 'gone'>): Promise<PersonMoved[]> {
  const rows = await tx.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').selectAll('memberships').select(['accounts.name', 'accounts.phone'])
    .where('firm_id', 'in', [keep.id, gone.id]).orderBy('memberships.role').orderBy('memberships.created_at').orderBy('memberships.id').execute()
  const kept = new Map(rows.filter((row) => row.firm_id === keep.id).map((row) => [row.account_id, row]))
  return rows.filter((row) => row.firm_id === gone.id).map((row) => {
    const own = kept.get(row.account_id)
    const there: Standing = { role: row.role, state: row.state }
    return { id: row.id, accountId: row.account_id, name: row.name, phone: row.phone, ownId: own?.id ?? null, own, there, after: standingAfter(own, there, gone.verification === 'verified') }
  })
}

export async function joinMembers(merging: Merging): Promise<Tally> {
  const { tx, at } = merging
  let joined = 0
  for (const { id, ownId, own, there, after } of await peopleOf(tx, merging)) {
    const before = own ?? there
    if (after.role !== before.role || after.state !== before.state) await changeMembership(tx, ownId ?? id, { ...after, at })
    if (ownId === null) continue
    joined += 1
    await tx.deleteFrom('memberships').where('id', '=', id).execute()
  }
  return { ...(await moveRows('memberships', merging)), joined }
}

const comesAs = ({ role, state }: Standing): Comer['comes'] => (state === 'removed' ? 'out' : state === 'pending' ? 'asked' : role)

/** For the officers' eyes before it is done: who comes in how. Whoever had left both is not somebody who comes. */
export async function listComers(tx: Tx, firms: Pick<Merging, 'keep' | 'gone'>): Promise<Comer[]> {
  const people = await peopleOf(tx, firms)
  return people.filter(({ there }) => there.state !== 'removed').map((one): Comer => ({ name: one.name, phoneMasked: maskPhone(one.phone), was: comesAs(one.there), comes: comesAs(one.after), isKnown: one.own !== undefined }))
}

export interface Arrivals { /** Act for the firm that stays now. */ active: string[]; /** Who acted for the other, and has to be let in. */ asked: string[]; /** Whoever acted for the other, and is out. */ out: string[]; /** People the staying firm did not have. */ newHere: number; newAsked: number }

/** Asked before the merge is carried out. */
export async function arrivalsOf(tx: Tx, firms: Pick<Merging, 'keep' | 'gone'>): Promise<Arrivals> {
  const people = await peopleOf(tx, firms)
  const acted = (state: MemberState) => people.filter(({ there, after }) => there.state === 'active' && after.state === state).map(({ accountId }) => accountId)
  const fresh = (state: MemberState) => people.filter(({ own, after }) => own?.state !== state && after.state === state).length
  return { active: acted('active'), asked: acted('pending'), out: acted('removed'), newHere: fresh('active'), newAsked: fresh('pending') }
}

/** Each hears what is true of them; administrators also whom they have to let in or not. `members`: of the firm that stays, before. */
export async function tellOfMerge(tx: Tx, deps: Deps, { keep, gone, arrivals, members, at }: { keep: FirmRow; gone: FirmRow; arrivals: Arrivals; members: readonly string[]; at: number }): Promise<void> {
  const { active, asked, out, newHere, newAsked } = arrivals
  const names = { firm: gone.name, into: keep.name }
  const page = `${firmLink(keep.id)}/members`
  await enqueueMessages(tx, { at, accountIds: active, firmId: keep.id, message: renderMessage(deps.content, 'firm.merged', names, firmLink(keep.id)) })
  await enqueueMessages(tx, { at, accountIds: asked, firmId: null, message: renderMessage(deps.content, 'firm.merged-asked', names) })
  await enqueueMessages(tx, { at, accountIds: out, firmId: null, message: renderMessage(deps.content, 'firm.merged-out', names) })
  const administrators = newAsked > 0 ? await firmAdministratorIds(tx, keep.id) : []
  await enqueueMessages(tx, { at, accountIds: administrators, firmId: keep.id, message: renderMessage(deps.content, 'firm.absorbed-asked', { firm: keep.name, from: gone.name, people: newAsked }, page) })
  // Administrators who have to let somebody in hear of those who came in with a role as well.
  const others = members.filter((id) => !active.includes(id) && (newHere > 0 || !administrators.includes(id)))
  await enqueueMessages(tx, { at, accountIds: others, firmId: keep.id, message: renderMessage(deps.content, 'firm.absorbed', { firm: keep.name, from: gone.name, people: newHere }, page) })
}
