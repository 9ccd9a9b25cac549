// Whose profile and hours somebody may keep: an expert their own, officers everybody's.
import type { ConsultationContent } from '#contract/consultations/content-schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { AccountRow, ExpertProfileRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { lockExpert } from './claiming.ts'

export type ExpertAccount = Pick<AccountRow, 'id' | 'name'>

/** An expert in service. Throws `not-found` for one who is not, and for another expert's the same. */
export async function openOwnExpert(connection: Connection, account: SignedIn, id: string): Promise<ExpertAccount> {
  const expert = await connection.selectFrom('accounts').select(['id', 'name']).where('id', '=', id).where('staff_role', '=', 'expert').where('disabled_at', 'is', null).executeTakeFirst()
  if (!expert || (account.role !== 'officer' && account.id !== id)) throw notFound(`no expert ${id} for account ${account.id}`)
  return expert
}

/** What stands for an expert who has said nothing yet. */
export function emptyProfile({ lunch, limits }: ConsultationContent, id: string): Omit<ExpertProfileRow, 'saved_by' | 'saved_at'> {
  return {
    account_id: id, organisation: '', qualification: '', fields: '', industries: '[]', topics: '[]', ways: '[]', statement: '', introduction: '', place_id: null, is_open: 0, version: 0,
    rules: '[]', additions: '[]', lunch: JSON.stringify(lunch), per_day: limits.perDay, hours_version: 0, turn: 0,
  }
}

/** As openOwnExpert, with the profile (an empty one is written where there is none); nobody else changes this expert's time until the transaction ends. */
export async function lockOwnExpert(tx: Tx, deps: Pick<Deps, 'content' | 'clock'>, account: SignedIn, id: string): Promise<{ expert: ExpertAccount; row: ExpertProfileRow }> {
  const expert = await openOwnExpert(tx, account, id)
  await tx.insertInto('expert_profiles').values({ ...emptyProfile(deps.content.consultations, id), saved_by: account.id, saved_at: deps.clock.now() }).onConflict((conflict) => conflict.column('account_id').doNothing()).execute()
  await lockExpert(tx, id)
  return { expert, row: await tx.selectFrom('expert_profiles').selectAll().where('account_id', '=', id).executeTakeFirstOrThrow() }
}

/** Throws `stale` with the version there is. */
export function assertVersion(there: number, seen: number): void {
  if (there !== seen) throw new AppError('stale', { details: { version: there } })
}
