// Introductions to banks: requests, consents, leads, what was said and seen of them, banks with their contacts, products written by banks.
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { optional, table } from './table.ts'

export function financingMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      const account = { references: 'accounts.id' }
      const somebody = { nullable: true, ...account }
      const request = { references: 'financing_requests.id' }
      const lead = { references: 'financing_leads.id' }
      const bank = { references: 'banks.id' }

      await table(db, 'banks', [['id', 'text', { primary: true }], ['name', 'text'], ['name_key', 'text', { unique: true }], ['phone', 'text', optional], ['note', 'text'], ['closed_at', 'bigint', optional], ['version', 'integer'], ['created_by', 'text', somebody], ['created_at', 'bigint']])
      await table(db, 'bank_contacts', [['id', 'text', { primary: true }], ['bank_id', 'text', bank], ['account_id', 'text', account], ['added_by', 'text', somebody], ['added_at', 'bigint'], ['ended_by', 'text', somebody], ['ended_at', 'bigint', optional]])
      await sql`create unique index bank_contacts_one on bank_contacts (account_id) where ended_at is null`.execute(db)
      await db.schema.createIndex('bank_contacts_bank').on('bank_contacts').columns(['bank_id']).execute()

      await table(db, 'financing_requests', [['id', 'text', { primary: true }], ['number', 'text', { nullable: true, unique: true }], ['firm_id', 'text', { references: 'firms.id' }], ['state', 'text'], ['version', 'integer'], ['wish', 'text'], ['card', 'text', optional], ['right_ids', 'text'], ['verdict', 'text', optional], ['items', 'text'],
        ['due_from', 'text', optional], ['due_on', 'text', optional], ['due_workdays', 'integer', optional], ['due_promise', 'text', optional], ['reason', 'text', optional],
        ['created_by', 'text', account], ['created_at', 'bigint'], ['saved_by', 'text', account], ['saved_at', 'bigint'], ['submitted_by', 'text', somebody], ['submitted_at', 'bigint', optional], ['accepted_at', 'bigint', optional], ['ended_at', 'bigint', optional],
        ['unanswered_told', 'text', optional], ['late_told', 'text', optional]])
      // The firm's one draft, whichever phone begins it.
      await sql`create unique index financing_requests_draft on financing_requests (firm_id) where state = 'draft'`.execute(db)
      await db.schema.createIndex('financing_requests_firm').on('financing_requests').columns(['firm_id', 'saved_at']).execute()
      await db.schema.createIndex('financing_requests_state').on('financing_requests').columns(['state', 'due_on', 'submitted_at']).execute()

      await table(db, 'financing_leads', [['id', 'text', { primary: true }], ['number', 'text', { unique: true }], ['request_id', 'text', request], ['bank_id', 'text', bank], ['consent_id', 'text'], ['state', 'text'], ['version', 'integer'], ['terms', 'text'], ['offered_at', 'bigint'], ['offered_on', 'text'], ['step', 'text', optional],
        ['taken_at', 'bigint', optional], ['taken_by', 'text', somebody], ['stage_at', 'bigint'], ['stalled_told', 'text', optional], ['ended_at', 'bigint', optional], ['reason_code', 'text', optional], ['reason', 'text', optional],
        ['approved_at', 'bigint', optional], ['signed_on', 'text', optional], ['registration_number', 'text', optional], ['registered_on', 'text', optional], ['registered_right_ids', 'text'], ['lent_on', 'text', optional], ['matures_on', 'text', optional], ['confirmed_at', 'bigint', optional], ['confirmed_by', 'text', somebody],
        ['settled_on', 'text', optional], ['released_on', 'text', optional], ['maturity_told', 'text', optional], ['subsidy_case_id', 'text', { nullable: true, references: 'cases.id' }]])
      await sql`create unique index financing_leads_one on financing_leads (request_id, bank_id) where ended_at is null`.execute(db)
      await db.schema.createIndex('financing_leads_request').on('financing_leads').columns(['request_id']).execute()
      await db.schema.createIndex('financing_leads_bank').on('financing_leads').columns(['bank_id', 'state', 'offered_at']).execute()
      await db.schema.createIndex('financing_leads_state').on('financing_leads').columns(['state', 'offered_on']).execute()

      await table(db, 'financing_consents', [['id', 'text', { primary: true }], ['request_id', 'text', request], ['lead_id', 'text', lead], ['bank_id', 'text', bank], ['text_version', 'text'], ['text', 'text'], ['fields', 'text'], ['canonical', 'text'], ['hash', 'text'], ['given_by', 'text', account], ['given_at', 'bigint'], ['revoked_by', 'text', somebody], ['revoked_at', 'bigint', optional]])
      await db.schema.createIndex('financing_consents_lead').on('financing_consents').columns(['lead_id']).unique().execute()
      await table(db, 'financing_events', [['id', 'text', { primary: true }], ['request_id', 'text', request], ['lead_id', 'text', { nullable: true, ...lead }], ['seq', 'integer'], ['at', 'bigint'], ['action', 'text'], ['side', 'text'], ['account_id', 'text', somebody], ['bank_id', 'text', { nullable: true, ...bank }], ['state', 'text'], ['note', 'text', optional], ['change', 'text', optional]])
      await db.schema.createIndex('financing_events_seq').on('financing_events').columns(['request_id', 'seq']).unique().execute()
      await db.schema.createIndex('financing_events_lead').on('financing_events').columns(['lead_id', 'seq']).execute()
      await table(db, 'financing_files', [['lead_id', 'text', lead], ['file_id', 'text', { references: 'files.id' }], ['side', 'text'], ['stage', 'text'], ['added_by', 'text', account], ['added_at', 'bigint']], ['lead_id', 'file_id'])
      await db.schema.createIndex('financing_files_file').on('financing_files').columns(['file_id']).execute()
      await table(db, 'financing_views', [['id', 'text', { primary: true }], ['request_id', 'text', request], ['lead_id', 'text'], ['account_id', 'text', account], ['bank_id', 'text', { nullable: true, ...bank }], ['side', 'text'], ['what', 'text'], ['ref', 'text'], ['day', 'text'], ['first_at', 'bigint'], ['last_at', 'bigint'], ['times', 'integer']])
      await db.schema.createIndex('financing_views_once').on('financing_views').columns(['request_id', 'lead_id', 'account_id', 'what', 'ref', 'day']).unique().execute()
      await db.schema.createIndex('financing_views_last').on('financing_views').columns(['request_id', 'last_at', 'id']).execute()
      await table(db, 'financing_calls', [['id', 'text', { primary: true }], ['lead_id', 'text', lead], ['outcome', 'text'], ['note', 'text'], ['account_id', 'text', account], ['at', 'bigint']])
      await db.schema.createIndex('financing_calls_lead').on('financing_calls').columns(['lead_id', 'at']).execute()
      await table(db, 'financing_ratings', [['lead_id', 'text', { primary: true, ...lead }], ['speed', 'integer'], ['attitude', 'integer'], ['result', 'integer'], ['words', 'text'], ['account_id', 'text', account], ['at', 'bigint']])

      await table(db, 'financing_products', [['id', 'text', { primary: true }], ['kind', 'text'], ['bank_id', 'text', { nullable: true, ...bank }], ['taken_down_at', 'bigint', optional], ['created_by', 'text', account], ['created_at', 'bigint']])
      await db.schema.createIndex('financing_products_bank').on('financing_products').columns(['bank_id']).execute()
      await table(db, 'financing_product_versions', [['id', 'text', { primary: true }], ['product_id', 'text', { references: 'financing_products.id' }], ['number', 'integer'], ['state', 'text'], ['text', 'text'], ['revision', 'integer'], ['saved_by', 'text', account], ['saved_at', 'bigint'],
        ['proposed_by', 'text', somebody], ['proposed_at', 'bigint', optional], ['published_by', 'text', somebody], ['published_at', 'bigint', optional], ['returned_reason', 'text', optional]])
      await db.schema.createIndex('financing_product_versions_number').on('financing_product_versions').columns(['product_id', 'number']).unique().execute()
      await sql`create unique index financing_product_versions_live on financing_product_versions (product_id) where state = 'live'`.execute(db)
      await sql`create unique index financing_product_versions_open on financing_product_versions (product_id) where state in ('draft', 'proposed')`.execute(db)
      await table(db, 'financing_product_hands', [['version_id', 'text', { references: 'financing_product_versions.id' }], ['account_id', 'text', account]], ['version_id', 'account_id'])
    },
  }
}
