// A time kept for some minutes while its firm fills in what it is about.
import { randomUUID } from 'node:crypto'
import type { Hold, HoldInput } from '#contract/consultations/schema.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import { assertGoesOn, requireMember } from '../accounts/access.ts'
import { findFirm } from '../accounts/firms-repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { ConsultationHoldRow, FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { isMember } from './access.ts'
import { endHold, findHold, insertHold, listLiveHolds } from './bookings-repository.ts'
import { freeQuanta } from './claiming.ts'
import { expertsOf, lockExperts, offerAround, requireSlot, takeTime } from './taking.ts'

const instant = (at: number) => new Date(at).toISOString()

export async function presentHold(connection: Connection, row: ConsultationHoldRow): Promise<Hold> {
  const { name } = await connection.selectFrom('accounts').select('name').where('id', '=', row.expert_id).executeTakeFirstOrThrow()
  return { holdId: row.id, expiresAt: instant(row.expires_at), expertId: row.expert_id, expertName: name, way: row.way, startsAt: instant(row.starts_at), endsAt: instant(row.ends_at) }
}

/** Its members, and officers for any firm. Throws `not-found` for everybody else, the same as for a firm that is not there. */
export async function openFirm(connection: Connection, account: SignedIn, firmId: string): Promise<{ firm: FirmRow; side: Extract<BookingSide, 'firm' | 'officer'> }> {
  const firm = await findFirm(connection, firmId)
  if (!firm) throw notFound(`no firm ${firmId}`)
  if (account.role === 'officer' && !(await isMember(connection, account.id, firmId))) return { firm, side: 'officer' }
  await requireMember(connection, account, firmId)
  return { firm, side: 'firm' }
}

/** Where an expert goes to: the town that was said, else the firm's own. Throws `invalid-input` (town) for one that is not of the county. */
export function townOf({ content }: Pick<Deps, 'content'>, firm: Pick<FirmRow, 'town'>, town: string | undefined): string {
  if (town === undefined) return firm.town
  if (!content.county.towns.includes(town)) throw invalid({ field: 'town', reason: 'town' })
  return town
}

/** The firm's own hold of this time with one of these experts, whoever of it began it. */
function findOwn(holds: readonly ConsultationHoldRow[], slot: { startsAt: number; way: string }, expertIds: readonly string[]): ConsultationHoldRow | undefined {
  return holds.find((hold) => hold.starts_at === slot.startsAt && hold.way === slot.way && expertIds.includes(hold.expert_id))
}

const dayMs = 24 * 3_600_000
/** So often a day a firm is kept the same time without booking it; after that it may only be booked straight away. Nobody keeps an expert from the others by holding on. */
const mostTimes = 5

async function assertNotHeldOften(tx: Tx, { firmId, expertId, startsAt, now }: { firmId: string; expertId: string; startsAt: number; now: number }): Promise<void> {
  const { count } = await tx.selectFrom('consultation_holds').innerJoin('accounts', 'accounts.id', 'consultation_holds.account_id').select((eb) => eb.fn.countAll().as('count'))
    .where('consultation_holds.firm_id', '=', firmId).where('consultation_holds.state', 'in', ['released', 'expired']).where('consultation_holds.kind', '=', 'hold').where('consultation_holds.expert_id', '=', expertId)
    .where('consultation_holds.starts_at', '=', startsAt).where('consultation_holds.created_at', '>', now - dayMs).where('accounts.staff_role', 'is', null).executeTakeFirstOrThrow()
  if (Number(count) >= mostTimes) throw new AppError('consultations.held-often', { details: { most: mostTimes } })
}

/** Throws `not-found` (no member of it, no officer), `invalid-input`, `consultations.hold-limit`, `consultations.held-often`, `consultations.slot-taken` with the reason. */
export async function holdSlot(deps: Deps, account: SignedIn, input: HoldInput, requestId: string): Promise<{ hold: Hold; isNew: boolean }> {
  const slot = requireSlot(input.slotId)
  const now = deps.clock.now()
  const { limits } = deps.content.consultations
  return deps.commands.run(async (tx) => {
    const { firm, side } = await openFirm(tx, account, input.firmId)
    const town = townOf(deps, firm, input.town)
    await assertGoesOn(tx, firm.id)
    const expertIds = await expertsOf(tx, deps, { ...slot, firmId: firm.id })
    if (side === 'firm') {
      const live = await listLiveHolds(tx, firm.id, now)
      const own = findOwn(live, slot, expertIds)
      if (own) return { hold: await presentHold(tx, own), isNew: false }
      if (live.length >= limits.holds) throw new AppError('consultations.hold-limit', { details: { most: limits.holds } })
    }
    await lockExperts(tx, deps, expertIds)
    const id = randomUUID()
    const taken = await takeTime(tx, deps, { expertIds, startsAt: slot.startsAt, way: slot.way, town, by: side, ownerId: id })
    if (side === 'firm') await assertNotHeldOften(tx, { firmId: firm.id, expertId: taken.expertId, startsAt: slot.startsAt, now })
    const row: ConsultationHoldRow = {
      id, kind: 'hold', firm_id: firm.id, account_id: account.id, waiting_id: null, expert_id: taken.expertId, way: slot.way, town,
      starts_at: slot.startsAt, ends_at: taken.endsAt, expires_at: now + limits.holdMinutes * 60_000, state: 'held', created_at: now,
    }
    await insertHold(tx, row)
    await recordAudit(tx, { at: now, accountId: account.id, role: account.duty ?? side, action: 'consultations.hold', subject: `hold:${id}`, firmId: firm.id, requestId, details: { expertId: row.expert_id, startsAt: instant(row.starts_at), way: row.way } })
    return { hold: await presentHold(tx, row), isNew: true }
  })
}

/** Gives the time back at once; one that has run out or became a booking is left as it is. An offer is declined by its own way (waiting list) and is not found here. */
export async function releaseHold(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const row = await findHold(tx, id)
    if (row?.kind !== 'hold') throw notFound(`no hold ${id}`)
    const { side } = await openFirm(tx, account, row.firm_id)
    await lockExperts(tx, deps, [row.expert_id])
    if (!(await endHold(tx, id, 'released'))) return
    await freeQuanta(tx, id)
    await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: 'consultations.release-hold', subject: `hold:${id}`, firmId: row.firm_id, requestId })
    await offerAround(tx, deps, [row.expert_id])
  })
}
