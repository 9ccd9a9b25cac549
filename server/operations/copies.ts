// Copies the running server makes of itself every few minutes where COPY_TO says so: what is lost with the machine is what came since the last one (SQLite; PostgreSQL has its WAL).
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../deps.ts'
import { backUp, madeAtOf } from './backup.ts'

/** Older than that, or than two intervals, and somebody should look; twice the promise. */
export const lateAfterMs = 10 * 60_000
/** Each holds a whole database; those for longer are the backup timer's. */
const kept = 3

type Copying = Pick<Deps, 'config' | 'clock' | 'log'>
interface Progress { last: number | undefined; begunAt: number | undefined; isLate: boolean; since: number; underWay: Promise<void> | undefined }
const progressOf = new WeakMap<Deps['files'], Progress>()

export interface CopyState { state: 'off' | 'current' | 'late'; /** When the newest whole one was begun: everything acknowledged before is in it. */ last: number | undefined }

/** Apart from backups, which may lie in the same place: thinning one never removes the other. */
export function copiesFolder(to: string): string {
  return join(to, 'copies')
}

function progress(deps: Copying & Pick<Deps, 'files'>): Progress {
  const known = progressOf.get(deps.files)
  if (known) return known
  const fresh: Progress = { last: undefined, begunAt: undefined, isLate: false, since: deps.clock.now(), underWay: undefined }
  progressOf.set(deps.files, fresh)
  return fresh
}

export function copyState(deps: Copying & Pick<Deps, 'files'>): CopyState {
  if (!deps.config.copy) return { state: 'off', last: undefined }
  const { last, since } = progress(deps)
  return { state: deps.clock.now() - (last ?? since) > Math.max(lateAfterMs, 2 * deps.config.copy.everyMs) ? 'late' : 'current', last }
}

/** What an earlier process left counts: its age is what would be lost. */
async function lastIn(folder: string): Promise<number | undefined> {
  const names = await readdir(folder)
  return names.map(madeAtOf).filter((at) => at !== undefined).sort((a, b) => a - b).at(-1)
}

/** Makes one copy. Throws when there is none: the place is away, or full. */
export async function makeCopy(deps: Deps, to: string): Promise<void> {
  const now = progress(deps)
  const folder = copiesFolder(to)
  // Not `recursive`: a disk that is not mounted must not become a folder on this one.
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  now.last ??= await lastIn(folder)
  const at = deps.clock.now()
  const report = await backUp(deps, { folder, keep: kept, isCopy: true })
  now.last = at
  if (report.problems.length > 0) deps.log.error({ problems: report.problems.slice(0, 20), count: report.problems.length }, 'the copy of the data has problems')
}

/** A step of the worker: begins a copy when one is due and does not wait for it. */
export function keepCopies(deps: Deps): () => Promise<void> {
  return async () => {
    const { copy } = deps.config
    if (!copy) return
    const now = progress(deps)
    const { state, last } = copyState(deps)
    if (state === 'late' && !now.isLate) deps.log.error({ last: last === undefined ? null : new Date(last).toISOString() }, 'the newest copy of the data is too old')
    if (state === 'current' && now.isLate) deps.log.info({ last }, 'copies of the data are made again')
    now.isLate = state === 'late'
    if (now.underWay || (now.begunAt !== undefined && performance.now() - now.begunAt < copy.everyMs)) return
    now.begunAt = performance.now()
    now.underWay = makeCopy(deps, copy.to)
      .catch((error: unknown) => deps.log.error({ err: error, to: copy.to }, 'no copy of the data was made'))
      .finally(() => { now.underWay = undefined })
  }
}

/** Resolves when no copy is under way: bytes it held back from removal are removed then, which a process that ends before would forget. */
export async function copyEnds(deps: Copying & Pick<Deps, 'files'>): Promise<void> {
  await progressOf.get(deps.files)?.underWay
}
