// What somebody has in hand when their account is shut or their duty becomes another. Accounts know no capability: server/desk.ts says who does.
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { StaffHeld } from '#contract/accounts/staff-schema.ts'
import type { AuditLine } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'

export interface Leaver { id: string; duty: StaffRole }
export type LeavingHand = Pick<AuditLine, 'accountId' | 'role' | 'requestId' | 'at'>

export interface StaffHands {
  held(connection: Connection, deps: Deps, leaver: Leaver): Promise<StaffHeld>
  /** Into nobody's hands, with a line for each, before the account is shut. Returns how many. */
  layBack(tx: Tx, deps: Deps, leaver: Leaver, by: LeavingHand): Promise<number>
}

export type StaffDeps = Deps & { hands: StaffHands }
