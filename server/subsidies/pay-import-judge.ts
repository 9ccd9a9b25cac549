// Lines of a table of payments, each judged by itself and against the lines above it: may it be entered, was it entered, or what is wrong with it. Reads only; entering judges again.
import { addDays, parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { parseMoneyYuan } from '#contract/identifiers/money.ts'
import { cleanText, compareText, textLength } from '#contract/identifiers/text.ts'
import { pathOf } from '#contract/cases/workflow.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { FieldReason } from '#contract/field-reasons.ts'
import type { PayPreview, PayRow, PayTyped } from '#contract/subsidies/batching.ts'
import type { PayColumn, PayReason } from '#contract/subsidies/pay-reasons.ts'
import type { PaymentRow, PublicityRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { listRecused } from './batch-repository.ts'
import { listHeldUp, listNumbered, listSnapshots, type Numbered } from './pay-import-repository.ts'
import { lastPayments, lastPublicities } from './payments-repository.ts'
import { readSnapshot } from './snapshot.ts'

const mostReference = 64

interface Known {
  today: string
  byNumber: ReadonlyMap<string, Numbered>
  payments: ReadonlyMap<string, PaymentRow>
  publicities: ReadonlyMap<string, PublicityRow>
  returned: ReadonlySet<string>; disputed: ReadonlySet<string>; recused: ReadonlySet<string>
  /** Schemes in which an approved case is paid without a publicity. */
  paidAtOnce: ReadonlySet<string>
}

function problem(field: PayColumn, reason: PayReason | FieldReason, limit?: string | number): FieldProblem {
  return { field, reason, ...(limit === undefined ? {} : { limit }) }
}

/** A bracket, a space and a full-width letter make no other firm. */
const nameOf = (text: string) => compareText(text).replace(/\s/g, '').toLowerCase()

/** Why this case cannot be paid now; undefined when it can. */
function standing(row: Numbered, known: Known): FieldProblem | undefined {
  if (known.recused.has(row.id)) return problem('number', 'pay-recused')
  if (known.returned.has(row.id)) return problem('number', 'pay-returned')
  if (known.disputed.has(row.id)) return problem('number', 'pay-dispute')
  if (row.state === 'approved' && known.paidAtOnce.has(row.programme_id)) return undefined
  const publicity = known.publicities.get(row.id)
  if (row.state !== 'publicity' || !publicity || publicity.state === 'stopped') return problem('number', 'pay-state', row.state)
  return publicity.ends_on >= known.today ? problem('number', 'pay-publicity', publicity.ends_on) : undefined
}

function dayProblem(typed: string, row: Numbered | undefined, known: Known): FieldProblem | undefined {
  if (typed === '') return problem('paidOn', 'required')
  const day = parseDate(typed)
  if (!day.ok) return problem('paidOn', day.reason)
  if (day.value > known.today) return problem('paidOn', 'date-future')
  const publicity = row && known.publicities.get(row.id)
  const earliest = publicity ? addDays(publicity.ends_on, 1) : row?.decided_at ? shanghaiDate(row.decided_at) : ''
  return day.value < earliest ? problem('paidOn', 'date-early', earliest) : undefined
}

function referenceOf(typed: string): { value: string } | { problem: FieldProblem } {
  // 1.23E+19: the sheet has lost the last digits of a long number.
  if (/^\d(?:\.\d+)?E\+\d+$/i.test(typed)) return { problem: problem('reference', 'number-scientific') }
  const text = cleanText(typed, { singleLine: true })
  if (!text.ok) return { problem: problem('reference', text.reason) }
  if (text.value === '') return { problem: problem('reference', 'required') }
  return textLength(text.value) > mostReference ? { problem: problem('reference', 'too-long', mostReference) } : { value: text.value }
}

function sumProblem(typed: string, row: Numbered | undefined): FieldProblem | undefined {
  if (row && row.approved_fen === null) return typed === '' || Number(typed) === 0 ? undefined : problem('amount', 'pay-no-amount')
  if (typed === '') return problem('amount', 'required')
  const sum = parseMoneyYuan(typed)
  if (!sum.ok) return problem('amount', sum.reason, sum.limit)
  return row && row.approved_fen !== null && sum.fen !== row.approved_fen ? problem('amount', 'pay-amount', row.approved_fen) : undefined
}

/** Cells nothing can be read from; what else is wrong with the same column says less. */
function cellProblems({ formulas, faulty }: PayTyped): FieldProblem[] {
  return [...formulas.map((column) => problem(column, 'pay-formula')), ...faulty.map((column) => problem(column, 'pay-cell-error'))]
}

function judge(typed: PayTyped, known: Known, first: number | undefined): PayRow {
  const row = known.byNumber.get(typed.number)
  const told = { typed, number: row?.number ?? '', firmName: row?.firm_name ?? null, title: row?.title ?? null, caseId: row?.id ?? null, amountFen: row?.approved_fen ?? null }
  const [day, reference] = [parseDate(typed.paidOn), referenceOf(typed.reference)]
  const read = { paidOn: day.ok ? day.value : null, reference: 'value' in reference ? reference.value : null }
  const cells = cellProblems(typed)
  if (cells.length === 0 && typed.paidOn === '' && typed.reference === '') return { ...told, ...read, state: 'empty', problems: [] }
  if (first !== undefined) return { ...told, ...read, state: 'wrong', problems: [...cells, problem('number', 'pay-twice', first)] }
  const payment = row && (row.state === 'paid' || row.state === 'archived') ? known.payments.get(row.id) : undefined
  if (payment && cells.length === 0 && payment.paid_on === read.paidOn && payment.reference === read.reference) return { ...told, ...read, state: 'same', problems: [] }
  const marked = new Set(cells.map(({ field }) => field))
  const others = [
    typed.number === '' ? problem('number', 'required') : !row ? problem('number', 'pay-unknown') : payment ? problem('number', 'pay-entered', `${payment.paid_on ?? ''} ${payment.reference ?? ''}`.trim()) : standing(row, known),
    dayProblem(typed.paidOn, row, known), 'problem' in reference ? reference.problem : undefined, sumProblem(typed.amount, row),
    row && typed.firmName !== '' && nameOf(typed.firmName) !== nameOf(row.firm_name) ? problem('firmName', 'pay-firm', row.firm_name) : undefined,
  ].filter((one) => one !== undefined).filter(({ field }) => !marked.has(field))
  const problems = [...cells, ...others]
  return { ...told, ...read, state: problems.length > 0 ? 'wrong' : 'ready', problems }
}

async function readKnown(deps: Deps, account: SignedIn, rows: readonly PayTyped[]): Promise<Known> {
  const at = deps.clock.now()
  const numbered = await listNumbered(deps.db, [...new Set(rows.map(({ number }) => number).filter((number) => number !== ''))])
  const ids = numbered.map(({ id }) => id)
  const [payments, publicities, held, recused] = await Promise.all([lastPayments(deps.db, ids), lastPublicities(deps.db, ids), listHeldUp(deps.db, ids), listRecused(deps.db, account.id, numbered)])
  const atOnce = deps.content.programmes(at).filter(({ steps }) => pathOf(steps)[pathOf(steps).indexOf('approved') + 1] === 'paid')
  return { today: shanghaiDate(at), byNumber: new Map(numbered.map((row) => [row.number ?? '', row])), payments, publicities, ...held, recused, paidAtOnce: new Set(atOnce.map(({ id }) => id)) }
}

/** The name it was handed in under is right as well. */
async function withOldNames(deps: Deps, rows: readonly PayRow[]): Promise<PayRow[]> {
  const isOther = (row: PayRow) => row.problems.some(({ reason }) => reason === 'pay-firm')
  const snapshots = await listSnapshots(deps.db, rows.filter(isOther).flatMap(({ caseId }) => caseId ?? []))
  return rows.map((row) => {
    const name = isOther(row) ? readSnapshot(snapshots.get(row.caseId ?? '') ?? null)?.firm.name : undefined
    if (name === undefined || nameOf(name) !== nameOf(row.typed.firmName)) return row
    const problems = row.problems.filter(({ reason }) => reason !== 'pay-firm')
    return { ...row, problems, state: problems.length === 0 ? 'ready' : row.state }
  })
}

/** Judges every line; the same case twice counts where it stands first with something filled in. */
export async function judgePayRows(deps: Deps, account: SignedIn, typed: readonly PayTyped[]): Promise<PayPreview> {
  const known = await readKnown(deps, account, typed)
  const first = new Map<string, number>()
  const judged = typed.map((one) => {
    const row = judge(one, known, one.number === '' ? undefined : first.get(one.number))
    if (row.state !== 'empty' && one.number !== '' && !first.has(one.number)) first.set(one.number, one.row)
    return row
  })
  const rows = await withOldNames(deps, judged)
  const count = (state: PayRow['state']) => rows.filter((row) => row.state === state).length
  const sumFen = rows.reduce((sum, row) => sum + (row.state === 'ready' ? (row.amountFen ?? 0) : 0), 0)
  return { rows, ready: count('ready'), same: count('same'), empty: count('empty'), wrong: count('wrong'), sumFen }
}
