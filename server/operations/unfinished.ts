import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Lies in DATA_DIR while a restore is under way; what a killed one leaves is no data to serve. */
export function unfinishedRestore(dataDir: string): string {
  return join(dataDir, 'restore-under-way')
}

/** Throws when a restore into this folder was begun and not finished. */
export function assertNoHalfRestore(dataDir: string): void {
  if (existsSync(unfinishedRestore(dataDir))) throw new Error(`a restore into ${dataDir} was begun and not finished: empty the folder (and the PostgreSQL database, if there is one) and restore again`)
}
