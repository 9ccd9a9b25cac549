import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../open.ts'
import { optional, table } from './table.ts'

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await table(db, 'accounts', [['id', 'text', { primary: true }], ['phone', 'text', { unique: true }], ['name', 'text'], ['staff_role', 'text', optional], ['disabled_at', 'bigint', optional], ['local_key', 'text'], ['created_at', 'bigint']])
  await table(db, 'consents', [['id', 'text', { primary: true }], ['account_id', 'text', { references: 'accounts.id' }], ['version', 'text'], ['accepted_at', 'bigint']])
  await db.schema.createIndex('consents_account').on('consents').columns(['account_id', 'accepted_at']).execute()
  await table(db, 'sign_in_codes', [['id', 'text', { primary: true }], ['phone', 'text'], ['code_hash', 'text'], ['created_at', 'bigint'], ['expires_at', 'bigint'], ['attempts', 'integer'], ['used_at', 'bigint', optional], ['replaced_at', 'bigint', optional]])
  await db.schema.createIndex('sign_in_codes_phone').on('sign_in_codes').columns(['phone', 'created_at']).execute()
  await table(db, 'sessions', [['id', 'text', { primary: true }], ['account_id', 'text', { references: 'accounts.id' }], ['created_at', 'bigint'], ['confirmed_at', 'bigint'], ['last_seen_at', 'bigint'], ['idle_ms', 'bigint'], ['ends_at', 'bigint']])
  await db.schema.createIndex('sessions_account').on('sessions').column('account_id').execute()
  await table(db, 'rate_counts', [['key', 'text'], ['bucket', 'bigint'], ['count', 'integer']], ['key', 'bucket'])
  await table(db, 'firms', [['id', 'text', { primary: true }], ['uscc', 'text', { unique: true }], ['uscc_check', 'text'], ['name', 'text'], ['town', 'text'], ['legal_person', 'text', optional], ['industry', 'text', optional], ['scale', 'text', optional],
    ['verification', 'text'], ['verification_note', 'text', optional], ['licence_file_id', 'text', optional], ['created_by', 'text', { references: 'accounts.id' }], ['created_at', 'bigint'], ['version', 'integer']])
  await db.schema.createIndex('firms_licence').on('firms').column('licence_file_id').execute()
  await db.schema.createIndex('firms_verification').on('firms').columns(['verification', 'created_at']).execute()
  await table(db, 'memberships', [['id', 'text', { primary: true }], ['firm_id', 'text', { references: 'firms.id' }], ['account_id', 'text', { references: 'accounts.id' }], ['role', 'text'], ['state', 'text'], ['created_at', 'bigint'], ['changed_at', 'bigint']])
  await db.schema.createIndex('memberships_once').on('memberships').columns(['firm_id', 'account_id']).unique().execute()
  await db.schema.createIndex('memberships_account').on('memberships').column('account_id').execute()
  await table(db, 'firm_appeals', [['id', 'text', { primary: true }], ['firm_id', 'text', { references: 'firms.id' }], ['account_id', 'text', { references: 'accounts.id' }], ['file_id', 'text'], ['reason', 'text'], ['state', 'text'], ['decided_by', 'text', optional], ['decided_at', 'bigint', optional], ['decision_reason', 'text', optional], ['created_at', 'bigint']])
  await db.schema.createIndex('firm_appeals_open').on('firm_appeals').columns(['firm_id', 'account_id']).unique().where(sql.ref('state'), '=', sql.lit('open')).execute()
  await db.schema.createIndex('firm_appeals_file').on('firm_appeals').column('file_id').execute()
}

async function createFiles(db: Kysely<unknown>): Promise<void> {
  await table(db, 'files', [['id', 'text', { primary: true }], ['account_id', 'text', { references: 'accounts.id' }], ['firm_id', 'text', { nullable: true, references: 'firms.id' }], ['purpose', 'text'], ['name', 'text'], ['media_type', 'text'], ['size_bytes', 'bigint'], ['sha256', 'text'],
    ['pages', 'integer'], ['width', 'integer', optional], ['height', 'integer', optional], ['storage_key', 'text'], ['created_at', 'bigint']])
  await db.schema.createIndex('files_firm').on('files').column('firm_id').execute()
  await table(db, 'uploads', [['id', 'text', { primary: true }], ['account_id', 'text', { references: 'accounts.id' }], ['firm_id', 'text', optional], ['purpose', 'text'], ['name', 'text'], ['declared_type', 'text'], ['size_bytes', 'bigint'], ['sha256', 'text', optional],
    ['created_at', 'bigint'], ['expires_at', 'bigint'], ['state', 'text'], ['refusal', 'text', optional]])
  await db.schema.createIndex('uploads_account').on('uploads').columns(['account_id', 'state']).execute()
  await db.schema.createIndex('uploads_expiry').on('uploads').columns(['state', 'expires_at']).execute()
}

async function createCases(db: Kysely<unknown>): Promise<void> {
  await table(db, 'cases', [['id', 'text', { primary: true }], ['kind', 'text'], ['programme_id', 'text'], ['title', 'text'], ['year', 'integer', optional], ['number', 'text', { nullable: true, unique: true }], ['firm_id', 'text', { references: 'firms.id' }], ['state', 'text'], ['version', 'integer'],
    ['created_by', 'text', { references: 'accounts.id' }], ['created_at', 'bigint'], ['saved_by', 'text', { references: 'accounts.id' }], ['saved_at', 'bigint'], ['submitted_by', 'text', optional], ['submitted_at', 'bigint', optional],
    ['decided_by', 'text', optional], ['decided_at', 'bigint', optional], ['decision_reason', 'text', optional],
    ['due_from', 'text', optional], ['due_on', 'text', optional], ['due_workdays', 'integer', optional], ['due_promise', 'text', optional], ['amount_fen', 'bigint', optional]])
  // One draft per firm and scheme, whatever two tabs and two phones do at once (pitfall C2).
  await db.schema.createIndex('cases_one_draft').on('cases').columns(['firm_id', 'programme_id']).unique().where(sql.ref('state'), '=', sql.lit('draft')).execute()
  await db.schema.createIndex('cases_firm').on('cases').columns(['firm_id', 'saved_at']).execute()
  await db.schema.createIndex('cases_queue').on('cases').columns(['state', 'due_on', 'id']).execute()
  await table(db, 'case_events', [['id', 'text', { primary: true }], ['case_id', 'text', { references: 'cases.id' }], ['seq', 'integer'], ['at', 'bigint'], ['action', 'text'], ['state', 'text'], ['actor', 'text'], ['account_id', 'text'], ['actor_name', 'text'], ['note', 'text', optional]])
  await db.schema.createIndex('case_events_order').on('case_events').columns(['case_id', 'seq']).unique().execute()
  await table(db, 'case_counters', [['kind', 'text'], ['year', 'integer'], ['last', 'integer']], ['kind', 'year'])
  await table(db, 'applications', [['case_id', 'text', { primary: true, references: 'cases.id' }], ['answers', 'text'], ['programme_version', 'text'], ['snapshot', 'text', optional], ['done_sections', 'integer'], ['total_sections', 'integer']])
  await table(db, 'application_papers', [['id', 'text', { primary: true }], ['case_id', 'text', { references: 'cases.id' }], ['paper_id', 'text'], ['position', 'integer'], ['file_id', 'text', { references: 'files.id' }], ['created_at', 'bigint']])
  await db.schema.createIndex('application_papers_order').on('application_papers').columns(['case_id', 'paper_id', 'position']).unique().execute()
  await db.schema.createIndex('application_papers_file').on('application_papers').column('file_id').execute()
}

async function createPlumbing(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await table(db, 'idempotency', [['account_id', 'text'], ['route', 'text'], ['key', 'text'], ['request_hash', 'text'], ['status', 'integer', optional], ['body', 'text', optional], ['created_at', 'bigint']], ['account_id', 'route', 'key'])
  let audit = db.schema.createTable('audit')
  audit = kind === 'sqlite'
    ? audit.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    : audit.addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
  await audit.addColumn('at', 'bigint', (c) => c.notNull()).addColumn('account_id', 'text').addColumn('role', 'text').addColumn('action', 'text', (c) => c.notNull()).addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('subject', 'text').addColumn('firm_id', 'text').addColumn('request_id', 'text').addColumn('details', 'text', (c) => c.notNull()).execute()
  await db.schema.createIndex('audit_subject').on('audit').column('subject').execute()
  await table(db, 'audit_pending', [['audit_id', 'bigint', { primary: true }]])
  await table(db, 'audit_seals', [['audit_id', 'bigint', { primary: true }], ['seq', 'bigint', { unique: true }], ['prev', 'text'], ['hash', 'text']])
  await table(db, 'outbox', [['id', 'text', { primary: true }], ['channel', 'text'], ['account_id', 'text'], ['firm_id', 'text', optional], ['payload', 'text'], ['dedupe_key', 'text', { nullable: true, unique: true }], ['run_at', 'bigint'],
    ['state', 'text'], ['attempts', 'integer'], ['locked_until', 'bigint'], ['last_error', 'text', optional], ['created_at', 'bigint'], ['finished_at', 'bigint', optional]])
  await db.schema.createIndex('outbox_due').on('outbox').column('run_at').where(sql.ref('state'), '=', sql.lit('queued')).execute()
  await table(db, 'messages', [['id', 'text', { primary: true }], ['outbox_id', 'text', { unique: true }], ['account_id', 'text', { references: 'accounts.id' }], ['firm_id', 'text', optional], ['category', 'text'], ['title', 'text'], ['body', 'text'], ['link', 'text', optional], ['tone', 'text'], ['created_at', 'bigint'], ['read_at', 'bigint', optional]])
  await db.schema.createIndex('messages_inbox').on('messages').columns(['account_id', 'created_at']).execute()
  await db.schema.createIndex('messages_unread').on('messages').column('account_id').where(sql.ref('read_at'), 'is', sql.lit(null)).execute()
  await table(db, 'meta', [['key', 'text', { primary: true }], ['value', 'text']])
  await sql`insert into meta (key, value) values ('audit-head', '')`.execute(db)
}

/** Audit lines and seals can be added, never changed (promise A16). */
async function forbidAuditChanges(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres') {
    await sql`create function refuse_audit_change() returns trigger language plpgsql as $$ begin raise exception 'audit is append-only'; end $$`.execute(db)
  }
  for (const name of ['audit', 'audit_seals']) {
    if (kind === 'postgres') {
      await sql`create trigger ${sql.id(`${name}_no_change`)} before update or delete on ${sql.table(name)} for each row execute function refuse_audit_change()`.execute(db)
      await sql`create trigger ${sql.id(`${name}_no_truncate`)} before truncate on ${sql.table(name)} execute function refuse_audit_change()`.execute(db)
      continue
    }
    for (const event of ['update', 'delete']) {
      await sql`create trigger ${sql.id(`${name}_no_${event}`)} before ${sql.raw(event)} on ${sql.table(name)} begin select raise(abort, 'audit is append-only'); end`.execute(db)
    }
  }
}

export function firstMigration(kind: DatabaseKind): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await createAccounts(db)
      await createFiles(db)
      await createCases(db)
      await createPlumbing(db, kind)
      await forbidAuditChanges(db, kind)
    },
  }
}
