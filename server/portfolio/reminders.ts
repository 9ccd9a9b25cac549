// Yearly fees told to the firm's people before they are due and while they are late. Every day from nine in Shanghai: a due date does not wait for a working day.
import { formatYuan } from '#contract/identifiers/money.ts'
import { daysBetween, sayDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { annuityOf } from '#contract/portfolio/annuities.ts'
import { annuityOccasions, type AnnuityOccasion } from '#contract/portfolio/annuity-steps.ts'
import { firmMemberIds } from '../accounts/access.ts'
import { atMostEvery } from '../at-most-every.ts'
import type { Tx } from '../db/commands.ts'
import type { RightRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages, type OutgoingMessage } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { listRemindable, listTold, takeTelling, tellingName } from './tellings.ts'
import { factsOf } from './view.ts'

const firstHourMs = 9 * 3_600_000
const everyMs = 30 * 60_000

interface Due extends AnnuityOccasion { right: RightRow & { firm_name: string } }

async function listDue(deps: Deps, today: string): Promise<Due[]> {
  const { portfolio: rules } = deps.content
  const due = (await listRemindable(deps.db)).flatMap((right) => {
    const facts = factsOf(right)
    if (!facts) return []
    return annuityOccasions(annuityOf(facts, { rules, isReduced: right.is_reduced === 1, today }), rules, today).map((occasion) => ({ ...occasion, right }))
  })
  const told = await listTold(deps.db, [...new Set(due.map(({ right }) => right.id))])
  return due.filter(({ right, line, step }) => !told.has(tellingName({ right_id: right.id, patent_year: line.year, step })))
}

/** What a firm is told in one message: one patent by name, several of a step together. */
function messageOf(deps: Deps, due: readonly Due[], today: string): OutgoingMessage | null {
  const [first] = due
  if (!first) return null
  const { right, line, kind, step } = first
  const { firm_id: firmId, firm_name: firm, number, title } = right
  const [dueOn, endsOn] = [line.dueOn ?? '', line.graceEndsOn ?? '']
  const sum = (of: 'totalFen' | 'surchargeFen') => formatYuan(due.reduce((total, one) => total + one.line[of], 0))
  if (due.length === 1) {
    const values = { number, title, firm, year: line.year, amount: sum('totalFen') }
    const link = `/rights/${right.id}`
    if (kind === 'due') return renderMessage(deps.content, 'portfolio.annuity-due', { ...values, dueOn: sayDate(dueOn, today), days: daysBetween(today, dueOn) }, link)
    if (kind === 'late') return renderMessage(deps.content, 'portfolio.annuity-late', { ...values, surcharge: sum('surchargeFen'), endsOn: sayDate(endsOn, today) }, link)
    return renderMessage(deps.content, 'portfolio.annuity-unsaid', { ...values, dueOn: sayDate(dueOn, today), endsOn: sayDate(endsOn, today) }, link)
  }
  const earliest = (of: 'dueOn' | 'graceEndsOn') => sayDate(due.map((one) => one.line[of] ?? '').sort()[0] ?? '', today)
  const values = { firm, count: due.length, amount: sum('totalFen') }
  const link = `/rights/fees?firm=${firmId}`
  if (kind === 'due') return renderMessage(deps.content, 'portfolio.annuities-due', { ...values, dueOn: earliest('dueOn'), days: step }, link)
  if (kind === 'late') return renderMessage(deps.content, 'portfolio.annuities-late', { ...values, surcharge: sum('surchargeFen'), endsOn: earliest('graceEndsOn') }, link)
  return renderMessage(deps.content, 'portfolio.annuities-unsaid', { firm, count: due.length, endsOn: earliest('graceEndsOn') }, link)
}

/** Rows of what was told and the messages in one transaction; nobody in the firm to tell: it is left for whoever joins. */
async function tellFirm(deps: Deps, due: readonly Due[], now: number, today: string): Promise<number> {
  const firmId = due[0]?.right.firm_id
  if (firmId === undefined) return 0
  return deps.commands.run(async (tx: Tx) => {
    const accountIds = await firmMemberIds(tx, firmId)
    if (accountIds.length === 0) return 0
    const taken: Due[] = []
    for (const one of due) if (await takeTelling(tx, one.right, { right_id: one.right.id, patent_year: one.line.year, step: one.step, told_at: now })) taken.push(one)
    const message = messageOf(deps, taken, today)
    if (message !== null) await enqueueMessages(tx, { at: now, accountIds, firmId, message })
    return taken.length
  })
}

/** One round. Returns how many fees were told of. */
export async function remindOfAnnuities(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  if (now < shanghaiDayStart(today) + firstHourMs) return 0
  // A firm with forty patents hears of them in one message a step, not in forty.
  const together = Map.groupBy(await listDue(deps, today), ({ right, kind, step }) => `${right.firm_id} ${kind} ${kind === 'late' ? '' : step}`)
  let told = 0
  for (const due of together.values()) told += await tellFirm(deps, due, now, today)
  return told
}

/** `remindOfAnnuities`, at most every half hour however often the worker asks. */
export const sendAnnuityReminders = atMostEvery(everyMs, remindOfAnnuities)
