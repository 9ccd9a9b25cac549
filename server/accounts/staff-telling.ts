// What people hear of their accounts, and administrators of each other's proposals. Nobody is told of their own deed.
import { dutyWords } from '#contract/accounts/duties.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { sayMoment } from './factor-telling.ts'
import type { StaffDoing } from './staff-deeds.ts'

/** How to sign in, to whoever has just been given a duty; urgent, so that an SMS goes out where there is a channel. */
export async function tellInvited({ deps, tx, account, at }: StaffDoing, id: string, duty: StaffRole): Promise<void> {
  const message = renderMessage(deps.content, 'staff.invited', { duty: dutyWords[duty], by: account.name })
  await enqueueMessages(tx, { at, accountIds: [id], firmId: null, message })
}

export async function tellOwner({ deps, tx, account, at }: StaffDoing, id: string, kind: 'staff.changed' | 'staff.reopened' | 'staff.factor-reset', { duty }: { duty?: StaffRole }): Promise<void> {
  const values = { by: account.name, time: sayMoment(at), duty: duty ? dutyWords[duty] : '' }
  await enqueueMessages(tx, { at, accountIds: [id], firmId: null, message: renderMessage(deps.content, kind, values) })
}

export interface ProposalWords { who: string; what: string; reason: string }

/** To those who may decide it. */
export async function tellProposed({ deps, tx, account, at }: StaffDoing, accountIds: readonly string[], { who, what, reason }: ProposalWords): Promise<void> {
  const message = renderMessage(deps.content, 'staff.proposed', { by: account.name, who, what, reason }, '/desk/staff')
  await enqueueMessages(tx, { at, accountIds: accountIds.filter((id) => id !== account.id), firmId: null, message })
}

export async function tellDecided({ deps, tx, account, at, reason }: StaffDoing, proposer: string, verdict: 'agree' | 'refuse', { who, what }: Omit<ProposalWords, 'reason'>): Promise<void> {
  const values = { by: account.name, who, what, reason }
  const message = verdict === 'agree' ? renderMessage(deps.content, 'staff.agreed', values, '/desk/staff') : renderMessage(deps.content, 'staff.refused', values, '/desk/staff')
  await enqueueMessages(tx, { at, accountIds: [proposer], firmId: null, message })
}
