// Notices out of the database: versions with their hands, search, who is told and why, what was read, followed, opened and called.
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../open.ts'
import { optional, table } from './table.ts'

export function noticesMigration(kind: DatabaseKind): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      const account = { references: 'accounts.id' }
      const firm = { references: 'firms.id' }
      const notice = { references: 'notices.id' }
      const somebody = { nullable: true, ...account }

      await db.schema.alterTable('outbox').addColumn('bulk', 'integer', (column) => column.notNull().defaultTo(0)).execute()
      await sql`create index outbox_waiting on outbox (bulk, run_at) where state = 'queued'`.execute(db)
      // What a message is about, e.g. notice:<id>: for the reach of it by channel.
      await db.schema.alterTable('outbox').addColumn('about', 'text').execute()
      await db.schema.alterTable('deliveries').addColumn('about', 'text').execute()
      await sql`create index deliveries_about on deliveries (about, channel, state, finished_at) where about is not null`.execute(db)
      await sql`create index deliveries_bounced on deliveries (account_id) where channel = 'sms' and state = 'failed-permanent'`.execute(db)
      await sql`create index memberships_active on memberships (account_id, firm_id) where state = 'active'`.execute(db)

      await table(db, 'firm_titles', [['firm_id', 'text', firm], ['title', 'text'], ['stated_by', 'text', account], ['stated_at', 'bigint']], ['firm_id', 'title'])

      await table(db, 'notices', [['id', 'text', { primary: true }], ['origin', 'text'], ['state', 'text'], ['position', 'bigint', { nullable: true, unique: true }], ['live_number', 'integer', optional], ['last_number', 'integer'], ['title', 'text'],
        ['document_number', 'text', optional], ['issuer', 'text'], ['category', 'text'], ['written_on', 'text', optional], ['published_on', 'text', optional], ['valid_to', 'text', optional], ['point', 'text'], ['words', 'text'],
        ['published_at', 'bigint', optional], ['withdrawn_at', 'bigint', optional], ['withdrawn_by', 'text', somebody], ['withdrawn_reason', 'text', optional], ['created_by', 'text', somebody], ['created_at', 'bigint']])
      await sql`create index notices_live on notices (position) where state = 'live'`.execute(db)
      await sql`create index notices_withdrawn on notices (withdrawn_at) where state = 'withdrawn'`.execute(db)
      await sql`create index notices_live_category on notices (category, position) where state = 'live'`.execute(db)
      await sql`create index notices_live_issuer on notices (issuer, position) where state = 'live'`.execute(db)

      await table(db, 'notice_versions', [['id', 'text', { primary: true }], ['notice_id', 'text', notice], ['number', 'integer'], ['origin', 'text'], ['state', 'text'], ['text', 'text'], ['audience', 'text'], ['hash', 'text'], ['change_note', 'text'],
        ['tells_readers', 'integer'], ['revision', 'integer'], ['saved_by', 'text', somebody], ['saved_at', 'bigint'], ['proposed_by', 'text', somebody], ['proposed_at', 'bigint', optional], ['published_by', 'text', somebody], ['published_at', 'bigint', optional],
        ['publish_at', 'bigint', optional], ['sent_back_by', 'text', somebody], ['sent_back_reason', 'text', optional]])
      await db.schema.createIndex('notice_versions_number').on('notice_versions').columns(['notice_id', 'number']).unique().execute()
      await sql`create unique index notice_versions_one_live on notice_versions (notice_id) where state = 'live'`.execute(db)
      await sql`create unique index notice_versions_one_open on notice_versions (notice_id) where state in ('draft', 'proposed', 'scheduled')`.execute(db)
      await sql`create index notice_versions_scheduled on notice_versions (publish_at) where state = 'scheduled'`.execute(db)
      await table(db, 'notice_days', [['day', 'text', { primary: true }], ['last', 'integer']])
      await table(db, 'notice_hands', [['version_id', 'text', { references: 'notice_versions.id' }], ['account_id', 'text', account]], ['version_id', 'account_id'])
      await table(db, 'notice_files', [['notice_id', 'text', notice], ['file_id', 'text', { references: 'files.id' }], ['is_live', 'integer'], ['added_by', 'text', account], ['added_at', 'bigint']], ['notice_id', 'file_id'])
      await db.schema.createIndex('notice_files_file').on('notice_files').columns(['file_id']).execute()
      await table(db, 'notice_programmes', [['programme_id', 'text'], ['notice_id', 'text', notice]], ['programme_id', 'notice_id'])
      await db.schema.createIndex('notice_programmes_notice').on('notice_programmes').columns(['notice_id']).execute()
      await table(db, 'notice_deadlines', [['notice_id', 'text', notice], ['deadline_id', 'text'], ['title', 'text'], ['on_date', 'text'], ['position', 'integer']], ['notice_id', 'deadline_id'])
      await db.schema.createIndex('notice_deadlines_day').on('notice_deadlines').columns(['on_date']).execute()

      await table(db, 'notice_sendings', [['id', 'text', { primary: true }], ['notice_id', 'text', notice], ['number', 'integer'], ['kind', 'text'], ['audience', 'text'], ['stage', 'text'], ['after_firm', 'text'], ['after_account', 'text'], ['firms', 'integer'],
        ['people', 'integer'], ['started_by', 'text', somebody], ['started_at', 'bigint'], ['ended_at', 'bigint', optional], ['locked_until', 'bigint']])
      await db.schema.createIndex('notice_sendings_once').on('notice_sendings').columns(['notice_id', 'number', 'kind']).unique().execute()
      await sql`create index notice_sendings_running on notice_sendings (started_at) where ended_at is null`.execute(db)
      await table(db, 'notice_targets', [['notice_id', 'text', notice], ['firm_id', 'text', firm], ['reasons', 'text'], ['at', 'bigint']], ['notice_id', 'firm_id'])
      await db.schema.createIndex('notice_targets_firm').on('notice_targets').columns(['firm_id', 'notice_id']).execute()
      await table(db, 'notice_reads', [['notice_id', 'text', notice], ['account_id', 'text', account], ['number', 'integer'], ['first_at', 'bigint'], ['last_at', 'bigint']], ['notice_id', 'account_id'])
      await db.schema.createIndex('notice_reads_account').on('notice_reads').columns(['account_id', 'notice_id']).execute()
      await table(db, 'notice_opens', [['notice_id', 'text', notice], ['channel', 'text'], ['day', 'text'], ['count', 'integer']], ['notice_id', 'channel', 'day'])
      await table(db, 'notice_calls', [['id', 'text', { primary: true }], ['notice_id', 'text', notice], ['firm_id', 'text', firm], ['outcome', 'text'], ['note', 'text'], ['account_id', 'text', account], ['at', 'bigint']])
      await db.schema.createIndex('notice_calls_firm').on('notice_calls').columns(['notice_id', 'firm_id', 'at']).execute()

      await table(db, 'follows', [['account_id', 'text', account], ['kind', 'text'], ['ref', 'text'], ['created_at', 'bigint']], ['account_id', 'kind', 'ref'])
      await db.schema.createIndex('follows_ref').on('follows').columns(['kind', 'ref', 'account_id']).execute()
      await table(db, 'gap_consents', [['id', 'text', { primary: true }], ['firm_id', 'text', firm], ['text_version', 'text'], ['given_by', 'text', account], ['given_at', 'bigint'], ['ended_by', 'text', somebody], ['ended_at', 'bigint', optional]])
      await sql`create unique index gap_consents_given on gap_consents (firm_id) where ended_at is null`.execute(db)

      // What a live notice is found by, by position: terms of contract/notices/search-terms.ts and of what it is filtered by. One term is read newest first on both
      // databases, so a word that all have costs no more than a rare one; PostgreSQL's own text index gives no order.
      if (kind === 'sqlite') {
        await sql`create virtual table notice_search using fts5 (terms, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii')`.execute(db)
      } else {
        await sql`create table notice_search (term text collate "C" not null, position bigint not null, primary key (term, position))`.execute(db)
        await sql`create index notice_search_position on notice_search (position)`.execute(db)
      }
    },
  }
}
