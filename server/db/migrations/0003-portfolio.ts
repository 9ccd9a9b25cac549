// A firm's rights, and whether its yearly fees are reduced.
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { optional, table } from './table.ts'

export function portfolioMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await table(db, 'rights', [['id', 'text', { primary: true }], ['firm_id', 'text', { references: 'firms.id' }], ['kind', 'text'], ['number', 'text'], ['number_check', 'text', optional], ['patent_kind', 'text', optional], ['filing_year', 'integer', optional],
        ['title', 'text'], ['owner', 'text'], ['co_owners', 'text'], ['filed_on', 'text', optional], ['granted_on', 'text', optional], ['last_day', 'text', optional], ['state', 'text'], ['pledge', 'text'], ['classes', 'text'], ['paid_year', 'integer', optional],
        ['created_by', 'text', { references: 'accounts.id' }], ['created_at', 'bigint'], ['saved_by', 'text', { references: 'accounts.id' }], ['saved_at', 'bigint'], ['version', 'integer']])
      // One row for one right of a firm, whatever two phones and an import do at once.
      await db.schema.createIndex('rights_once').on('rights').columns(['firm_id', 'kind', 'number']).unique().execute()
      await db.schema.createIndex('rights_firm').on('rights').columns(['firm_id', 'created_at']).execute()
      await table(db, 'portfolio_settings', [['firm_id', 'text', { primary: true, references: 'firms.id' }], ['is_reduced', 'integer'], ['saved_by', 'text', { references: 'accounts.id' }], ['saved_at', 'bigint']])
    },
  }
}
