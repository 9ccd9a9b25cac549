// An upload that is given up while it is judged leaves a whole file or nothing, on the disk as in the database.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteFile } from '#contract/files/endpoints.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPicture } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { beginUpload, chunkHeaders } from '../support/upload.ts'
import { aPdf } from './pdf-samples.ts'

let test: TestApp
let clerk: Client
let firmId: string
beforeAll(async () => {
  test = await buildTestApp()
  clerk = test.client()
  firmId = (await clerk.signIn(phones.clerk)).firms[0]?.id ?? ''
})
afterAll(() => test.close())

function isOnDisk(id: string): boolean {
  const { dataDir } = test.deps.config
  return ['files', 'uploads'].some((folder) => readdirSync(join(dataDir, folder), { recursive: true }).some((name) => String(name).endsWith(id)))
}

describe('giving up', () => {
  it('at the last moment', async () => {
    for (const [round, wait] of [0, 1, 2, 4, 8, 16, 32, 64, 128].entries()) {
      const [bytes, type] = round % 2 === 0 ? [await aPicture(), 'image/png'] : [aPdf(), 'application/pdf']
      const id = await beginUpload(clerk, { size: bytes.byteLength, type, firmId, purpose: 'paper' })
      const sending = clerk.request('PATCH', `/api/files/${id}`, { headers: chunkHeaders(0), body: bytes })
      await new Promise((go) => setTimeout(go, wait))
      const [sent, deleted] = await Promise.all([sending, clerk.call(deleteFile, { params: { id } })])
      expect([204, 404, 410]).toContain(sent.status)
      expect(deleted.status).toBe(204)
      const row = await test.db.selectFrom('files').select('id').where('id', '=', id).executeTakeFirst()
      expect([row === undefined, isOnDisk(id)], `after ${wait} ms, sent: ${sent.status}`).toEqual([true, false])
    }
  })
})
