// Files in an S3-compatible bucket, for several processes or for a machine whose disk is not to be trusted with them.
import { statfs } from 'node:fs/promises'
import { sep } from 'node:path'
import type { S3Config } from '../config-files.ts'
import { openBucket } from './bucket.ts'
import { incomingPrefix, openIncomingBucket } from './incoming-s3.ts'
import { holdsOfOneProcess, sha256Of, storedAt, type FileStore } from './store.ts'

const filesPrefix = 'files/'
/** How long an answer about the bucket holds: every probe of readiness would ask it else. */
const askedForMs = 1_000

export interface BucketStore extends FileStore {
  /** Nothing of ours is in the bucket. */
  isEmpty(): Promise<boolean>
  close(): void
}

/** `localDir`: where the process itself writes. */
export function openS3Store(config: S3Config, localDir: string): BucketStore {
  const bucket = openBucket(config)
  const keyOf = (key: string) => filesPrefix + storedAt(key).split(sep).join('/')
  const { putAgain, ...removals } = holdsOfOneProcess((key) => bucket.remove(keyOf(key)))
  const asked: { at?: number; answer?: Promise<boolean> } = {}
  return {
    incoming: openIncomingBucket(bucket),
    root: undefined,
    place: `s3:${config.endpoint ?? 'aws'}/${config.bucket}`,
    ...removals,
    async put(key, bytes) {
      putAgain(key)
      await bucket.put(keyOf(key), bytes)
      return { sizeBytes: bytes.byteLength, sha256: sha256Of(bytes) }
    },
    async open(key, range) {
      const stream = await bucket.get(keyOf(key), range)
      if (!stream) throw Object.assign(new Error(`nothing is kept under ${key}`), { code: 'ENOENT' })
      return stream
    },
    sizeOf: (key) => bucket.sizeOf(keyOf(key)),
    async space() {
      const { bavail, blocks, bsize } = await statfs(localDir)
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
    },
    isReachable() {
      const now = performance.now()
      if (asked.answer === undefined || now - (asked.at ?? 0) > askedForMs) {
        asked.at = now
        // No such object; that it says so is the answer.
        asked.answer = bucket.sizeOf(`${filesPrefix}none`).then(() => true, () => false)
      }
      return asked.answer
    },
    isEmpty: async () => (await bucket.isEmpty(filesPrefix)) && (await bucket.isEmpty(incomingPrefix)),
    close: () => bucket.close(),
  }
}
