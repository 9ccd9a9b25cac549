// At start every content file's version is kept, and what was published at the desk is laid over the files (decision 0014).
import { ProgrammeSourceSchema } from '#contract/subsidies/programme.ts'
import { atMostEvery } from '../at-most-every.ts'
import { ContentError, type Content } from '../content.ts'
import { schemaProblems } from '../content/read.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { changeVersion, findByHash, findLive, insertVersion, lastNumber, sourceOf } from './scheme-repository.ts'

type History = Pick<Deps, 'db' | 'commands' | 'content' | 'clock' | 'log'>
type FileVersion = ReturnType<Content['files']>[number]

/** A draft has the number it will get: it moves up when a file brings a version before it. */
async function nextNumber(tx: Tx, programmeId: string): Promise<number> {
  const last = await lastNumber(tx, programmeId)
  const moved = await tx.updateTable('scheme_versions').set({ number: last + 1 }).where('programme_id', '=', programmeId).where('state', 'in', ['draft', 'proposed']).executeTakeFirst()
  return Number(moved.numUpdatedRows) === 0 ? last + 1 : last
}

/** Live unless the desk has published: then the desk's counts, and the file is kept as one that never did. */
async function recordFile(tx: Tx, { source, version }: FileVersion, at: number): Promise<'known' | 'live' | 'past'> {
  const live = await findLive(tx, source.id)
  if (live?.hash === version) return 'known'
  const base = { source, origin: 'file', savedBy: null, at } as const
  if (live?.origin === 'desk') {
    if (await findByHash(tx, source.id, version)) return 'known'
    await insertVersion(tx, { ...base, number: await nextNumber(tx, source.id), state: 'past', publishedAt: null })
    return 'past'
  }
  if (live) await changeVersion(tx, live, { state: 'past' })
  await insertVersion(tx, { ...base, number: await nextNumber(tx, source.id), state: 'live', publishedAt: at })
  return 'live'
}

/** Writes down what the files say now, then lays the desk's schemes over them. Throws ContentError when a published scheme is no longer of a shape this program knows. */
export async function recordSchemes(deps: History): Promise<void> {
  const at = deps.clock.now()
  const files = deps.content.files()
  const kept = await deps.commands.run(async (tx) => {
    const ids = files.map(({ source }) => source.id)
    // A scheme whose file is gone is no longer offered.
    await tx.updateTable('scheme_versions').set({ state: 'past' }).where('state', '=', 'live').where('origin', '=', 'file').where('programme_id', 'not in', ids.length > 0 ? ids : ['']).execute()
    const found: { id: string; as: 'known' | 'live' | 'past' }[] = []
    for (const file of files) found.push({ id: file.source.id, as: await recordFile(tx, file, at) })
    return found
  })
  for (const { id, as } of kept) if (as === 'past') deps.log.warn({ programmeId: id }, 'this file changed, but the desk has published this scheme: the file is kept and does not count')
  await publishSchemes(deps)
}

const publishing = new WeakMap<Content, Promise<void>>()

/** Lays what the desk has published over the files. One after the other: a reading begun before a commit must not be laid over one begun after it. */
export async function publishSchemes(deps: Pick<History, 'db' | 'content'>): Promise<void> {
  const before = publishing.get(deps.content) ?? Promise.resolve()
  const mine = before.then(() => layOver(deps))
  // Who waits next waits for this to end, however it ends.
  publishing.set(deps.content, mine.catch(() => undefined))
  await mine
}

const known = new WeakMap<Content, string>()

/** Changes with every publication at the desk; small enough to be asked every second or two. */
async function markOfPublished(db: History['db']): Promise<string> {
  const rows = await db.selectFrom('scheme_versions').select(['programme_id', 'hash']).where('state', '=', 'live').where('origin', '=', 'desk').orderBy('programme_id').execute()
  return rows.map(({ programme_id: id, hash }) => `${id} ${hash}`).join()
}

const lookEveryMs = 2_000

/** What another process has published is live here too: at once where it is heard of (`shareSchemes`), else at the next look. */
export const refreshSchemes = atMostEvery(lookEveryMs, async (deps) => {
  if (deps.databaseKind === 'postgres' && (await markOfPublished(deps.db)) !== known.get(deps.content)) await publishSchemes(deps)
})

/** From now on this process lays over what another one says it has published. */
export function shareSchemes(deps: Pick<Deps, 'db' | 'content' | 'signals' | 'log'>): void {
  deps.signals.on('schemes', () => {
    publishSchemes(deps).catch((error: unknown) => deps.log.warn({ err: error }, 'what another process published was not read'))
  })
}

async function layOver({ db, content }: Pick<History, 'db' | 'content'>): Promise<void> {
  const rows = await db.selectFrom('scheme_versions').select(['programme_id', 'number', 'source', 'hash']).where('state', '=', 'live').where('origin', '=', 'desk').orderBy('programme_id').execute()
  const published = rows.map((row) => ({ source: sourceOf(row), version: row.hash, name: `${row.programme_id} version ${row.number}` }))
  const problems = published.flatMap(({ source, name }) => schemaProblems(ProgrammeSourceSchema, source).map((problem) => `${name}: ${problem}`))
  if (problems.length > 0) throw new ContentError('scheme_versions', problems)
  known.set(content, rows.map(({ programme_id: id, hash }) => `${id} ${hash}`).join())
  content.publish(published.map(({ source, version }) => ({ source, version })))
}
