// A backup of files that lie in a bucket (s3rver, a fake of S3), and back into another bucket.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { backUp } from '#server/operations/backup.ts'
import { restore } from '#server/operations/restore.ts'
import { sha256Of, storedAt } from '#server/files/store.ts'
import { openS3Store } from '#server/files/store-s3.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { emptyPlace } from '../support/elsewhere.ts'
import { startS3Peer, type S3Peer } from '../support/s3-peer.ts'
import { memoryFolder } from '../support/template.ts'

let peer: S3Peer
let test: TestApp
const folder = memoryFolder('bucket-backups')
beforeAll(async () => {
  peer = await startS3Peer()
  test = await buildTestApp({ env: peer.env })
  // What the template has in its folder.
  for (const { storage_key: key } of await test.db.selectFrom('files').select('storage_key').execute()) await test.deps.files.put(key, readFileSync(join(test.deps.config.dataDir, 'files', storedAt(key))))
}, 60_000)
afterAll(async () => {
  await test.close()
  await peer.close()
  rmSync(folder, { recursive: true, force: true })
})

it('has every file of the bucket, and a restore brings them into another one that is empty', async () => {
  const rows = await test.db.selectFrom('files').select(['storage_key', 'sha256']).execute()
  const report = await backUp(test.deps, { folder })
  expect([report.problems, report.files.count]).toEqual([[], rows.length])
  const elsewhere = await emptyPlace()
  const here = { ...elsewhere.config, s3: test.deps.config.s3 }
  await expect(restore(here, { from: report.folder, at: test.clock.now() })).rejects.toThrow(/bucket zqt is not empty/)
  const s3 = await peer.addBucket('restored')
  const restored = await restore({ ...elsewhere.config, s3 }, { from: report.folder, at: test.clock.now() })
  expect([restored.problems, restored.files]).toEqual([[], rows.length])
  const store = openS3Store(s3, folder)
  for (const { storage_key: key, sha256 } of rows) {
    const chunks: Uint8Array[] = []
    for await (const chunk of await store.open(key)) chunks.push(chunk)
    expect(sha256Of(Buffer.concat(chunks))).toBe(sha256)
  }
  store.close()
  await elsewhere.remove()
})
