// The county's own side: duties and the second factor, second signatures, leave and hand-overs, figures typed in, firms that changed or ended, requests of data subjects.
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../open.ts'
import { optional, table } from './table.ts'

async function addDuties(db: Kysely<unknown>): Promise<void> {
  // town: of a town assistant; their help ends at its border.
  await db.schema.alterTable('accounts').addColumn('town', 'text').execute()
  await db.schema.alterTable('accounts').addColumn('last_seen_at', 'bigint').execute()
  // When a second factor was first demanded of this person: their days of grace are counted from it.
  await db.schema.alterTable('accounts').addColumn('factor_asked_at', 'bigint').execute()
  // When the second factor was proven in this session.
  await db.schema.alterTable('sessions').addColumn('factor_at', 'bigint').execute()
  await table(db, 'second_factors', [['account_id', 'text', { primary: true, references: 'accounts.id' }], ['secret', 'text', optional], ['confirmed_at', 'bigint', optional], ['last_step', 'bigint', optional], ['pending_secret', 'text', optional], ['pending_at', 'bigint', optional]])
  await table(db, 'recovery_codes', [['account_id', 'text', { references: 'accounts.id' }], ['code_hash', 'text'], ['created_at', 'bigint'], ['used_at', 'bigint', optional]], ['account_id', 'code_hash'])
  await table(db, 'proposals', [['id', 'text', { primary: true }], ['kind', 'text'], ['subject', 'text'], ['payload', 'text'], ['reason', 'text'], ['state', 'text'], ['proposed_by', 'text', { references: 'accounts.id' }], ['proposed_at', 'bigint'], ['decided_by', 'text', { nullable: true, references: 'accounts.id' }], ['decided_at', 'bigint', optional], ['decision_reason', 'text', optional]])
  await db.schema.createIndex('proposals_open').on('proposals').columns(['state', 'proposed_at']).execute()
  await db.schema.createIndex('proposals_subject').on('proposals').columns(['subject', 'proposed_at']).execute()
  await db.schema.createIndex('audit_account').on('audit').columns(['account_id', 'at', 'id']).execute()
  await db.schema.createIndex('audit_firm').on('audit').columns(['firm_id', 'at', 'id']).execute()
  await db.schema.createIndex('audit_action').on('audit').columns(['action', 'at', 'id']).execute()
  await db.schema.dropIndex('audit_subject').execute()
  await db.schema.createIndex('audit_subject').on('audit').columns(['subject', 'at', 'id']).execute()
  await db.schema.createIndex('financing_views_account').on('financing_views').columns(['account_id', 'last_at']).execute()
  await db.schema.createIndex('audit_at').on('audit').columns(['at', 'id']).execute()
}

async function addDesk(db: Kysely<unknown>): Promise<void> {
  await table(db, 'officer_leaves', [['id', 'text', { primary: true }], ['account_id', 'text', { references: 'accounts.id' }], ['cover_id', 'text', { references: 'accounts.id' }], ['from_on', 'text'], ['to_on', 'text'], ['note', 'text'], ['created_by', 'text', { references: 'accounts.id' }], ['created_at', 'bigint'], ['ended_at', 'bigint', optional], ['ended_by', 'text', optional], ['start_told', 'bigint', optional], ['end_told', 'bigint', optional]])
  await db.schema.createIndex('officer_leaves_account').on('officer_leaves').columns(['account_id', 'from_on']).execute()
  await db.schema.createIndex('officer_leaves_cover').on('officer_leaves').columns(['cover_id', 'from_on']).execute()
  await table(db, 'desk_hands', [['kind', 'text'], ['subject_id', 'text'], ['account_id', 'text', { references: 'accounts.id' }], ['assigned_by', 'text', { references: 'accounts.id' }], ['assigned_at', 'bigint']], ['kind', 'subject_id'])
  await db.schema.createIndex('desk_hands_account').on('desk_hands').column('account_id').execute()
  await table(db, 'own_phrases', [['id', 'text', { primary: true }], ['account_id', 'text', { references: 'accounts.id' }], ['place', 'text'], ['title', 'text'], ['words', 'text'], ['created_at', 'bigint'], ['saved_at', 'bigint'], ['version', 'integer']])
  await db.schema.createIndex('own_phrases_account').on('own_phrases').columns(['account_id', 'place']).execute()
}

async function addFigures(db: Kysely<unknown>): Promise<void> {
  // What the portal cannot know, typed in; a correction is a new row that names the one it replaces.
  await table(db, 'county_entries', [['id', 'text', { primary: true }], ['indicator', 'text'], ['year', 'integer'], ['on_date', 'text'], ['town', 'text', optional], ['industry', 'text', optional], ['title', 'text'], ['value', 'bigint'], ['people', 'bigint', optional], ['basis', 'text'], ['entered_by', 'text', { references: 'accounts.id' }], ['entered_at', 'bigint'], ['replaces_id', 'text', { nullable: true, unique: true }], ['removed_at', 'bigint', optional], ['removed_by', 'text', optional], ['removed_reason', 'text', optional]])
  await db.schema.createIndex('county_entries_year').on('county_entries').columns(['indicator', 'year']).execute()
  // What was decided in a year, without walking through every case.
  await sql`create index cases_decided on cases (decided_at) where decided_at is not null`.execute(db)
}

async function addFirmChanges(db: Kysely<unknown>): Promise<void> {
  // ended_kind: dissolved · moved (迁出) · merged (into merged_into); null: goes on.
  await db.schema.alterTable('firms').addColumn('ended_kind', 'text').execute()
  await db.schema.alterTable('firms').addColumn('ended_on', 'text').execute()
  await db.schema.alterTable('firms').addColumn('merged_into', 'text').execute()
  await table(db, 'firm_codes', [['id', 'text', { primary: true }], ['firm_id', 'text', { references: 'firms.id' }], ['uscc', 'text'], ['name', 'text'], ['until_at', 'bigint'], ['reason', 'text'], ['proposal_id', 'text', optional]])
  await db.schema.createIndex('firm_codes_uscc').on('firm_codes').column('uscc').execute()
  await db.schema.createIndex('firm_codes_firm').on('firm_codes').column('firm_id').execute()
  await db.schema.createIndex('firms_merged').on('firms').column('merged_into').execute()
  await db.schema.createIndex('firms_name').on('firms').columns(['name', 'id']).execute()
  // What a change was proposed on: a paper of the registration office.
  await table(db, 'firm_change_papers', [['proposal_id', 'text', { references: 'proposals.id' }], ['file_id', 'text', { references: 'files.id' }], ['firm_id', 'text', { references: 'firms.id' }], ['added_by', 'text', { references: 'accounts.id' }], ['added_at', 'bigint']], ['proposal_id', 'file_id'])
  await db.schema.createIndex('firm_change_papers_file').on('firm_change_papers').column('file_id').execute()
  await db.schema.createIndex('firm_change_papers_firm').on('firm_change_papers').column('firm_id').execute()
  await table(db, 'person_requests', [['id', 'text', { primary: true }], ['number', 'text', { unique: true }], ['account_id', 'text', { references: 'accounts.id' }], ['kind', 'text'], ['parts', 'text'], ['words', 'text'], ['state', 'text'], ['due_from', 'text'], ['due_on', 'text'], ['due_workdays', 'integer'], ['answer', 'text', optional], ['outcome', 'text', optional], ['answered_by', 'text', optional], ['answered_at', 'bigint', optional], ['confirmed_by', 'text', optional], ['copy_until', 'bigint', optional], ['soon_told', 'text', optional], ['late_told', 'text', optional], ['created_at', 'bigint'], ['version', 'integer']])
  await db.schema.createIndex('person_requests_account').on('person_requests').columns(['account_id', 'created_at']).execute()
  await db.schema.createIndex('person_requests_state').on('person_requests').columns(['state', 'due_on']).execute()
}

/** Tables whose rows are of one firm; the audit is not among them: it stays as it was written. */
const ofOneFirm = ['memberships', 'firm_appeals', 'files', 'uploads', 'cases', 'rights', 'portfolio_settings', 'firm_awards', 'claims', 'match_answers', 'library_papers', 'assists', 'assessments', 'waiting_entries', 'consultation_holds', 'expert_questions', 'bookings', 'calendar_feeds', 'firm_titles', 'notice_targets', 'notice_calls', 'gap_consents', 'financing_requests', 'firm_codes', 'firm_change_papers', 'outbox', 'messages', 'deliveries']

/**
 * Nothing is written for a firm that was merged. On PostgreSQL whoever writes in the same moment waits for the merge (its FOR UPDATE against this KEY SHARE) and is then
 * told to begin again (40001): the command runs once more and finds the firm gone.
 */
async function guardMergedFirms(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres') {
    await sql`create function refuse_merged_firm() returns trigger language plpgsql as $$ declare ended text; begin
      if new.firm_id is null then return new; end if;
      select ended_kind into ended from public.firms where id = new.firm_id for key share;
      if ended = 'merged' then raise exception 'the firm was merged into another' using errcode = '40001'; end if;
      return new; end $$`.execute(db)
  }
  for (const name of ofOneFirm) {
    if (kind === 'postgres') {
      await sql`create trigger ${sql.id(`${name}_of_merged_firm`)} before insert or update of firm_id on ${sql.table(name)} for each row execute function refuse_merged_firm()`.execute(db)
      continue
    }
    for (const event of ['insert', 'update of firm_id']) {
      await sql`create trigger ${sql.id(`${name}_of_merged_firm_${event.slice(0, 6)}`)} before ${sql.raw(event)} on ${sql.table(name)} when exists (select 1 from firms where id = new.firm_id and ended_kind = 'merged') begin select raise(abort, 'the firm was merged into another'); end`.execute(db)
    }
  }
}

export function dutiesMigration(kind: DatabaseKind): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await addDuties(db)
      await addDesk(db)
      await addFigures(db)
      await addFirmChanges(db)
      await guardMergedFirms(db, kind)
    },
  }
}
