// Copies of one case under other firms, written straight into the database: two hundred cases by hand would take minutes.
import { randomUUID } from 'node:crypto'
import type { TestApp } from './app.ts'

/** Copies the case `count` times, each for a firm of its own, with the next numbers and the next places in line; `claimed` (what nobody may claim twice) gets the copy's number. Returns their ids in order of place. */
export async function copyCase({ db }: Pick<TestApp, 'db'>, id: string, count: number, claimed: string): Promise<string[]> {
  const one = await db.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const application = await db.selectFrom('applications').selectAll().where('case_id', '=', id).executeTakeFirstOrThrow()
  const firm = await db.selectFrom('firms').selectAll().where('id', '=', one.firm_id).executeTakeFirstOrThrow()
  const submissions = await db.selectFrom('submissions').selectAll().where('case_id', '=', id).execute()
  const events = await db.selectFrom('case_events').selectAll().where('case_id', '=', id).execute()
  const recommendations = await db.selectFrom('recommendations').selectAll().where('case_id', '=', id).execute()
  const stem = one.number?.replace(/\d+$/, '') ?? ''
  const ids: string[] = []
  for (let index = 1; index <= count; index += 1) {
    const [caseId, firmId] = [randomUUID(), randomUUID()]
    ids.push(caseId)
    await db.insertInto('firms').values({ ...firm, id: firmId, uscc: `9137032100000${String(index).padStart(5, '0')}`, name: `${firm.name}${index}` }).execute()
    await db.insertInto('memberships').values({ id: randomUUID(), firm_id: firmId, account_id: firm.created_by, role: 'administrator', state: 'active', created_at: one.created_at, changed_at: one.created_at }).execute()
    await db.insertInto('cases').values({ ...one, id: caseId, firm_id: firmId, number: `${stem}${String(1000 + index)}` }).execute()
    const vary = (text: string) => text.replaceAll(claimed, `${claimed}-${index}`)
    await db.insertInto('applications').values({ ...application, answers: vary(application.answers), snapshot: vary(application.snapshot ?? ''), case_id: caseId, place: (application.place ?? 0) + index }).execute()
    await db.insertInto('submissions').values(submissions.map((submission) => ({ ...submission, snapshot: vary(submission.snapshot), case_id: caseId }))).execute()
    await db.insertInto('case_events').values(events.map((event) => ({ ...event, id: randomUUID(), case_id: caseId }))).execute()
    if (recommendations.length > 0) await db.insertInto('recommendations').values(recommendations.map((line) => ({ ...line, id: randomUUID(), case_id: caseId }))).execute()
  }
  await db.updateTable('budgets').set({ places: (application.place ?? 0) + count }).where('programme_id', '=', one.programme_id).execute()
  await db.updateTable('case_counters').set({ last: 1000 + count }).execute()
  return ids
}
