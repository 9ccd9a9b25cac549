// Who may write for a firm: its members, and the assistant one of them let in for some hours. Asked live at every request: once ended, the next one is a stranger's.
import type { Connection } from '../db/commands.ts'
import type { AssistRow } from '../db/schema.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { requireMember } from './access.ts'

/** `role` as the audit names it; `assist`: only of an assistant. */
export type Writer = { role: 'firm'; assist: null } | { role: 'assistant'; assist: AssistRow }

/** The town an assistant's help ends at; null: the whole county. Asked live: who was given another town is a stranger to the old one's firms with the next request. */
export async function townOfAssistant(connection: Connection, accountId: string): Promise<string | null> {
  return (await connection.selectFrom('accounts').select('town').where('id', '=', accountId).executeTakeFirst())?.town ?? null
}

/** The help that runs now, if this assistant was let in by somebody who still acts for the firm, and the firm is of the assistant's town. */
export async function findRunningAssist(connection: Connection, account: SignedIn, firmId: string, at: number): Promise<AssistRow | undefined> {
  if (account.role !== 'assistant') return undefined
  return connection.selectFrom('assists').innerJoin('memberships', (join) => join.onRef('memberships.account_id', '=', 'assists.member_id').onRef('memberships.firm_id', '=', 'assists.firm_id'))
    .innerJoin('accounts', 'accounts.id', 'assists.member_id').innerJoin('accounts as helper', 'helper.id', 'assists.assistant_id').innerJoin('firms', 'firms.id', 'assists.firm_id').selectAll('assists')
    .where('assists.assistant_id', '=', account.id).where('assists.firm_id', '=', firmId).where('assists.ended_at', 'is', null).where('assists.ends_at', '>', at)
    .where('memberships.state', '=', 'active').where('accounts.disabled_at', 'is', null)
    .where((eb) => eb.or([eb('helper.town', 'is', null), eb('helper.town', '=', eb.ref('firms.town'))])).orderBy('assists.started_at', 'desc').limit(1).executeTakeFirst()
}

/** Members of the firm, and an assistant it has let in. Throws `not-found` for everybody else, the same as for a firm that is not there. */
export async function requireWriter(connection: Connection, account: SignedIn, firmId: string, at: number): Promise<Writer> {
  const assist = await findRunningAssist(connection, account, firmId, at)
  if (assist) return { role: 'assistant', assist }
  if (account.role === 'assistant') throw notFound(`assistant ${account.id} helps no firm ${firmId} now`)
  await requireMember(connection, account, firmId)
  return { role: 'firm', assist: null }
}
