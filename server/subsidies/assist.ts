// Help on the spot: a member of the firm lets an assistant in by reading out a code, for some hours; either side ends it at once.
import { randomUUID } from 'node:crypto'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { parseUscc } from '#contract/identifiers/uscc.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { Assist, AssistCode, AssistInput, AssistRequest } from '#contract/subsidies/assist.ts'
import { firmMemberIds, requireMember } from '../accounts/access.ts'
import { townOfAssistant } from '../accounts/assist-access.ts'
import { issueCode, judgeCode, readCode, type Asker } from '../accounts/codes.ts'
import { findFirmByAnyCode } from '../accounts/firms-repository.ts'
import { findNewestCode } from '../accounts/repository.ts'
import { codePolicy, guessLimits } from '../accounts/sign-in-limits.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { sayInstant } from './assist-words.ts'

const hour = 3_600_000
/** How long one code lets an assistant in. */
export const assistLifeMs = 8 * hour
const mostListed = 50
/** An assistant asks for some firms a day; whoever took its phone must not find out by asking who acts for whom. */
const askLimits = (accountId: string) => [{ key: `assist:hour:${accountId}`, windowMs: hour, most: 30 }, { key: `assist:day:${accountId}`, windowMs: 24 * hour, most: 100 }]

interface Asked { uscc: string; phone: string }
interface Member { firmId: string; accountId: string; name: string }

function readAsked(input: AssistRequest): Asked {
  const uscc = parseUscc(input.uscc)
  const phone = parsePhone(input.phone)
  const problems: FieldProblem[] = []
  if (!uscc.ok) problems.push({ field: 'uscc', reason: uscc.reason, limit: uscc.limit })
  if (!phone.ok) problems.push({ field: 'phone', reason: phone.reason, ...(phone.limit === undefined ? {} : { limit: phone.limit }) })
  if (!uscc.ok || !phone.ok) throw invalid(...problems)
  return { uscc: uscc.value, phone: phone.value }
}

/** Bound to who asked and for which firm: a code for signing in, for another firm or another assistant is not found here, and the other way round. */
function purposeOf(assistantId: string, { uscc }: Asked): string {
  return `assist:${assistantId}:${uscc}`
}

/** Whoever the phone belongs to, if that person acts for that firm now. */
async function findMember(connection: Connection, { uscc, phone }: Asked): Promise<Member | undefined> {
  const firm = await findFirmByAnyCode(connection, uscc)
  const row = await connection.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').innerJoin('firms', 'firms.id', 'memberships.firm_id')
    .select(['firms.id as firm_id', 'accounts.id', 'accounts.name']).where('firms.id', '=', firm?.id ?? '').where('accounts.phone', '=', phone)
    .where('accounts.disabled_at', 'is', null).where('memberships.state', '=', 'active').executeTakeFirst()
  return row && { firmId: row.firm_id, accountId: row.id, name: row.name }
}

/** An assistant of one town helps its firms alone; of a firm nobody knows here nothing is said. The refusal is a value: what was asked stays counted. */
async function refusalOfTown(connection: Connection, account: SignedIn, { uscc }: Asked): Promise<AppError | undefined> {
  const town = await townOfAssistant(connection, account.id)
  if (town === null) return undefined
  const firm = await findFirmByAnyCode(connection, uscc)
  return firm && firm.town !== town ? invalid({ field: 'uscc', reason: 'other-town', limit: town }) : undefined
}

export function codeReply(deps: Deps, code: string): AssistCode {
  const { lifeMs, resendAfterSeconds } = codePolicy(deps)
  return { ...(deps.sms.showsCode ? { demoCode: code } : {}), resendAfterSeconds, expiresInSeconds: lifeMs / 1000 }
}

/**
 * Sends the member a code to read out. Answer, work and time are the same where firm and phone do not belong together; then nothing is sent.
 * Throws `invalid-input` by field (a firm of another town is said to be one), `too-many-requests`.
 */
export async function requestAssist(deps: Deps, account: SignedIn, input: AssistRequest, asker: Asker): Promise<AssistCode> {
  const asked = readAsked(input)
  const outcome = await deps.commands.run(async (tx) => {
    await countAgainst(tx, askLimits(account.id), deps.clock.now())
    const error = await refusalOfTown(tx, account, asked)
    if (error) return { error }
    const found = await findMember(tx, asked)
    const issued = await issueCode(deps, tx, { phone: asked.phone, purpose: purposeOf(account.id, asked), isDead: !found, audit: { accountId: account.id, role: 'assistant', action: 'subsidies.request-assist' } }, asker)
    return { ...issued, member: found }
  })
  if ('error' in outcome) throw outcome.error
  const { id, code, member } = outcome
  // Not waited for: how long the gateway takes would tell that there is somebody. The page never says that a message went out.
  if (member) void sendAssistCode(deps, account, asked.phone, code, id)
  return codeReply(deps, code)
}

async function sendAssistCode(deps: Deps, account: SignedIn, phone: string, code: string, reference: string): Promise<void> {
  const params = { who: account.name, county: deps.content.county.name, hours: String(assistLifeMs / hour) }
  await deps.sms.sendCode(phone, code, reference, { template: 'assist-code', params }).catch((error: unknown) => deps.log.error({ err: error, reference }, 'the code for help on the spot did not leave'))
}

/** Lets the assistant in for 8 hours; one that ran for the same firm ends. Throws `invalid-input`, `accounts.code-wrong`, `accounts.code-expired`, `too-many-requests`. */
export async function startAssist(deps: Deps, account: SignedIn, input: AssistInput, asker: Asker): Promise<Assist> {
  const asked = readAsked(input)
  const at = deps.clock.now()
  const outcome = await deps.commands.run(async (tx) => {
    await countAgainst(tx, guessLimits(deps, asked.phone, asker.ip), at)
    const elsewhere = await refusalOfTown(tx, account, asked)
    if (elsewhere) return { error: elsewhere }
    const candidate = await findNewestCode(tx, asked.phone, purposeOf(account.id, asked))
    const verdict = await judgeCode(tx, deps, candidate, readCode(input.code), at)
    const member = verdict.ok ? await findMember(tx, asked) : undefined
    if (verdict.ok && member) return { assist: await letIn(deps, tx, account, member, asker.requestId, at) }
    const error = verdict.ok ? new AppError('accounts.code-expired', { detail: 'no longer of this firm' }) : verdict.error
    await recordAudit(tx, { at, accountId: account.id, role: 'assistant', action: 'subsidies.start-assist', outcome: 'refused', subject: `code:${candidate?.id ?? 'none'}`, requestId: asker.requestId, details: { code: error.code } })
    return { error }
  })
  if (outcome.error) throw outcome.error
  return outcome.assist
}

async function letIn(deps: Deps, tx: Tx, account: SignedIn, member: Member, requestId: string, at: number): Promise<Assist> {
  const id = randomUUID()
  const { firmId } = member
  await tx.updateTable('assists').set({ ended_at: at }).where('assistant_id', '=', account.id).where('firm_id', '=', firmId).where('ended_at', 'is', null).where('ends_at', '>', at).execute()
  await tx.insertInto('assists').values({ id, assistant_id: account.id, firm_id: firmId, member_id: member.accountId, started_at: at, ends_at: at + assistLifeMs, ended_at: null }).execute()
  await recordAudit(tx, { at, accountId: account.id, role: 'assistant', action: 'subsidies.start-assist', subject: `assist:${id}`, firmId, requestId, details: { memberId: member.accountId } })
  const [assist] = await viewAssists(tx, { id }, at)
  if (!assist) throw new Error(`assist ${id} vanished`)
  const message = renderMessage(deps.content, 'assist.started', { firm: assist.firmName, name: account.name, by: member.name || assist.phoneMasked, until: sayInstant(at + assistLifeMs, at) }, '/me/assists')
  await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, firmId), firmId, dedupeKey: `assist:${id}`, message })
  return assist
}

async function viewAssists(connection: Connection, which: { id: string } | { firmId: string } | { assistantId: string }, at: number): Promise<Assist[]> {
  let query = connection.selectFrom('assists').innerJoin('firms', 'firms.id', 'assists.firm_id').innerJoin('accounts as member', 'member.id', 'assists.member_id').innerJoin('accounts as assistant', 'assistant.id', 'assists.assistant_id')
    .leftJoin('memberships', (join) => join.onRef('memberships.account_id', '=', 'assists.member_id').onRef('memberships.firm_id', '=', 'assists.firm_id').on('memberships.state', '=', 'active'))
    .selectAll('assists').select(['memberships.id as membership_id', 'member.disabled_at', 'firms.name as firm_name', 'firms.uscc', 'firms.town', 'member.name as member_name', 'member.phone', 'assistant.name as assistant_name', 'assistant.town as assistant_town'])
  if ('id' in which) query = query.where('assists.id', '=', which.id)
  else if ('firmId' in which) query = query.where('assists.firm_id', '=', which.firmId)
  else query = query.where('assists.assistant_id', '=', which.assistantId).where((eb) => eb.or([eb('assistant.town', 'is', null), eb('assistant.town', '=', eb.ref('firms.town'))]))
  const rows = await query.orderBy('assists.started_at', 'desc').orderBy('assists.id').limit(mostListed).execute()
  return rows.map((row) => ({
    id: row.id, firmId: row.firm_id, firmName: row.firm_name, uscc: row.uscc, town: row.town, memberName: row.member_name, phoneMasked: maskPhone(row.phone), assistantName: row.assistant_name,
    startedAt: new Date(row.started_at).toISOString(), endsAt: new Date(row.ends_at).toISOString(), endedAt: row.ended_at === null ? null : new Date(row.ended_at).toISOString(),
    isRunning: row.ended_at === null && row.ends_at > at && row.membership_id !== null && row.disabled_at === null && (row.assistant_town === null || row.assistant_town === row.town),
  }))
}

/** The asker's own as an assistant, or who helped the firm for its members; those that run first, the newest 50. Throws `not-found` for another firm. */
export async function listAssists(deps: Deps, account: SignedIn, firmId: string | undefined): Promise<Assist[]> {
  if (firmId !== undefined) await requireMember(deps.db, account, firmId)
  const all = await viewAssists(deps.db, firmId === undefined ? { assistantId: account.id } : { firmId }, deps.clock.now())
  return [...all.filter((assist) => assist.isRunning), ...all.filter((assist) => !assist.isRunning)]
}

/** By the assistant or any member of the firm; the assistant's next request is a stranger's. Once over, nothing changes. Throws `not-found`. */
export async function endAssist(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const assist = await tx.selectFrom('assists').selectAll().where('id', '=', id).executeTakeFirst()
    if (!assist) throw notFound(`no assist ${id}`)
    const isOwn = account.role === 'assistant' && assist.assistant_id === account.id
    if (!isOwn) await requireMember(tx, account, assist.firm_id)
    const ended = await tx.updateTable('assists').set({ ended_at: at }).where('id', '=', id).where('ended_at', 'is', null).where('ends_at', '>', at).returning('id').executeTakeFirst()
    if (ended) await recordAudit(tx, { at, accountId: account.id, role: isOwn ? 'assistant' : 'firm', action: 'subsidies.end-assist', subject: `assist:${id}`, firmId: assist.firm_id, requestId })
  })
}
