// What a person sees and may change of their own account.
import { rolesOf } from '#contract/accounts/duties.ts'
import type { FactorStep, Me, MyFirm } from '#contract/accounts/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { AccountRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { sessionLife, type SessionLife } from '../http/session.ts'
import { openAppealsOf } from './appeals-service.ts'
import { addConsent, getAccount, lastConsentVersion, renameAccount } from './repository.ts'

async function listMyFirms(connection: Connection, accountId: string): Promise<MyFirm[]> {
  return connection.selectFrom('memberships').innerJoin('firms', 'firms.id', 'memberships.firm_id')
    .select(['firms.id', 'firms.name', 'firms.uscc', 'memberships.role', 'memberships.state', 'firms.verification', 'firms.town'])
    .where('memberships.account_id', '=', accountId).where('memberships.state', 'in', ['active', 'pending'])
    .orderBy('memberships.state').orderBy('memberships.created_at').limit(100).execute()
}

/** The account as its owner sees it. */
export async function describeMe(connection: Connection, account: Pick<AccountRow, 'id' | 'name' | 'phone' | 'staff_role'>, session: SessionLife, factor: { isSetUp: boolean; step: FactorStep | null }): Promise<Me> {
  const appeals = account.staff_role === null ? await openAppealsOf(connection, account.id) : []
  return {
    id: account.id, name: account.name, phoneMasked: maskPhone(account.phone), roles: rolesOf(account.staff_role),
    firms: await listMyFirms(connection, account.id), ...(appeals.length > 0 ? { appeals } : {}), consentVersion: await lastConsentVersion(connection, account.id),
    sessionExpiresAt: new Date(session.endsAt).toISOString(), sessionSeconds: Math.max(0, Math.floor((session.endsAt - session.seenAt) / 1000)),
    ...(factor.isSetUp ? { hasFactor: true } : {}), ...(factor.step ? { factorStep: factor.step } : {}),
  }
}

export async function getMe(connection: Connection, account: SignedIn): Promise<Me> {
  return describeMe(connection, await getAccount(connection, account.id), await sessionLife(connection, account.sessionId), account.factor ?? { isSetUp: false, step: null })
}

/** A person's name: one line, 1 to 30 characters. Throws `invalid-input`. */
function readName(text: string): string {
  const name = cleanText(text, { singleLine: true })
  if (!name.ok) throw invalid({ field: 'name', reason: name.reason })
  if (name.value === '') throw invalid({ field: 'name', reason: 'required' })
  if (textLength(name.value) > 30) throw invalid({ field: 'name', reason: 'too-long', limit: 30 })
  return name.value
}

export async function renameMe(deps: Deps, account: SignedIn, text: string, requestId: string): Promise<Me> {
  const name = readName(text)
  return deps.commands.run(async (tx) => {
    await renameAccount(tx, account.id, name)
    await recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'accounts.rename', subject: `account:${account.id}`, requestId, details: { fields: ['name'] } })
    return getMe(tx, account)
  })
}

/** Keeps which notice was accepted and when. Throws `invalid-input` for any version but the one now shown. */
export async function recordConsent(deps: Deps, account: SignedIn, version: string, requestId: string): Promise<Me> {
  if (version !== deps.content.county.privacy.version) throw invalid({ field: 'version', reason: 'outdated' })
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await addConsent(tx, account.id, version, at)
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'accounts.consent', subject: `account:${account.id}`, requestId, details: { version } })
    return getMe(tx, account)
  })
}

export async function getLocalKey(connection: Connection, account: SignedIn): Promise<{ key: string }> {
  return { key: (await getAccount(connection, account.id)).local_key }
}
