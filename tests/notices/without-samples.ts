import { forgetTerms } from '#server/notices/search-index.ts'
import type { TestApp } from '../support/app.ts'

/** The county's files are the only notices: those of the demonstration, and what was told of them, are taken away. */
export async function withoutSamples({ deps }: Pick<TestApp, 'deps'>): Promise<void> {
  await deps.commands.run(async (tx) => {
    const samples = await tx.selectFrom('notices').select(['id', 'position']).where('origin', '=', 'desk').execute()
    const ids = samples.map(({ id }) => id)
    if (ids.length === 0) return
    for (const { position } of samples) if (position !== null) await forgetTerms(tx, deps.databaseKind, position)
    await tx.deleteFrom('notice_hands').where('version_id', 'in', tx.selectFrom('notice_versions').select('id').where('notice_id', 'in', ids)).execute()
    for (const table of ['notice_sendings', 'notice_targets', 'notice_reads', 'notice_deadlines', 'notice_programmes', 'notice_versions'] as const) await tx.deleteFrom(table).where('notice_id', 'in', ids).execute()
    await tx.deleteFrom('notices').where('id', 'in', ids).execute()
    await tx.deleteFrom('outbox').where('dedupe_key', 'like', 'notice%').execute()
  })
}
