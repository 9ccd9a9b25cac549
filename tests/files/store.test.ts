import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDiskStore, type FileStore } from '#server/files/store.ts'

describe('the file store on disk', () => {
  let folder: string
  let store: FileStore
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zqt-store-'))
    store = await openDiskStore(folder)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('gives back what was put in, whole or a part of it, and its hash', async () => {
    const key = randomUUID()
    const { sizeBytes, sha256 } = await store.put(key, Buffer.from('质押合同'))
    expect({ sizeBytes, sha256 }).toEqual({ sizeBytes: 12, sha256: '23d9c13201c1003956dbb429cd3a9e1d3a91b291d65b60e4ae6e8861e8c50873' })
    expect((await buffer(await store.open(key))).toString()).toBe('质押合同')
    expect((await buffer(await store.open(key, { start: 3, end: 5 }))).toString()).toBe('押')
  })

  it('still has it after a new start, and sweeps what a killed process left half written', async () => {
    const key = randomUUID()
    await store.put(key, Buffer.from('kept'))
    const [half, underWay] = ['half', 'under-way'].map((name) => join(folder, 'files/tmp', name))
    await writeFile(half!, 'x')
    await utimes(half!, new Date(Date.now() - 2 * 3_600_000), new Date(Date.now() - 2 * 3_600_000))
    // Of another process, which shares the folder.
    await writeFile(underWay!, 'x')
    const again = await openDiskStore(folder)
    expect((await buffer(await again.open(key))).toString()).toBe('kept')
    expect(await readdir(join(folder, 'files/tmp'))).toEqual(['under-way'])
  })

  it('says when nothing is kept under a key, and forgets on request', async () => {
    const key = randomUUID()
    await expect(store.open(key)).rejects.toMatchObject({ code: 'ENOENT' })
    await store.put(key, Buffer.from('x'))
    await store.remove(key)
    await store.remove(key)
    await expect(store.open(key)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each(['../../etc/passwd', 'a/b', '', 'NUL', '..', 'ABCDEF01-0000-0000-0000-000000000000'])('takes only its own kind of key, not %j', async (key) => {
    await expect(store.put(key, Buffer.from('x'))).rejects.toThrow('UUID')
    await expect(store.open(key)).rejects.toThrow('UUID')
  })

  it('is one place for all processes that see the folder, and another elsewhere', async () => {
    expect((await openDiskStore(folder)).place).toBe(store.place)
    expect((await openDiskStore(join(folder, 'elsewhere'))).place).not.toBe(store.place)
  })

  it('knows how much room is left', async () => {
    const { freeBytes, totalBytes } = await store.space()
    expect(freeBytes).toBeGreaterThan(0)
    expect(totalBytes).toBeGreaterThan(freeBytes)
  })
})
