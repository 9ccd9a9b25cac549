// Month reports that were made: their figures, and the rows behind each as they were then.
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { optional, table } from './table.ts'

export function reportsMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await table(db, 'month_reports', [['month', 'text', { primary: true }], ['figures', 'text'], ['made_at', 'bigint'], ['made_by', 'text', { nullable: true, references: 'accounts.id' }]])
      await table(db, 'month_report_rows', [['month', 'text', { references: 'month_reports.month' }], ['measure', 'text'], ['position', 'integer'], ['label', 'text'], ['detail', 'text'], ['on_date', 'text'], ['link', 'text', optional], ['count', 'integer'], ['share', 'bigint', optional]], ['month', 'measure', 'position'])
      await db.schema.createIndex('case_events_action').on('case_events').columns(['action', 'at']).execute()
    },
  }
}
