// The content files and the desk: both bring versions, and once the desk has published, the desk counts (decision 0014).
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getProgramme } from '#contract/subsidies/endpoints.ts'
import { loadContent, type Content } from '#server/content.ts'
import type { Deps } from '#server/deps.ts'
import { recordSchemes } from '#server/subsidies/scheme-history.ts'
import { allActors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { draftIn, publishChange, read, save, start } from './scheme-desk.ts'

const P = 'P02'
let folder: string
let test: TestApp
let officers: [Client, Client]
let warned: unknown[]
let fresh: { restore(): Promise<void> }
const file = () => join(folder, `subsidies/${P}.json`)
const original = readFileSync(`content/huantai/subsidies/${P}.json`, 'utf8')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zqt-schemes-'))
  cpSync('content/huantai', folder, { recursive: true })
  test = await buildTestApp({ deps: { content: loadContent(folder, { demo: true }) } })
  const { clients } = await allActors(test)
  officers = [clients.officer, clients.secondOfficer]
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await restartWith()
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As a process that starts again on the same data, its file changed. */
async function restartWith(change: object = {}): Promise<Content> {
  writeFileSync(file(), JSON.stringify({ ...(JSON.parse(original) as object), ...change }))
  const content = loadContent(folder, { demo: true })
  warned = []
  const log: Deps['log'] = { ...test.deps.log, warn: (fields) => void warned.push(fields) }
  Object.assign(test.deps, { content })
  await recordSchemes({ ...test.deps, log })
  return content
}
const versions = async () => (await read(officers[0], P)).versions.map(({ number, state, origin }) => `${number} ${state} ${origin}`)
const title = async () => (await test.client().call(getProgramme, { params: { id: P } })).body.title

describe('the versions of a scheme', () => {
  it('begin with the file, and a start that changes nothing adds none', async () => {
    expect(await versions()).toEqual(['1 live file'])
    await restartWith()
    expect(await versions()).toEqual(['1 live file'])
  })

  it('go on with every changed file, also when it goes back to what it was', async () => {
    await restartWith({ title: '改过的文件' })
    expect(await versions()).toEqual(['2 live file', '1 past file'])
    await restartWith()
    expect(await versions()).toEqual(['3 live file', '2 past file', '1 past file'])
  })

  it('a draft keeps its text and moves up a number when a file comes before it', async () => {
    await start(officers[0], { id: P, of: P })
    await save(officers[0], P, (source) => ({ ...source, title: '一稿' }))
    await restartWith({ title: '改过的文件' })
    expect(await versions()).toEqual(['3 draft desk', '2 live file', '1 past file'])
    const scheme = await read(officers[0], P)
    expect([scheme.draft?.title, draftIn(scheme).revision, scheme.live?.title]).toEqual(['一稿', 2, '改过的文件'])
  })
})

describe('once the desk has published', () => {
  it('a start keeps what it published', async () => {
    await publishChange(officers, P, (source) => ({ ...source, title: '窗口发布的' }))
    const { version } = test.deps.content
    const content = await restartWith()
    expect(await title()).toBe('窗口发布的')
    expect(content.version).toBe(version)
    expect(warned).toEqual([])
  })

  it('a changed file is kept, does not count, and the log says so once', async () => {
    await publishChange(officers, P, (source) => ({ ...source, title: '窗口发布的' }))
    await restartWith({ title: '改过的文件' })
    expect(await title()).toBe('窗口发布的')
    expect(await versions()).toEqual(['3 past file', '2 live desk', '1 past file'])
    expect(warned).toEqual([{ programmeId: P }])
    await restartWith({ title: '改过的文件' })
    expect(warned).toEqual([])
  })

})

/** One more file, of a scheme nothing else points to. */
async function withExtra(isThere: boolean): Promise<void> {
  const extra = join(folder, 'subsidies/P12.json')
  if (isThere) writeFileSync(extra, JSON.stringify({ ...(JSON.parse(original) as object), id: 'P12', numberKind: 'XX' }))
  else rmSync(extra, { force: true })
  await restartWith()
}

describe('a file that is taken away', () => {
  afterEach(() => rmSync(join(folder, 'subsidies/P12.json'), { force: true }))
  const offered = async () => (await test.client().call(getProgramme, { params: { id: 'P12' } })).status

  it('takes its scheme out of the offer where only files have brought it', async () => {
    await withExtra(true)
    expect(await offered()).toBe(200)
    await withExtra(false)
    expect(await offered()).toBe(404)
    expect((await read(officers[0], 'P12')).versions.map(({ state }) => state)).toEqual(['past'])
  })

  it('changes nothing where the desk has published; a shape this program does not know stops the start by name', async () => {
    await withExtra(true)
    await publishChange(officers, 'P12', (source) => ({ ...source, title: '窗口发布的' }))
    await withExtra(false)
    expect(await offered()).toBe(200)
    await test.db.updateTable('scheme_versions').set({ source: JSON.stringify({ id: 'P12' }) }).where('programme_id', '=', 'P12').where('state', '=', 'live').execute()
    await expect(recordSchemes(test.deps)).rejects.toThrow('P12 version 2')
    // The next file of this worker starts on the same database.
    await fresh.restore()
  })
})
