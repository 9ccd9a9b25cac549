// Handing in on the assistant's phone: the member who let it in reads out a second code, which stands for exactly what was shown.
import { createHash } from 'node:crypto'
import type { AssistCode, AssistSubmit } from '#contract/subsidies/assist.ts'
import { computeAmount } from '#contract/subsidies/amount.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { requireWriter } from '../accounts/assist-access.ts'
import { issueCode, judgeCode, readCode, type Asker, type Verdict } from '../accounts/codes.ts'
import { findNewestCode } from '../accounts/repository.ts'
import { codePolicy, guessLimits } from '../accounts/sign-in-limits.ts'
import { recordAudit } from '../audit/record.ts'
import { lockCase } from '../cases/repository.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { AssistRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { once, type IdempotentRequest, type StoredReply } from '../http/idempotency.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { takeAction } from './actions.ts'
import { codeReply } from './assist.ts'
import { saySum } from './assist-words.ts'
import { findApplication, listPapers, type ApplicationCase } from './repository.ts'
import { openAnswers } from './sealed.ts'
import { programmeOf } from './snapshot.ts'
import { viewApplication } from './view.ts'

export interface AssistedRequest { id: string; input: AssistSubmit; key: string; bodyHash: string }

async function openAssisted(connection: Connection, account: SignedIn, id: string, at: number): Promise<{ row: ApplicationCase; assist: AssistRow; member: SignedIn }> {
  const row = await findApplication(connection, id)
  if (!row) throw notFound(`no application ${id}`)
  const { assist } = await requireWriter(connection, account, row.firm_id, at)
  if (!assist) throw notFound(`account ${account.id} is of firm ${row.firm_id} and hands in itself`)
  const { name, phone } = await connection.selectFrom('accounts').select(['name', 'phone']).where('id', '=', assist.member_id).executeTakeFirstOrThrow()
  return { row, assist, member: { id: assist.member_id, name, phone, role: null, duty: null, sessionId: '', confirmedAt: 0 } }
}

function assertDraft(row: ApplicationCase): void {
  if (row.state !== 'draft') throw notFound(`application ${row.id} is no draft any more`)
}

/** A code of this assist for this application; a code for letting in, for signing in or of another assist is not found here. */
const purposeOf = (assist: AssistRow, id: string) => `assist-submit:${assist.id}:${id}`

/** What the member agrees to: pages change without a new version of the answers, and a scheme may change under both. */
async function contentOf(deps: Deps, connection: Connection, row: ApplicationCase): Promise<{ hash: string; amountFen: number | null }> {
  const programme = programmeOf(deps, row)
  const { amountFen } = computeAmount(programme, openAnswers(deps.config.secret, row.application.answers))
  const pages = (await listPapers(connection, row.id)).map((page) => [page.page_id, page.id, page.position])
  return { amountFen, hash: createHash('sha256').update(JSON.stringify([row.version, programme.version, amountFen, row.application.answers, pages])).digest('hex') }
}

/** Sends the member a code that names scheme, sum and version. Throws `not-found`, `too-many-requests`, `unavailable` when the message did not leave. */
export async function requestAssistSubmit(deps: Deps, account: SignedIn, id: string, asker: Asker): Promise<AssistCode> {
  const at = deps.clock.now()
  const order = await deps.commands.run(async (tx) => {
    await lockCase(tx, id)
    const { row, assist, member } = await openAssisted(tx, account, id, at)
    assertDraft(row)
    const { hash, amountFen } = await contentOf(deps, tx, row)
    const issued = await issueCode(deps, tx, { phone: member.phone, purpose: purposeOf(assist, id), about: hash, audit: { accountId: account.id, role: 'assistant', action: 'subsidies.request-assist-submit' } }, asker)
    return { ...issued, phone: member.phone, params: { who: account.name, title: row.title, amount: saySum(amountFen), version: String(row.version) } }
  })
  await deps.sms.sendCode(order.phone, order.code, order.id, { template: 'assist-submit-code', params: order.params }).catch((cause: unknown) => {
    throw new AppError('unavailable', { cause, retryAfterSeconds: codePolicy(deps).resendAfterSeconds })
  })
  return codeReply(deps, order.code)
}

/** 412 once anything is different from what the code was sent for. */
async function judge(deps: Deps, tx: Tx, row: ApplicationCase, phone: string, purpose: string, input: AssistSubmit, at: number): Promise<Verdict> {
  const candidate = await findNewestCode(tx, phone, purpose)
  const isSame = input.version === row.version && (!candidate || candidate.about === (await contentOf(deps, tx, row)).hash)
  if (!isSame) return { ok: false, error: new AppError('stale', { details: { version: row.version, state: row.state } }) }
  return judgeCode(tx, deps, candidate, readCode(input.code), at)
}

async function wasAnswered(tx: Tx, request: IdempotentRequest): Promise<boolean> {
  const stored = await tx.selectFrom('idempotency').select('key').where('account_id', '=', request.accountId).where('route', '=', request.route).where('key', '=', request.key).executeTakeFirst()
  return stored !== undefined
}

/**
 * Hands in as the member whose code was read out, once per Idempotency-Key, through the same door as the firm itself (actions.ts).
 * Throws `not-found` (no help runs, or no draft), `stale` (412: not what the code was sent for), `accounts.code-wrong`, `accounts.code-expired`, `too-many-requests`, and whatever submitting throws.
 */
export async function submitAssisted(deps: Deps, account: SignedIn, request: AssistedRequest, asker: Asker): Promise<StoredReply<Application>> {
  const at = deps.clock.now()
  const { id, input } = request
  const keyed: IdempotentRequest = { accountId: account.id, route: 'subsidies.submit-assisted', key: request.key, bodyHash: request.bodyHash, at, secret: deps.config.secret }
  const outcome = await deps.commands.run(async (tx) => {
    await lockCase(tx, id)
    const { row, assist, member } = await openAssisted(tx, account, id, at)
    if (!(await wasAnswered(tx, keyed))) {
      assertDraft(row)
      await countAgainst(tx, guessLimits(deps, member.phone, asker.ip), at)
      const verdict = await judge(deps, tx, row, member.phone, purposeOf(assist, id), input, at)
      const line = { at, accountId: account.id, role: 'assistant', action: 'subsidies.submit-assisted', subject: `case:${id}`, firmId: row.firm_id, requestId: asker.requestId }
      await recordAudit(tx, { ...line, ...(verdict.ok ? { details: { memberId: member.id, version: row.version } } : { outcome: 'refused' as const, details: { code: verdict.error.code } }) })
      // A wrong guess must stay counted, so it leaves the transaction as a value.
      if (!verdict.ok) return { error: verdict.error }
    }
    const reply = await once(tx, keyed, async () => {
      const moved = await takeAction(deps, tx, member, { id, action: 'submit', input: { statement: input.statement, version: input.version }, requestId: asker.requestId, byCode: account.name }, 'firm', at)
      return { status: 200, body: { ...(await viewApplication(deps, tx, moved, { side: 'firm', accountId: account.id, duty: account.duty, isHelper: true })), programme: null } }
    })
    const handedIn = await findApplication(tx, id)
    return { reply: { status: reply.status, body: { ...reply.body, programme: programmeOf(deps, handedIn ?? row) } } }
  })
  if (outcome.error) throw outcome.error
  return outcome.reply
}
