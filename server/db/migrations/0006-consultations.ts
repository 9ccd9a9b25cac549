// Consultations: experts and their hours, bookings and the quarter-hours they claim, what comes of a visit, waiting list, written questions, calendar addresses.
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { optional, table } from './table.ts'

export function consultationsMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      const account = { references: 'accounts.id' }
      const someone = { nullable: true, ...account }
      await table(db, 'expert_profiles', [['account_id', 'text', { primary: true, ...account }], ['organisation', 'text'], ['qualification', 'text'], ['fields', 'text'], ['industries', 'text'], ['topics', 'text'], ['ways', 'text'],
        ['statement', 'text'], ['introduction', 'text'], ['place_id', 'text', optional], ['is_open', 'integer'], ['version', 'integer'], ['rules', 'text'], ['additions', 'text'], ['lunch', 'text', optional], ['per_day', 'integer'], ['hours_version', 'integer'],
        ['turn', 'integer'], ['saved_by', 'text', account], ['saved_at', 'bigint']])
      await table(db, 'expert_leaves', [['id', 'text', { primary: true }], ['expert_id', 'text', account], ['starts_at', 'bigint'], ['ends_at', 'bigint'], ['reason', 'text'], ['created_by', 'text', account], ['created_at', 'bigint'], ['removed_at', 'bigint', optional]])
      await db.schema.createIndex('expert_leaves_expert').on('expert_leaves').columns(['expert_id', 'ends_at']).execute()
      await table(db, 'consultation_open_days', [['date', 'text', { primary: true }], ['reason', 'text'], ['opened_by', 'text', account], ['opened_at', 'bigint']])

      // One row an expert and quarter-hour: whatever two phones do at once, the second insert fails (spikes.md C).
      await table(db, 'consultation_busy', [['expert_id', 'text'], ['quantum', 'integer'], ['owner_id', 'text']], ['expert_id', 'quantum'])
      await db.schema.createIndex('consultation_busy_owner').on('consultation_busy').columns(['owner_id']).execute()

      await table(db, 'waiting_entries', [['id', 'text', { primary: true }], ['firm_id', 'text', { references: 'firms.id' }], ['account_id', 'text', account], ['topic', 'text'], ['way', 'text'], ['town', 'text', optional], ['from_date', 'text'], ['to_date', 'text'], ['part', 'text'],
        ['state', 'text'], ['ended', 'text', optional], ['missed', 'integer'], ['passed', 'text'], ['created_at', 'bigint'], ['changed_at', 'bigint']])
      await db.schema.createIndex('waiting_entries_state').on('waiting_entries').columns(['state', 'created_at']).execute()
      await db.schema.createIndex('waiting_entries_firm').on('waiting_entries').columns(['firm_id', 'state']).execute()
      await table(db, 'consultation_holds', [['id', 'text', { primary: true }], ['kind', 'text'], ['firm_id', 'text', { references: 'firms.id' }], ['account_id', 'text', someone], ['waiting_id', 'text', { nullable: true, references: 'waiting_entries.id' }],
        ['expert_id', 'text', account], ['way', 'text'], ['town', 'text', optional], ['starts_at', 'bigint'], ['ends_at', 'bigint'], ['expires_at', 'bigint'], ['state', 'text'], ['created_at', 'bigint']])
      await db.schema.createIndex('consultation_holds_live').on('consultation_holds').columns(['state', 'expires_at']).execute()
      await db.schema.createIndex('consultation_holds_firm').on('consultation_holds').columns(['firm_id', 'state']).execute()
      await db.schema.createIndex('consultation_holds_expert').on('consultation_holds').columns(['expert_id', 'state', 'starts_at']).execute()

      await table(db, 'expert_questions', [['id', 'text', { primary: true }], ['number', 'text', { unique: true }], ['firm_id', 'text', { references: 'firms.id' }], ['asked_by', 'text', account], ['topic', 'text'], ['text', 'text'], ['rights', 'text'], ['gaps', 'text'],
        ['state', 'text'], ['assigned_to', 'text', someone], ['due_on', 'text', optional], ['answer', 'text', optional], ['answered_by', 'text', someone], ['answered_at', 'bigint', optional], ['soon_told', 'text', optional], ['late_told', 'text', optional],
        ['created_at', 'bigint'], ['version', 'integer']])
      await db.schema.createIndex('expert_questions_firm').on('expert_questions').columns(['firm_id', 'created_at']).execute()
      await db.schema.createIndex('expert_questions_state').on('expert_questions').columns(['state', 'due_on']).execute()

      await table(db, 'bookings', [['id', 'text', { primary: true }], ['number', 'text', { unique: true }], ['firm_id', 'text', { references: 'firms.id' }], ['expert_id', 'text', account], ['topic', 'text'], ['way', 'text'], ['state', 'text'], ['version', 'integer'],
        ['starts_at', 'bigint'], ['ends_at', 'bigint'], ['first_quantum', 'integer'], ['last_quantum', 'integer'], ['town', 'text', optional], ['address', 'text', optional], ['place_id', 'text', optional], ['meeting', 'text', optional],
        ['description', 'text'], ['contact_name', 'text'], ['contact_phone', 'text'], ['rights', 'text'], ['gaps', 'text'], ['question_id', 'text', { nullable: true, references: 'expert_questions.id' }],
        ['created_by', 'text', account], ['created_at', 'bigint'], ['booked_for', 'text', someone], ['cancelled_by', 'text', optional], ['cancelled_at', 'bigint', optional], ['done_at', 'bigint', optional], ['sequence', 'integer'], ['day_told', 'bigint', optional], ['hours_told', 'bigint', optional]])
      await db.schema.createIndex('bookings_firm').on('bookings').columns(['firm_id', 'starts_at']).execute()
      await db.schema.createIndex('bookings_expert').on('bookings').columns(['expert_id', 'starts_at']).execute()
      await db.schema.createIndex('bookings_state').on('bookings').columns(['state', 'starts_at']).execute()
      await table(db, 'booking_events', [['booking_id', 'text', { references: 'bookings.id' }], ['seq', 'integer'], ['action', 'text'], ['side', 'text'], ['account_id', 'text', someone], ['at', 'bigint'], ['reason', 'text', optional], ['state', 'text'], ['change', 'text', optional]], ['booking_id', 'seq'])
      // Of a booking, a question or a record.
      await table(db, 'consultation_files', [['owner_id', 'text'], ['kind', 'text'], ['file_id', 'text', { references: 'files.id' }], ['position', 'integer'], ['added_by', 'text', account], ['added_at', 'bigint']], ['owner_id', 'kind', 'file_id'])
      await db.schema.createIndex('consultation_files_file').on('consultation_files').columns(['file_id']).execute()

      await table(db, 'visit_records', [['booking_id', 'text', { primary: true, references: 'bookings.id' }], ['state', 'text'], ['content', 'text'], ['version', 'integer'], ['saved_by', 'text', account], ['saved_at', 'bigint'], ['submitted_at', 'bigint', optional],
        ['returned_because', 'text', optional], ['confirmed_by', 'text', someone], ['confirmed_name', 'text', optional], ['confirmed_at', 'bigint', optional], ['confirmed_via', 'text', optional]])
      await table(db, 'visit_follow_ups', [['id', 'text'], ['booking_id', 'text', { references: 'bookings.id' }], ['position', 'integer'], ['what', 'text'], ['owner', 'text'], ['due_on', 'text', optional], ['done_at', 'bigint', optional], ['done_by', 'text', someone], ['told', 'text', optional]], ['booking_id', 'id'])
      await db.schema.createIndex('visit_follow_ups_due').on('visit_follow_ups').columns(['due_on']).execute()
      await table(db, 'booking_ratings', [['booking_id', 'text', { primary: true, references: 'bookings.id' }], ['professional', 'integer'], ['relevant', 'integer'], ['solved', 'integer'], ['words', 'text'], ['account_id', 'text', account], ['at', 'bigint']])
      await table(db, 'booking_revisits', [['booking_id', 'text', { primary: true, references: 'bookings.id' }], ['asked_at', 'bigint', optional], ['result', 'text', optional], ['words', 'text'], ['side', 'text', optional], ['account_id', 'text', someone], ['at', 'bigint', optional]])

      await table(db, 'calendar_feeds', [['id', 'text', { primary: true }], ['account_id', 'text', account], ['firm_id', 'text', { nullable: true, references: 'firms.id' }], ['token_hash', 'text', { unique: true }], ['token', 'text'], ['created_at', 'bigint'], ['ended_at', 'bigint', optional]])
      await db.schema.createIndex('calendar_feeds_account').on('calendar_feeds').columns(['account_id']).execute()
    },
  }
}
