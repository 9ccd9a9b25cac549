// Before a loan is due back both sides are reminded, on each of the county's days once; a reminder that was missed is not made up for by two.
import { addDays, daysBetween, sayDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { atMostEvery } from '../at-most-every.ts'
import type { FinancingLeadRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { firmOf } from './access.ts'
import { tellBank, tellFirm } from './telling.ts'

const everyMs = 10 * 60_000
/** Of one round; the rest waits for the next. */
const mostLeads = 500
/** Also on rest days: the bank takes its interest on them. From nine in Shanghai, as all reminders. */
const firstHourMs = 9 * 3_600_000

type DueLead = Pick<FinancingLeadRow, 'id' | 'matures_on' | 'maturity_told'>

/** The occasion of today: the smallest number of days that has been reached, as it is written down. Null before the first, and once the day is past. */
export function occasionOf(maturityDays: readonly number[], maturesOn: string, today: string): string | null {
  const left = daysBetween(today, maturesOn)
  const reached = left < 0 ? [] : maturityDays.filter((days) => left <= days)
  return reached.length === 0 ? null : `${Math.min(...reached)} ${maturesOn}`
}

async function tell(deps: Deps, { id, maturity_told: told }: DueLead, today: string): Promise<boolean> {
  return deps.commands.run(async (tx) => {
    const lead = await tx.selectFrom('financing_leads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const occasion = lead.matures_on === null ? null : occasionOf(deps.content.financingCasework.maturityDays, lead.matures_on, today)
    if (occasion === null || lead.matures_on === null) return false
    // Whoever comes later, or after it was settled, changes no row.
    const result = await tx.updateTable('financing_leads').set({ maturity_told: occasion }).where('id', '=', id).where('state', '=', 'disbursed').where('matures_on', '=', lead.matures_on)
      .where((eb) => (told === null ? eb('maturity_told', 'is', null) : eb('maturity_told', '=', told))).executeTakeFirst()
    if (Number(result.numUpdatedRows) === 0) return false
    const request = await tx.selectFrom('financing_requests').selectAll().where('id', '=', lead.request_id).executeTakeFirstOrThrow()
    const { name: bank } = await tx.selectFrom('banks').select('name').where('id', '=', lead.bank_id).executeTakeFirstOrThrow()
    const { name: firm } = await firmOf(tx, request.firm_id)
    const values = { number: lead.number, maturesOn: sayDate(lead.matures_on, today), days: daysBetween(today, lead.matures_on) }
    await tellFirm(tx, deps, request, { kind: 'financing.maturity', values: { ...values, bank }, once: `${id}:${occasion}`, lead })
    await tellBank(tx, deps, lead, { kind: 'financing.bank-maturity', values: { ...values, firm }, once: occasion })
    return true
  })
}

/** One round; nothing before nine in Shanghai. Returns how many loans were told of. */
export async function remindOfMaturity(deps: Deps): Promise<number> {
  const { maturityDays } = deps.content.financingCasework
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  if (now < shanghaiDayStart(today) + firstHourMs) return 0
  const rows: DueLead[] = await deps.db.selectFrom('financing_leads').select(['id', 'matures_on', 'maturity_told']).where('state', '=', 'disbursed')
    .where('matures_on', '>=', today).where('matures_on', '<=', addDays(today, Math.max(...maturityDays))).orderBy('matures_on').orderBy('id').limit(mostLeads).execute()
  let told = 0
  for (const row of rows) {
    if (row.matures_on === null || row.maturity_told === occasionOf(maturityDays, row.matures_on, today)) continue
    if (await tell(deps, row, today)) told += 1
  }
  return told
}

/** `remindOfMaturity`, at most every ten minutes however often the worker asks. */
export const sendMaturityReminders = atMostEvery(everyMs, remindOfMaturity)
