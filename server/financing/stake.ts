// Who has acted in a request for its firm or for a bank does not decide it for the county afterwards: whoever leaves a firm or a bank and becomes an officer would judge their own input (abuse case 24; subsidies/access.ts isRecused for applications).
import type { Connection } from '../db/commands.ts'
import type { FinancingRequestRow } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import type { OpenedRequest } from './access.ts'

/** Whether this account may move it at all: no auditor does, nor an officer who once had a hand in it. */
export async function mayDecide(connection: Connection, { side, account, row }: Pick<OpenedRequest, 'side' | 'account' | 'row'>): Promise<boolean> {
  return account.duty !== 'auditor' && (side === 'firm' || !(await tookPart(connection, account.id, row)))
}

async function tookPart(connection: Connection, accountId: string, { id, created_by, saved_by, submitted_by }: FinancingRequestRow): Promise<boolean> {
  if ([created_by, saved_by, submitted_by].includes(accountId)) return true
  const line = await connection.selectFrom('financing_events').select('id').where('request_id', '=', id).where('account_id', '=', accountId).where('side', 'in', ['firm', 'bank']).limit(1).executeTakeFirst()
  return line !== undefined
}

/** For an officer about to decide something of the request or its leads. Throws `financing.took-part`. */
export async function assertTookNoPart(connection: Connection, account: Pick<SignedIn, 'id'>, request: FinancingRequestRow): Promise<void> {
  if (await tookPart(connection, account.id, request)) throw new AppError('financing.took-part', { detail: `account ${account.id} has acted in request ${request.id} for the firm or a bank` })
}
