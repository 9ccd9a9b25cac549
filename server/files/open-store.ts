import type { Config } from '../config.ts'
import { openDiskStore, type FileStore } from './store.ts'
import { openS3Store } from './store-s3.ts'

/** The store the settings speak of; nothing is asked of a bucket yet. */
export async function openStore({ s3, filesDir, dataDir }: Pick<Config, 's3' | 'filesDir' | 'dataDir'>): Promise<FileStore> {
  return s3 ? openS3Store(s3, dataDir) : openDiskStore(filesDir)
}
