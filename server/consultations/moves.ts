// What each action does to a booking: the columns it changes, what of the expert's time it claims or gives back, who hears of it. The door is actions.ts.
import type { BookingActionInput } from '#contract/consultations/schema.ts'
import type { BookingAction, BookingMove, BookingSide } from '#contract/consultations/workflow.ts'
import type { Tx } from '../db/commands.ts'
import type { BookingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Asker, Verdict } from '../accounts/codes.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import type { BookingOfFirm } from './access.ts'
import { alreadyTold } from './booking-create.ts'
import { freeQuanta } from './claiming.ts'
import { confirmRecord, reopenRecord, returnRecord, submitRecord } from './record-moves.ts'
import { anyExpert } from './slot-id.ts'
import { expertsOf, lockExperts, requireSlot, takeTime } from './taking.ts'
import { takeBackReminders, tellExpert, tellFirm, type BookingKind } from './telling.ts'
import type { TimeChange } from './view.ts'

export interface Deed {
  deps: Deps
  tx: Tx
  account: SignedIn
  side: BookingSide
  /** As it stood before. */
  row: BookingOfFirm
  move: BookingMove
  input: BookingActionInput
  reason: string
  at: number
  asker: Asker
}
export interface Outcome {
  change?: Partial<BookingRow>
  time?: TimeChange
  /** Their time became free, or part of it. */
  freed?: readonly string[]
  /** What has to be told once the booking stands as it is to be. */
  tell?: (moved: BookingOfFirm) => Promise<void>
  /** A wrong code: nothing was done, and the guess stays counted. */
  verdict?: Verdict
}
type Work = (deed: Deed) => Promise<Outcome>

const instant = (at: number) => new Date(at).toISOString()

function both(deed: Deed, toFirm: BookingKind | null, toExpert: BookingKind | null): (moved: BookingOfFirm) => Promise<void> {
  const { tx, deps, account, side, reason, row: before } = deed
  return async (row) => {
    const news = { row, byAccountId: account.id, side, reason, before }
    if (toFirm) await tellFirm(tx, deps, { kind: toFirm, ...news })
    if (toExpert) await tellExpert(tx, deps, { kind: toExpert, ...news })
  }
}

/** Gives its own time back and claims another; refused, the transaction leaves everything as it was. */
async function takeInstead(deed: Deed, expertIds: readonly string[], startsAt: number): Promise<{ expertId: string; change: Partial<BookingRow>; time: TimeChange }> {
  const { tx, deps, row, side, at } = deed
  await lockExperts(tx, deps, [row.expert_id, ...expertIds])
  await freeQuanta(tx, row.id)
  const { expertId, endsAt, first, last } = await takeTime(tx, deps, { expertIds, startsAt, way: row.way, town: row.town, by: side, ownerId: row.id, exceptOwner: row.id })
  await takeBackReminders(tx, deps, row)
  const { name } = await tx.selectFrom('accounts').select('name').where('id', '=', expertId).executeTakeFirstOrThrow()
  return {
    expertId, change: { expert_id: expertId, starts_at: startsAt, ends_at: endsAt, first_quantum: first, last_quantum: last, ...alreadyTold(startsAt, at) },
    time: { fromStartsAt: instant(row.starts_at), toStartsAt: instant(startsAt), fromExpert: row.expert_name, toExpert: name },
  }
}

/** The same expert at another time; their own moves need neither their confirmation nor an open profile. */
const reschedule: Work = async (deed) => {
  const { tx, deps, row, side, input } = deed
  const { expertId, startsAt } = requireSlot(input.slotId ?? '')
  if ((expertId !== anyExpert && expertId !== row.expert_id) || startsAt === row.starts_at) throw invalid({ field: 'slotId', reason: 'option' })
  const experts = side === 'expert' ? [row.expert_id] : await expertsOf(tx, deps, { expertId: row.expert_id, topic: row.topic, way: row.way, firmId: row.firm_id })
  const { change, time } = await takeInstead(deed, experts, startsAt)
  return { change, time, freed: [row.expert_id], tell: both(deed, 'consultation.moved', 'consultation.moved-expert') }
}

const replace: Work = async (deed) => {
  const { tx, deps, row, input, account, reason, side } = deed
  const { expertId, startsAt } = requireSlot(input.slotId ?? '')
  const experts = (await expertsOf(tx, deps, { expertId, topic: row.topic, way: row.way, firmId: row.firm_id })).filter((id) => id !== row.expert_id)
  if (experts.length === 0) throw invalid({ field: 'slotId', reason: 'option' })
  const taken = await takeInstead(deed, experts, startsAt)
  const place = row.way === 'office' ? (await tx.selectFrom('expert_profiles').select('place_id').where('account_id', '=', taken.expertId).executeTakeFirst())?.place_id : undefined
  return {
    // How it was to be reached was the other expert's.
    change: { ...taken.change, place_id: place ?? null, meeting: null }, time: taken.time, freed: [row.expert_id],
    tell: async (moved) => {
      const news = { row: moved, byAccountId: account.id, side, reason, before: row }
      await tellFirm(tx, deps, { kind: 'consultation.replaced', ...news })
      await tellExpert(tx, deps, { kind: 'consultation.given', ...news })
      await tellExpert(tx, deps, { kind: 'consultation.taken-away', ...news, row: { ...moved, starts_at: row.starts_at, ends_at: row.ends_at } }, row.expert_id)
    },
  }
}

/** Its time is free at once. */
async function letGo({ tx, deps, row }: Deed): Promise<void> {
  await lockExperts(tx, deps, [row.expert_id])
  await freeQuanta(tx, row.id)
  await takeBackReminders(tx, deps, row)
}

const cancel: Work = async (deed) => {
  await letGo(deed)
  return { change: { cancelled_by: deed.side, cancelled_at: deed.at }, freed: [deed.row.expert_id], tell: both(deed, 'consultation.cancelled', 'consultation.cancelled-expert') }
}

const excuse: Work = async (deed) => {
  await letGo(deed)
  return { freed: [deed.row.expert_id], tell: both(deed, 'consultation.excused', null) }
}

const works: Record<BookingAction, Work> = {
  confirm: (deed) => Promise.resolve({ tell: both(deed, 'consultation.confirmed', null) }),
  reschedule,
  replace,
  cancel,
  arrive: () => Promise.resolve({}),
  miss: (deed) => Promise.resolve({ tell: both(deed, 'consultation.missed', null) }),
  excuse,
  // Of a record: who hears of it stands in record-moves.ts.
  'submit-record': async ({ tx, deps, row }) => {
    await submitRecord(tx, deps, row)
    return {}
  },
  'reopen-record': async ({ tx, deps, row }) => {
    await reopenRecord(tx, deps, row)
    return {}
  },
  'return-record': async ({ tx, deps, row, reason }) => {
    await returnRecord(tx, deps, row, reason)
    return {}
  },
  'confirm-record': async ({ tx, deps, row, account, side, input, asker, at }) => {
    const verdict = await confirmRecord(tx, deps, row, { account, side, code: input.code, asker })
    return { verdict, change: { done_at: at } }
  },
}

export function work(deed: Deed): Promise<Outcome> {
  return works[deed.move.action](deed)
}
