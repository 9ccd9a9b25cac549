// Self-assessments: answers one row an item with a history, evidence, who answers what, the review and the plan.
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { optional, table } from './table.ts'

export function assessmentMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      const account = { references: 'accounts.id' }
      await table(db, 'assessments', [['id', 'text', { primary: true }], ['firm_id', 'text', { references: 'firms.id' }], ['edition_id', 'text'], ['edition_version', 'text'], ['state', 'text'], ['is_live', 'integer', optional],
        ['opening', 'text'], ['taken_back', 'text'], ['from_id', 'text', { nullable: true, references: 'assessments.id' }], ['is_shared', 'integer'],
        ['review_to', 'text', optional], ['submitted_by', 'text', { nullable: true, ...account }], ['submitted_at', 'bigint', optional], ['reviewer_id', 'text', { nullable: true, ...account }], ['review_note', 'text'],
        ['closed_at', 'bigint', optional], ['score_tenths', 'integer', optional], ['grade', 'text', optional],
        ['created_by', 'text', account], ['created_at', 'bigint'], ['saved_by', 'text', account], ['saved_at', 'bigint'], ['version', 'integer']])
      await db.schema.createIndex('assessments_firm').on('assessments').columns(['firm_id', 'created_at']).execute()
      // is_live is 1 until it is closed, then null: one that goes on for a firm and edition, whatever two phones begin at once.
      await db.schema.createIndex('assessments_once').on('assessments').columns(['firm_id', 'edition_id', 'is_live']).unique().execute()
      await db.schema.createIndex('assessments_review').on('assessments').columns(['state', 'review_to']).execute()

      await table(db, 'assessment_answers', [['assessment_id', 'text', { references: 'assessments.id' }], ['item_id', 'text'], ['answer', 'text', optional], ['note', 'text'], ['origin', 'text'],
        ['version', 'integer'], ['saved_by', 'text', { nullable: true, ...account }], ['saved_at', 'bigint']], ['assessment_id', 'item_id'])
      await table(db, 'assessment_answer_events', [['assessment_id', 'text', { references: 'assessments.id' }], ['item_id', 'text'], ['version', 'integer'], ['answer', 'text', optional], ['note', 'text'], ['origin', 'text'],
        ['saved_by', 'text', { nullable: true, ...account }], ['saved_at', 'bigint']], ['assessment_id', 'item_id', 'version'])
      await table(db, 'assessment_evidence', [['id', 'text', { primary: true }], ['assessment_id', 'text', { references: 'assessments.id' }], ['item_id', 'text'], ['file_id', 'text', { references: 'files.id' }],
        ['dated_on', 'text', optional], ['expires_on', 'text', optional], ['added_by', 'text', account], ['added_at', 'bigint']])
      await db.schema.createIndex('assessment_evidence_once').on('assessment_evidence').columns(['assessment_id', 'item_id', 'file_id']).unique().execute()
      await db.schema.createIndex('assessment_evidence_file').on('assessment_evidence').columns(['file_id']).execute()
      await table(db, 'assessment_assignments', [['assessment_id', 'text', { references: 'assessments.id' }], ['scope', 'text'], ['ref', 'text'], ['account_id', 'text', account]], ['assessment_id', 'scope', 'ref'])
      await table(db, 'assessment_remarks', [['assessment_id', 'text', { references: 'assessments.id' }], ['item_id', 'text'], ['note', 'text'], ['saved_by', 'text', account], ['saved_at', 'bigint']], ['assessment_id', 'item_id'])
      await table(db, 'plan_steps', [['id', 'text', { primary: true }], ['assessment_id', 'text', { references: 'assessments.id' }], ['item_id', 'text'], ['title', 'text'], ['owner_id', 'text', { nullable: true, ...account }],
        ['due_on', 'text', optional], ['state', 'text'], ['note', 'text'], ['soon_told', 'text', optional], ['late_told', 'text', optional], ['saved_by', 'text', account], ['saved_at', 'bigint'], ['version', 'integer']])
      await db.schema.createIndex('plan_steps_once').on('plan_steps').columns(['assessment_id', 'item_id']).unique().execute()
      await db.schema.createIndex('plan_steps_due').on('plan_steps').columns(['state', 'due_on']).execute()

      // For the county's figures: assessments that count, and answers that are gaps.
      await sql`create index assessments_counted on assessments (edition_id, firm_id, closed_at, id) where is_shared = 1 and state = 'closed' and score_tenths is not null`.execute(db)
      await sql`create index assessment_answers_failed on assessment_answers (assessment_id, item_id) where answer in ('minor', 'major') and origin <> 'suggested'`.execute(db)
    },
  }
}
