// What a refused request must have left as it was: every row of every table it could have touched.
import { sql } from 'kysely'
import type { TestApp } from './app.ts'

/** What a case is made of and whatever follows from a move. */
const tables = [
  'cases', 'case_events', 'case_counters', 'case_terms', 'applications', 'application_papers', 'submissions', 'submitted_papers', 'corrections', 'recommendations', 'recusals',
  'publicities', 'disputes', 'dispute_files', 'payments', 'presence', 'outbox', 'messages', 'idempotency', 'firms', 'memberships', 'files', 'firm_appeals', 'assists', 'person_requests', 'proposals',
  'expert_profiles', 'expert_leaves', 'consultation_open_days', 'consultation_busy', 'waiting_entries', 'consultation_holds', 'expert_questions', 'bookings', 'booking_events', 'consultation_files',
  'visit_records', 'visit_follow_ups', 'booking_ratings', 'booking_revisits', 'calendar_feeds',
  'month_reports', 'month_report_rows', 'county_entries', 'assessments', 'assessment_answers', 'assessment_answer_events', 'assessment_evidence', 'assessment_assignments', 'assessment_remarks', 'plan_steps',
  'rights', 'portfolio_settings', 'banks', 'bank_contacts', 'financing_requests', 'financing_leads', 'financing_consents', 'financing_events', 'financing_files', 'financing_views', 'financing_calls', 'financing_ratings', 'financing_products', 'financing_product_versions', 'financing_product_hands',
] as const

/** All of it as text, and the number of lines in the audit that say something was done (a refusal leaves its own line, outcome refused). */
export async function everything({ db }: Pick<TestApp, 'db'>): Promise<string> {
  const lines: string[] = []
  for (const table of tables) {
    const { rows } = await sql`select * from ${sql.table(table)}`.execute(db)
    lines.push(...rows.map((row) => `${table} ${JSON.stringify(row)}`))
  }
  const { count } = await db.selectFrom('audit').select((eb) => eb.fn.countAll<number>().as('count')).where('outcome', '=', 'done').executeTakeFirstOrThrow()
  return [...lines.sort(), `done ${Number(count)}`].join('\n')
}
