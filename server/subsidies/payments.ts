// The pay list: what may be paid now, what was paid, what the bank sent back. Who pays and how a case moves stands in the actions.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { maskAccount } from '#contract/identifiers/mask.ts'
import { pathOf } from '#contract/cases/workflow.ts'
import { workdaysLeft } from '#contract/cases/workdays.ts'
import type { PayGroup, PayItem, PayList, Payment } from '#contract/subsidies/handling.ts'
import { findPayeeFields } from '#contract/subsidies/payee.ts'
import { recordAudit } from '../audit/record.ts'
import type { PaymentRow, PublicityRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { readDateCursor, writeCursor } from '../http/cursor.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { writePaySheet, type PayLine } from './pay-sheet.ts'
import { lastPayments, lastPublicities, listPayCases, sumPayments, type PayCase, type PayPlace, type PayScope } from './payments-repository.ts'
import { openAnswers } from './sealed.ts'
import { readSnapshot } from './snapshot.ts'

const pageSize = 50
const hour = 3_600_000
const listsPerAccountAndHour = 20

export interface PayQuery { group?: PayGroup; programmeId?: string; cursor?: string; limit?: number }

function scopeOf(deps: Deps, programmeId: string | undefined): PayScope {
  const today = shanghaiDate(deps.clock.now())
  const paths = deps.content.programmes(today).map((programme) => ({ id: programme.id, path: pathOf(programme.steps) }))
  const paying = paths.filter(({ path }) => path.includes('paid'))
  return {
    today, programmeId,
    paidAtOnce: paying.filter(({ path }) => path[path.indexOf('approved') + 1] === 'paid').map(({ id }) => id),
    paying: paying.map(({ id }) => id),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** To whom a case is paid, as submitted; the account in full. Only what masks it or writes the finance office's list may ask. */
function payeeOf(deps: Deps, row: PayCase) {
  const snapshot = readSnapshot(row.snapshot)
  const fields = snapshot && findPayeeFields(snapshot.programme).fields
  const answers = snapshot ? openAnswers(deps.config.secret, snapshot.answers) : {}
  return {
    firmName: snapshot?.firm.name ?? '', uscc: snapshot?.firm.uscc ?? '', illustrative: snapshot?.amount.illustrative ?? false,
    accountName: fields ? textOf(answers[fields.name]) : '', bankName: fields ? textOf(answers[fields.bank]) : '', account: fields ? textOf(answers[fields.account]) : '',
  }
}

function paymentView(row: PaymentRow): Payment {
  return { state: row.state, amountFen: row.amount_fen, paidOn: row.paid_on, reference: row.reference, failure: row.failure, at: new Date(row.at).toISOString() }
}

function payItem(deps: Deps, row: PayCase, today: string, about: { payment: PaymentRow | undefined; publicity: PublicityRow | undefined }): PayItem {
  const { account, ...payee } = payeeOf(deps, row)
  return {
    id: row.id, number: row.number ?? '', title: row.title, state: row.state, approvedFen: row.approved_fen, ...payee, accountMasked: account === '' ? '' : maskAccount(account),
    publicityEndedOn: about.publicity?.ends_on ?? null, dueOn: row.due_on, workdaysLeft: row.due_on === null ? null : workdaysLeft(deps.content.calendar, today, row.due_on),
    payment: about.payment ? paymentView(about.payment) : null, version: row.version,
  }
}

/** One page of a group, and what the whole group comes to; accounts by their last digits. */
export async function listPayments(deps: Deps, { group = 'due', programmeId, cursor, limit = pageSize }: PayQuery): Promise<PayList> {
  const scope = scopeOf(deps, programmeId)
  const after = readDateCursor(cursor)
  const rows = await listPayCases(deps.db, group, scope, { after, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const ids = page.map((row) => row.id)
  const [payments, publicities, due, paid, failed] = await Promise.all([
    lastPayments(deps.db, ids), lastPublicities(deps.db, ids), sumPayments(deps.db, 'due', scope), sumPayments(deps.db, 'paid', scope), sumPayments(deps.db, 'failed', scope),
  ])
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map((row) => payItem(deps, row, scope.today, { payment: payments.get(row.id), publicity: publicities.get(row.id) })),
    ...(last ? { next: writeCursor([last.sort, last.id]) } : {}),
    counts: { due: due.count, paid: paid.count, failed: failed.count }, totalFen: { due, paid, failed }[group].totalFen, today: scope.today,
  }
}

/** Every payment that is due, accounts in full: what leaves them in a file needs a fresh code. */
export async function dueLines(deps: Deps, programmeId: string | undefined): Promise<{ ids: string[]; lines: PayLine[] }> {
  const scope = scopeOf(deps, programmeId)
  const ids: string[] = []
  const lines: PayLine[] = []
  let after: PayPlace | undefined
  do {
    const rows: PayCase[] = await listPayCases(deps.db, 'due', scope, { after, limit: 100 })
    for (const row of rows) {
      ids.push(row.id)
      lines.push({ number: row.number ?? '', title: row.title, approvedFen: row.approved_fen, ...payeeOf(deps, row) })
    }
    const last = rows.at(-1)
    after = last && [last.sort, last.id]
  } while (after)
  return { ids, lines }
}

/**
 * The due list as .xlsx with accounts in full, for the finance office. Throws `accounts.fresh-code-needed` when the phone was proven too long ago,
 * `too-many-requests` past 20 an hour. Nothing leaves without a line in the audit that says which cases; never which accounts.
 */
export async function exportPayments(deps: Deps, account: SignedIn, programmeId: string | undefined, requestId: string): Promise<{ bytes: Buffer; today: string }> {
  const at = deps.clock.now()
  assertFreshCode(account, at)
  const today = shanghaiDate(at)
  const { ids, lines } = await dueLines(deps, programmeId)
  await deps.commands.run(async (tx) => {
    await countAgainst(tx, [{ key: `pay-list:${account.id}`, windowMs: hour, most: listsPerAccountAndHour }], at)
    await recordAudit(tx, {
      at, accountId: account.id, role: account.duty, action: 'subsidies.export-payments', requestId,
      details: { rows: lines.length, cases: ids, ...(programmeId === undefined ? {} : { programmeId }) },
    })
  })
  return { bytes: await writePaySheet(lines, { office: deps.content.county.office, today }), today }
}
