// What may be claimed once, money and places in line, versions of schemes, the paper library, help on the spot.
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { optional, table } from './table.ts'

async function addToApplications(db: Kysely<unknown>): Promise<void> {
  const columns = [['batch_id', 'text'], ['place', 'integer'], ['recommended_fen', 'bigint'], ['origins', 'text']] as const
  for (const [name, type] of columns) await db.schema.alterTable('applications').addColumn(name, type).execute()
}

/** The guard behind every approval: whatever runs at once, no row of these can say that more was promised than there is. */
async function createMoney(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('budgets').addColumn('programme_id', 'text', (column) => column.notNull()).addColumn('batch_id', 'text', (column) => column.notNull())
    .addColumn('total_fen', 'bigint').addColumn('committed_fen', 'bigint', (column) => column.notNull().defaultTo(0)).addColumn('paid_fen', 'bigint', (column) => column.notNull().defaultTo(0)).addColumn('places', 'integer', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('budgets_pk', ['programme_id', 'batch_id'] as never[])
    .addCheckConstraint('budgets_never_below_zero', sql`committed_fen >= 0 and (total_fen is null or committed_fen <= total_fen)`)
    .addCheckConstraint('budgets_paid_was_committed', sql`paid_fen >= 0 and paid_fen <= committed_fen`).execute()
  await db.schema.createTable('firm_awards').addColumn('firm_id', 'text', (column) => column.notNull().references('firms.id')).addColumn('scheme', 'text', (column) => column.notNull()).addColumn('year', 'integer', (column) => column.notNull())
    .addColumn('committed_fen', 'bigint', (column) => column.notNull().defaultTo(0)).addPrimaryKeyConstraint('firm_awards_pk', ['firm_id', 'scheme', 'year'] as never[])
    .addCheckConstraint('firm_awards_never_below_zero', sql`committed_fen >= 0`).execute()
}

async function createClaims(db: Kysely<unknown>): Promise<void> {
  await table(db, 'claims', [['case_id', 'text', { references: 'cases.id' }], ['key', 'text'], ['firm_id', 'text', { references: 'firms.id' }], ['path', 'text'], ['label', 'text']], ['case_id', 'key'])
  // A firm claims a thing in one live case only, whichever of two phones is faster.
  await db.schema.createIndex('claims_firm').on('claims').columns(['firm_id', 'key']).unique().execute()
  await db.schema.createIndex('claims_key').on('claims').column('key').execute()
  // From approval on nobody else gets it.
  await table(db, 'claim_holds', [['key', 'text', { primary: true }], ['case_id', 'text', { references: 'cases.id' }], ['at', 'bigint']])
  await db.schema.createIndex('claim_holds_case').on('claim_holds').column('case_id').execute()
  await table(db, 'match_answers', [['firm_id', 'text', { references: 'firms.id' }], ['programme_id', 'text'], ['field', 'text'], ['value', 'text'], ['source', 'text'], ['saved_by', 'text', { references: 'accounts.id' }], ['saved_at', 'bigint']], ['firm_id', 'programme_id', 'field'])
}

async function createSchemes(db: Kysely<unknown>): Promise<void> {
  await table(db, 'scheme_versions', [['id', 'text', { primary: true }], ['programme_id', 'text'], ['number', 'integer'], ['state', 'text'], ['origin', 'text'], ['hash', 'text'], ['source', 'text'], ['note', 'text'], ['revision', 'integer'],
    ['saved_by', 'text', optional], ['saved_at', 'bigint'], ['proposed_by', 'text', optional], ['proposed_at', 'bigint', optional], ['published_by', 'text', optional], ['published_at', 'bigint', optional]])
  await db.schema.createIndex('scheme_versions_number').on('scheme_versions').columns(['programme_id', 'number']).unique().execute()
  await db.schema.createIndex('scheme_versions_one_draft').on('scheme_versions').column('programme_id').unique().where(sql.ref('state'), 'in', sql`('draft', 'proposed')`).execute()
  await db.schema.createIndex('scheme_versions_one_live').on('scheme_versions').column('programme_id').unique().where(sql.ref('state'), '=', sql.lit('live')).execute()
  // Everybody who had a hand in a draft; none of them approves it.
  await table(db, 'scheme_hands', [['version_id', 'text', { references: 'scheme_versions.id' }], ['account_id', 'text', { references: 'accounts.id' }]], ['version_id', 'account_id'])
}

async function createLibrary(db: Kysely<unknown>): Promise<void> {
  await table(db, 'library_papers', [['id', 'text', { primary: true }], ['firm_id', 'text', { references: 'firms.id' }], ['kind', 'text'], ['name', 'text'], ['issued_on', 'text', optional], ['valid_to', 'text', optional], ['case_id', 'text', { nullable: true, references: 'cases.id' }],
    ['saved_by', 'text', { references: 'accounts.id' }], ['saved_at', 'bigint'], ['version', 'integer']])
  await db.schema.createIndex('library_papers_firm').on('library_papers').columns(['firm_id', 'kind', 'saved_at']).execute()
  await table(db, 'library_pages', [['paper_id', 'text', { references: 'library_papers.id' }], ['position', 'integer'], ['file_id', 'text', { references: 'files.id' }]], ['paper_id', 'position'])
  await db.schema.createIndex('library_pages_file').on('library_pages').column('file_id').execute()
}

async function createAssists(db: Kysely<unknown>): Promise<void> {
  // What a code is for; one for signing in has no purpose, and none serves for another.
  for (const name of ['purpose', 'about']) await db.schema.alterTable('sign_in_codes').addColumn(name, 'text').execute()
  await table(db, 'assists', [['id', 'text', { primary: true }], ['assistant_id', 'text', { references: 'accounts.id' }], ['firm_id', 'text', { references: 'firms.id' }], ['member_id', 'text', { references: 'accounts.id' }], ['started_at', 'bigint'], ['ends_at', 'bigint'], ['ended_at', 'bigint', optional]])
  await db.schema.createIndex('assists_assistant').on('assists').columns(['assistant_id', 'ends_at']).execute()
  await db.schema.createIndex('assists_firm').on('assists').columns(['firm_id', 'ends_at']).execute()
}

/** Pledge details and papers of a right; who was reminded of which yearly fee. */
async function growPortfolio(db: Kysely<unknown>): Promise<void> {
  for (const name of ['pledgee', 'pledge_number', 'pledged_on']) await db.schema.alterTable('rights').addColumn(name, 'text').execute()
  await db.schema.alterTable('portfolio_settings').addColumn('reminds', 'integer', (column) => column.notNull().defaultTo(1)).execute()
  await table(db, 'right_papers', [['id', 'text', { primary: true }], ['right_id', 'text', { references: 'rights.id' }], ['kind', 'text'], ['file_id', 'text', { references: 'files.id' }], ['added_by', 'text', { references: 'accounts.id' }], ['added_at', 'bigint']])
  await db.schema.createIndex('right_papers_once').on('right_papers').columns(['right_id', 'file_id']).unique().execute()
  await db.schema.createIndex('right_papers_file').on('right_papers').column('file_id').execute()
  // One reminder of a fee and step, whatever restarts.
  await table(db, 'annuity_tellings', [['right_id', 'text', { references: 'rights.id' }], ['patent_year', 'integer'], ['step', 'text'], ['told_at', 'bigint']], ['right_id', 'patent_year', 'step'])
}

export function claimsMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await addToApplications(db)
      await createMoney(db)
      await createClaims(db)
      await createSchemes(db)
      await createLibrary(db)
      await createAssists(db)
      await growPortfolio(db)
    },
  }
}
