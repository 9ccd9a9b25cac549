// An S3-compatible bucket: the handful of requests we make of it, and its failures in our words.
import type { Readable } from 'node:stream'
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { S3Config } from '../config-files.ts'
import { AppError } from '../errors.ts'

export interface Bucket {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** undefined: there is no such object. */
  get(key: string, range?: { start: number; end: number }): Promise<Readable | undefined>
  sizeOf(key: string): Promise<number | undefined>
  remove(key: string): Promise<void>
  /** Names of all objects that begin with `prefix`. */
  list(prefix: string): Promise<string[]>
  /** What follows `prefix` up to the next slash, each once. */
  listFolders(prefix: string): Promise<string[]>
  /** No object begins with `prefix`. */
  isEmpty(prefix: string): Promise<boolean>
  close(): void
}

const connectMs = 3_000
const answerMs = 20_000

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound')
}

/** Wherever the trouble is: it is not the phone's, and it may be over in a moment. */
function asTrouble(error: unknown): AppError {
  return new AppError('unavailable', { detail: 'the file storage does not answer as it should', retryAfterSeconds: 5, cause: error })
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw asTrouble(error)
  }
}

export function openBucket({ endpoint, region, bucket, accessKeyId, secretAccessKey, forcePathStyle }: S3Config): Bucket {
  const client = new S3Client({
    region, forcePathStyle, credentials: { accessKeyId, secretAccessKey }, ...(endpoint === undefined ? {} : { endpoint }),
    // Checksums of newer kinds are not known everywhere; what we send is signed with its SHA-256 anyway, and what we stored has its hash in the database.
    requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3, requestHandler: { connectionTimeout: connectMs, requestTimeout: answerMs, throwOnRequestTimeout: true },
  })
  const named = { Bucket: bucket }

  async function* pages(prefix: string, delimiter?: string) {
    for (let token: string | undefined; ; ) {
      const page = await client.send(new ListObjectsV2Command({ ...named, Prefix: prefix, Delimiter: delimiter, ContinuationToken: token })).catch((error: unknown) => { throw asTrouble(error) })
      yield page
      if (!page.IsTruncated) return
      token = page.NextContinuationToken
    }
  }

  return {
    async put(key, bytes) {
      await client.send(new PutObjectCommand({ ...named, Key: key, Body: bytes, ContentLength: bytes.byteLength })).catch((error: unknown) => { throw asTrouble(error) })
    },
    get: (key, range) => unlessMissing(async () => {
      const { Body } = await client.send(new GetObjectCommand({ ...named, Key: key, ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}) }))
      if (Body === undefined || !('pipe' in Body)) throw new Error('an object without a body')
      return Body
    }),
    sizeOf: (key) => unlessMissing(async () => (await client.send(new HeadObjectCommand({ ...named, Key: key }))).ContentLength ?? 0),
    async remove(key) {
      await unlessMissing(() => client.send(new DeleteObjectCommand({ ...named, Key: key })))
    },
    async list(prefix) {
      const keys: string[] = []
      for await (const { Contents = [] } of pages(prefix)) keys.push(...Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key])))
      return keys
    },
    async listFolders(prefix) {
      const names: string[] = []
      for await (const { CommonPrefixes = [] } of pages(prefix, '/')) names.push(...CommonPrefixes.flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix.slice(prefix.length, -1)])))
      return names
    },
    async isEmpty(prefix) {
      for await (const { Contents = [] } of pages(prefix)) return Contents.length === 0
      return true
    },
    close: () => client.destroy(),
  }
}
