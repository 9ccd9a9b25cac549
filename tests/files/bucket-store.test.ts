// Files in a bucket, against s3rver: a fake of S3 that checks signatures.
import { randomBytes, randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#server/errors.ts'
import { chainOf } from '#server/files/incoming-s3.ts'
import { openS3Store, type BucketStore } from '#server/files/store-s3.ts'
import { startS3Peer, type S3Peer } from '../support/s3-peer.ts'

describe('the file store in a bucket', () => {
  let peer: S3Peer
  let store: BucketStore
  beforeAll(async () => {
    peer = await startS3Peer()
    store = openS3Store(peer.config, tmpdir())
  }, 30_000)
  afterAll(async () => {
    store.close()
    await peer.close()
  })
  const streamOf = (...chunks: (Uint8Array | Error)[]) => Readable.from((async function* () {
    for (const chunk of chunks) {
      if (chunk instanceof Error) throw chunk
      yield chunk
    }
  })(), { objectMode: false })

  it('gives back what was put in, whole or a part of it, and its hash', async () => {
    const key = randomUUID()
    expect(await store.put(key, Buffer.from('质押合同'))).toEqual({ sizeBytes: 12, sha256: '23d9c13201c1003956dbb429cd3a9e1d3a91b291d65b60e4ae6e8861e8c50873' })
    expect((await buffer(await store.open(key))).toString()).toBe('质押合同')
    expect((await buffer(await store.open(key, { start: 3, end: 5 }))).toString()).toBe('押')
    expect(await store.sizeOf(key)).toBe(12)
  })

  it('says when nothing is kept under a key, and forgets on request', async () => {
    const key = randomUUID()
    await expect(store.open(key)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await store.sizeOf(key)).toBeUndefined()
    await store.put(key, Buffer.from('x'))
    await store.remove(key)
    await store.remove(key)
    await expect(store.open(key)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each(['../../etc/passwd', 'a/b', '', '..', 'ABCDEF01-0000-0000-0000-000000000000'])('takes only its own kind of key, not %j', async (key) => {
    await expect(store.put(key, Buffer.from('x'))).rejects.toThrow('UUID')
    await expect(store.open(key)).rejects.toThrow('UUID')
    await expect(store.incoming.begin(`${key}/`)).rejects.toThrow('UUID')
  })

  it('keeps an upload piece by piece, counts what a broken line left, and puts it together in order', async () => {
    const [id, bytes] = [randomUUID(), randomBytes(3_000_000)]
    expect(await store.incoming.arrived(id)).toBeUndefined()
    await store.incoming.begin(id)
    expect(await store.incoming.arrived(id)).toBe(0)
    expect(await store.incoming.append(id, 0, streamOf(bytes.subarray(0, 1_500_000), bytes.subarray(1_500_000, 2_000_000)))).toBe(2_000_000)
    await expect(store.incoming.append(id, 2_000_000, streamOf(bytes.subarray(2_000_000, 2_400_000), new Error('connection lost')))).rejects.toThrow('connection lost')
    expect(await store.incoming.arrived(id)).toBe(2_400_000)
    // Another process, which knows nothing of the first.
    const other = openS3Store(peer.config, tmpdir())
    expect(await other.incoming.append(id, 2_400_000, streamOf(bytes.subarray(2_400_000)))).toBe(3_000_000)
    expect(bytes.equals(await other.incoming.read(id))).toBe(true)
    other.close()
    expect(await store.incoming.list()).toEqual([id])
    await store.incoming.forget(id)
    expect(await store.incoming.arrived(id)).toBeUndefined()
    expect(await store.incoming.list()).toEqual([])
  })

  it('bears somebody who sends a few bytes at a time', async () => {
    const [id, bytes] = [randomUUID(), randomBytes(70)]
    await store.incoming.begin(id)
    for (let at = 0; at < bytes.length; at += 1) expect(await store.incoming.append(id, at, streamOf(bytes.subarray(at, at + 1)))).toBe(at + 1)
    expect(bytes.equals(await store.incoming.read(id))).toBe(true)
    await store.incoming.forget(id)
  }, 30_000)

  it('takes the longest of pieces that overlap, and nothing beyond a gap', () => {
    const pieces = ([[0, 4], [0, 10], [4, 6], [10, 12], [20, 30], [12, 12]] as const).map(([start, end]) => ({ key: '', start, end }))
    expect(chainOf(pieces).map(({ start, end }) => [start, end])).toEqual([[0, 10], [10, 12]])
    expect(chainOf([])).toEqual([])
  })

  it('is unavailable while the bucket is away, and goes on where it was afterwards', async () => {
    const id = randomUUID()
    await store.incoming.begin(id)
    await store.incoming.append(id, 0, streamOf(Buffer.from('first')))
    await peer.stop()
    await expect(store.put(randomUUID(), Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.incoming.append(id, 5, streamOf(Buffer.from('second')))).rejects.toBeInstanceOf(AppError)
    const fresh = openS3Store(peer.config, tmpdir())
    expect(await fresh.isReachable()).toBe(false)
    fresh.close()
    await peer.start()
    expect(await store.incoming.arrived(id)).toBe(5)
    await store.incoming.append(id, 5, streamOf(Buffer.from('second')))
    expect((await store.incoming.read(id)).toString()).toBe('firstsecond')
  }, 60_000)

  it('names its place by the bucket, and keeps to it', async () => {
    const other = openS3Store(await peer.addBucket('another'), tmpdir())
    expect(other.place).not.toBe(store.place)
    expect(await other.isEmpty()).toBe(true)
    expect(await store.isEmpty()).toBe(false)
    other.close()
  })
})
