// s3rver, a fake of S3 that checks signatures, as a process of its own: it can be stopped and started like the real thing. It is no MinIO and no cloud: what those do beyond the requests of server/files/bucket.ts is not shown by it. It cannot answer a list of more than a thousand names (its cipher is gone from OpenSSL).
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3'
import type { S3Config } from '#server/config-files.ts'
import { freePort } from './server-process.ts'

export interface S3Peer {
  readonly config: S3Config
  /** As settings of a server. */
  readonly env: Record<string, string>
  /** Ends it at once; what was stored stays. */
  stop(): Promise<void>
  start(): Promise<void>
  /** A new, empty bucket; the settings for it. */
  addBucket(name: string): Promise<S3Config>
  close(): Promise<void>
}

const program = join(dirname(createRequire(import.meta.url).resolve('s3rver/package.json')), 'bin/s3rver.js')
const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export async function startS3Peer(): Promise<S3Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'zqt-s3-'))
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  const killNow = () => child?.kill('SIGKILL')
  process.on('exit', killNow)

  async function start(): Promise<void> {
    const started = spawn(process.execPath, [program, '--directory', folder, '--address', '127.0.0.1', '--port', String(port), '--silent'], { stdio: 'ignore', env: { PATH: process.env.PATH ?? '' } })
    child = started
    for (let tries = 0; tries < 200; tries += 1) {
      if (await fetch(endpoint).then((reply) => reply.arrayBuffer()).then(() => true, () => false)) return
      await pause(50)
    }
    throw new Error('s3rver did not start')
  }
  async function stop(): Promise<void> {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null) return
    await new Promise<void>((gone) => {
      running.once('exit', () => gone())
      running.kill('SIGKILL')
    })
  }
  const configOf = (bucket: string): S3Config => ({ endpoint, region: 'us-east-1', bucket, ...keys, forcePathStyle: true })
  async function addBucket(name: string): Promise<S3Config> {
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: keys })
    await client.send(new CreateBucketCommand({ Bucket: name }))
    client.destroy()
    return configOf(name)
  }

  await start()
  const config = await addBucket('zqt')
  return {
    config,
    env: { S3_ENDPOINT: endpoint, S3_BUCKET: 'zqt', S3_ACCESS_KEY_ID: keys.accessKeyId, S3_SECRET_ACCESS_KEY: keys.secretAccessKey },
    start,
    stop,
    addBucket,
    async close() {
      await stop()
      process.off('exit', killNow)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
