// The copies a server on SQLite makes of itself (COPY_TO): the machine is lost in the middle of work and its disk with it; what the newest whole copy becomes has everything that was acknowledged before it was begun.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { loadConfig } from '#server/config.ts'
import { madeAtOf } from '#server/operations/backup.ts'
import { copiesFolder } from '#server/operations/copies.ts'
import { restore } from '#server/operations/restore.ts'
import { startServer } from '../support/server-process.ts'
import { answeredBy, isBlind, judgeCopy, peopleUntilLost, toldSoFar, type Told } from './told.ts'

export interface CopyFigures { acknowledged: number; /** Before the newest copy was begun; all of them must be there. */ safe: number; copies: number; /** From the beginning of the newest whole copy to the loss. */ lostSeconds: number; restoreSeconds: number; problems: string[] }

/** Lost at some moment of the third minute, of a server that copies itself each minute. */
export async function proveCopies(): Promise<CopyFigures> {
  const place = mkdtempSync(join(tmpdir(), 'zqt-copies-'))
  const elsewhere = mkdtempSync(join(tmpdir(), 'zqt-copies-restored-'))
  const server = await startServer({ env: { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', COPY_TO: place, COPY_EVERY_MINUTES: '1' } })
  let isOn = true
  try {
    const { savers, submitters, work } = await peopleUntilLost(server.url, () => isOn)
    const notes: { at: number; told: Told; answered: number }[] = []
    const noting = (async () => {
      for (; isOn; await pause(200)) notes.push({ at: Date.now(), told: toldSoFar(savers, submitters), answered: answeredBy(savers, submitters) })
    })()
    await pause(121_000 + Math.random() * 50_000)
    isOn = false
    const lostAt = Date.now()
    await server.kill()
    rmSync(server.dataDir, { recursive: true, force: true })
    await Promise.all([work, noting])
    const copies = readdirSync(copiesFolder(place)).filter((name) => madeAtOf(name) !== undefined).toSorted()
    const newest = copies.at(-1) ?? ''
    const begun = madeAtOf(newest) ?? 0
    const known = notes.findLast(({ at }) => at < begun)
    if (!known) throw new Error(`nothing was acknowledged before the copy ${newest}`)
    const restoring = performance.now()
    const { problems } = await restore(loadConfig({ DATA_DIR: elsewhere }), { from: join(copiesFolder(place), newest), at: Date.now() })
    const restoreSeconds = (performance.now() - restoring) / 1000
    const where = { dataDir: elsewhere, databaseUrl: undefined }
    const found = [...problems, ...(await judgeCopy(where, known.told))]
    if (await isBlind(where, known.told)) found.push('the control was not found: this proof proves nothing')
    return { acknowledged: answeredBy(savers, submitters), safe: known.answered, copies: copies.length, lostSeconds: (lostAt - begun) / 1000, restoreSeconds, problems: found }
  } finally {
    isOn = false
    await server.close()
    for (const folder of [place, elsewhere]) rmSync(folder, { recursive: true, force: true })
  }
}
