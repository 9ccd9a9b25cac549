// Handling a case to its end: corrections, who has it in hand, publicity, objections, payment.
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { optional, table } from './table.ts'

async function addToCases(db: Kysely<unknown>): Promise<void> {
  const columns = [
    ['assigned_to', 'text'], ['held_due', 'text'], ['due_pauses', 'text'], ['recommended_by', 'text'], ['approved_fen', 'bigint'], ['appealed_at', 'bigint'],
  ] as const
  for (const [name, type] of columns) await db.schema.alterTable('cases').addColumn(name, type).execute()
  await db.schema.alterTable('cases').addColumn('rounds', 'integer', (column) => column.notNull().defaultTo(0)).execute()
  await db.schema.createIndex('cases_assigned').on('cases').columns(['assigned_to', 'state', 'due_on']).execute()
}

/** Every submission is kept, so that an officer sees what changed and an earlier page stays before officers. */
async function createSubmissions(db: Kysely<unknown>): Promise<void> {
  await table(db, 'submissions', [['case_id', 'text', { references: 'cases.id' }], ['round', 'integer'], ['kind', 'text'], ['snapshot', 'text'], ['at', 'bigint'], ['account_id', 'text']], ['case_id', 'round'])
  await table(db, 'submitted_papers', [['case_id', 'text', { references: 'cases.id' }], ['round', 'integer'], ['page_id', 'text'], ['paper_id', 'text'], ['position', 'integer'], ['file_id', 'text', { references: 'files.id' }]], ['case_id', 'round', 'page_id'])
  await db.schema.createIndex('submitted_papers_file').on('submitted_papers').column('file_id').execute()
  await sql`insert into submissions (case_id, round, kind, snapshot, at, account_id)
    select cases.id, 0, 'submit', applications.snapshot, cases.submitted_at, cases.submitted_by from cases join applications on applications.case_id = cases.id where applications.snapshot is not null`.execute(db)
  await sql`insert into submitted_papers (case_id, round, page_id, paper_id, position, file_id)
    select p.case_id, 0, p.id, p.paper_id, p.position, p.file_id from application_papers p join submissions on submissions.case_id = p.case_id`.execute(db)
}

async function createHandling(db: Kysely<unknown>): Promise<void> {
  await table(db, 'corrections', [['id', 'text', { primary: true }], ['case_id', 'text', { references: 'cases.id' }], ['round', 'integer'], ['kind', 'text'], ['state', 'text'], ['resume_state', 'text', optional], ['items', 'text'], ['version', 'integer'],
    ['saved_by', 'text', { references: 'accounts.id' }], ['saved_at', 'bigint'], ['sent_at', 'bigint', optional], ['ended_at', 'bigint', optional]])
  // One card being written or waiting for the firm, whoever of the officers began it.
  await db.schema.createIndex('corrections_one').on('corrections').column('case_id').unique().where(sql.ref('state'), 'in', sql`('draft', 'open')`).execute()
  // SQLite does not use the partial index above where the states are parameters.
  await db.schema.createIndex('corrections_case').on('corrections').columns(['case_id', 'state']).execute()
  await table(db, 'recommendations', [['id', 'text', { primary: true }], ['case_id', 'text', { references: 'cases.id' }], ['account_id', 'text', { references: 'accounts.id' }], ['amount_fen', 'bigint', optional], ['computed_fen', 'bigint', optional], ['amount_reason', 'text', optional], ['reason', 'text'], ['at', 'bigint']])
  await db.schema.createIndex('recommendations_case').on('recommendations').columns(['case_id', 'at']).execute()
  await table(db, 'recusals', [['case_id', 'text', { references: 'cases.id' }], ['account_id', 'text', { references: 'accounts.id' }], ['reason', 'text'], ['at', 'bigint']], ['case_id', 'account_id'])
  await table(db, 'presence', [['case_id', 'text', { references: 'cases.id' }], ['account_id', 'text', { references: 'accounts.id' }], ['side', 'text'], ['doing', 'text'], ['seen_at', 'bigint']], ['case_id', 'account_id'])
  // What a case is found by: patent numbers and the contact's phone, as submitted.
  await table(db, 'case_terms', [['case_id', 'text', { references: 'cases.id' }], ['kind', 'text'], ['value', 'text']], ['case_id', 'kind', 'value'])
  await db.schema.createIndex('case_terms_value').on('case_terms').columns(['kind', 'value', 'case_id']).execute()
}

async function createPublicity(db: Kysely<unknown>): Promise<void> {
  await table(db, 'publicities', [['id', 'text', { primary: true }], ['case_id', 'text', { references: 'cases.id' }], ['starts_on', 'text'], ['ends_on', 'text'], ['workdays', 'integer'], ['amount_fen', 'bigint', optional], ['firm_name', 'text'], ['title', 'text'], ['state', 'text'], ['created_by', 'text'], ['created_at', 'bigint'], ['ended_at', 'bigint', optional]])
  await db.schema.createIndex('publicities_running').on('publicities').column('case_id').unique().where(sql.ref('state'), '=', sql.lit('running')).execute()
  await db.schema.createIndex('publicities_ends').on('publicities').columns(['state', 'ends_on']).execute()
  await db.schema.createIndex('publicities_ended').on('publicities').column('ended_at').execute()
  await db.schema.createIndex('publicities_case').on('publicities').columns(['case_id', 'state', 'ends_on']).execute()
  await table(db, 'disputes', [['id', 'text', { primary: true }], ['case_id', 'text', { references: 'cases.id' }], ['publicity_id', 'text', { nullable: true, references: 'publicities.id' }], ['kind', 'text'], ['account_id', 'text', { references: 'accounts.id' }], ['name', 'text'], ['contact', 'text'], ['reason', 'text'],
    ['state', 'text'], ['due_on', 'text'], ['answer', 'text', optional], ['answered_by', 'text', optional], ['answered_at', 'bigint', optional], ['created_at', 'bigint']])
  await db.schema.createIndex('disputes_case').on('disputes').columns(['case_id', 'state']).execute()
  await db.schema.createIndex('disputes_account').on('disputes').columns(['account_id', 'case_id']).execute()
  await table(db, 'dispute_files', [['dispute_id', 'text', { references: 'disputes.id' }], ['file_id', 'text', { references: 'files.id' }]], ['dispute_id', 'file_id'])
  await db.schema.createIndex('dispute_files_file').on('dispute_files').column('file_id').execute()
  await table(db, 'payments', [['id', 'text', { primary: true }], ['case_id', 'text', { references: 'cases.id' }], ['state', 'text'], ['amount_fen', 'bigint', optional], ['paid_on', 'text', optional], ['reference', 'text', optional], ['failure', 'text', optional], ['account_id', 'text', { references: 'accounts.id' }], ['at', 'bigint']])
  await db.schema.createIndex('payments_case').on('payments').columns(['case_id', 'at']).execute()
  await db.schema.createIndex('payments_paid').on('payments').columns(['state', 'paid_on', 'case_id']).execute()
  // What each group of the pay list comes to, from the index alone.
  await db.schema.createIndex('cases_pay').on('cases').columns(['state', 'programme_id', 'approved_fen']).execute()
}

/** The desk's queue: pages by date and by arrival, what is disputed, and which dates people have been reminded of. */
async function createQueue(db: Kysely<unknown>): Promise<void> {
  for (const name of ['soon_told', 'late_told']) await db.schema.alterTable('cases').addColumn(name, 'text').execute()
  // With the state, so that what was handed in is counted and passed over in the index alone.
  await db.schema.createIndex('cases_submitted').on('cases').columns(['submitted_at', 'id', 'state']).execute()
  await db.schema.createIndex('disputes_open').on('disputes').column('case_id').where(sql.ref('state'), '=', sql.lit('open')).execute()
}

export function handlingMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await addToCases(db)
      await createSubmissions(db)
      await createHandling(db)
      await createPublicity(db)
      await createQueue(db)
    },
  }
}
