// Indexes for the county's figures: assessments that count, and answers that are gaps.
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export function assessmentFiguresMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create index assessments_counted on assessments (edition_id, firm_id, closed_at, id) where is_shared = 1 and state = 'closed' and score_tenths is not null`.execute(db)
      await sql`create index assessment_answers_failed on assessment_answers (assessment_id, item_id) where answer in ('minor', 'major') and origin <> 'suggested'`.execute(db)
    },
  }
}
