// 拟公示: the notice of chosen cases as publiciseBatch would post them today. Firm, scheme and sum; who signs and when.
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { addWorkdays, isProvisional } from '#contract/cases/workdays.ts'
import { findMove, pathOf } from '#contract/cases/workflow.ts'
import type { Notice } from '#contract/subsidies/batching.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { readChosen } from './batch.ts'
import type { ChosenRow } from './batch-repository.ts'
import { noticeExampleLine, noticeOpening, noticePeriod, noticeTitle, objectionLine, provisionalLine } from './batch-words.ts'
import { stepTo } from './doing.ts'
import { readSnapshot } from './snapshot.ts'

interface Posted { row: ChosenRow; illustrative: boolean; workdays: number }

/** Judged by the scheme the case was submitted to. Throws `cases.wrong-state` (details.number, state) for what cannot be publicised now. */
function postable(row: ChosenRow): Posted {
  const snapshot = readSnapshot(row.snapshot)
  const step = snapshot && stepTo(snapshot.programme.steps, 'publicity')
  if (!snapshot || !step || !findMove('publicise', 'officer', row.state, pathOf(snapshot.programme.steps))) throw new AppError('cases.wrong-state', { details: { number: row.number ?? '', state: row.state } })
  return { row, illustrative: snapshot.amount.illustrative && row.approved_fen !== null, workdays: step.workdays }
}

/** A line for all, or one for each scheme where they run unlike long. */
function periods({ content }: Deps, posted: readonly Posted[], today: string): string[] {
  const lasting = new Map(posted.map(({ row, workdays }) => [row.title, workdays]))
  const said = new Set(lasting.values()).size === 1 ? [[undefined, posted[0]?.workdays ?? 0] as const] : [...lasting]
  const lines = said.map(([title, workdays]) => noticePeriod(title, today, addWorkdays(content.calendar, today, workdays), workdays))
  const last = addWorkdays(content.calendar, today, Math.max(...lasting.values()))
  return isProvisional(content.calendar, today, last) ? [...lines, provisionalLine] : lines
}

/** Throws `not-found`, `cases.recused`, `cases.wrong-state`: a notice with anything in it that could not be posted is none. */
export async function previewNotice(deps: Deps, account: SignedIn, caseIds: readonly string[]): Promise<Notice> {
  const today = shanghaiDate(deps.clock.now())
  const posted = (await readChosen(deps, account, caseIds)).map(postable)
  const schemes = [...new Set(posted.map(({ row }) => row.title))]
  const years = [...new Set(posted.map(({ row }) => row.year ?? yearOf(today)))].sort((a, b) => a - b)
  const firms = new Set(posted.map(({ row }) => row.firm_id)).size
  return {
    title: noticeTitle(years.join('、'), schemes.length === 1 ? schemes[0] : undefined),
    paragraphs: [noticeOpening(schemes, firms), ...periods(deps, posted, today), objectionLine(new URL('/publicity', deps.config.publicUrl).href), ...(posted.some((one) => one.illustrative) ? [noticeExampleLine] : [])],
    rows: posted.map(({ row, illustrative }) => ({ number: row.number ?? '', firmName: row.firm_name, title: row.title, amountFen: row.approved_fen, illustrative })),
    sumFen: posted.reduce((sum, { row }) => sum + (row.approved_fen ?? 0), 0), signedBy: deps.content.county.office, on: today,
  }
}
