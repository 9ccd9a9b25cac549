// Tests of introductions begin with nothing: what the demonstration has asked, answered and told of loans is gone.
import type { TestApp } from '../support/app.ts'

const parts = ['financing_ratings', 'financing_calls', 'financing_files', 'financing_views', 'financing_events', 'financing_consents', 'financing_leads', 'financing_requests'] as const

export async function withoutDemoLoans({ db }: Pick<TestApp, 'db'>): Promise<void> {
  for (const part of parts) await db.deleteFrom(part).execute()
  await db.deleteFrom('case_counters').where('kind', 'in', ['RZ', 'DJ']).execute()
  const contacts = db.selectFrom('bank_contacts').select('account_id')
  await db.deleteFrom('deliveries').where('account_id', 'in', contacts).execute()
  await db.deleteFrom('messages').where('account_id', 'in', contacts).execute()
  await db.deleteFrom('outbox').where('account_id', 'in', contacts).execute()
  await db.deleteFrom('idempotency').where('route', 'like', 'financing.%').execute()
}
