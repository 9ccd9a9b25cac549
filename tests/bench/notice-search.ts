// What the list of notices costs at 20,000 notices against 200, on both databases: the reading itself, without the network, so that nothing hides it.
import { rmSync } from 'node:fs'
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import type { NoticesQuery } from '#contract/notices/schema.ts'
import type { Database } from '#server/db/schema.ts'
import type { Deps } from '#server/deps.ts'
import { listNotices } from '#server/notices/reading.ts'
import { keepTerms } from '#server/notices/search-index.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { memoryFolder } from '../support/template.ts'
import { testClock } from '../support/test-clock.ts'
import { createTestDeps } from '../support/test-deps.ts'
import { round, table } from './figures.ts'

const sizes = [200, 20_000] as const
const rounds = 60
const signs = [...'企业知识产权质押融资贷款贴息补助申报材料窗口办理期限专利商标版权登记转化运营保护维权保险评价管理体系认证示范优势高新技术研发投入年度奖励标准细则'] as const
const day = '2026-11-10'
const positionOf = (index: number) => Number(day.replaceAll('-', '')) * 100_000 + index

/** The same words every time: a number from a number. */
function scattered(seed: number): number {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d)
  return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32
}

/** Eighty signs that follow no rule, and words that all, half or three of the notices have. */
function wordsOf(index: number, size: number): string {
  const text = Array.from({ length: 80 }, (_, place) => (place % 12 === 11 ? '，' : signs[Math.floor(scattered(index * 997 + place) * signs.length)])).join('')
  const isRare = [1, Math.floor(size / 2), size - 2].includes(index)
  return `全县通用办法，关于印发知识产权若干措施的通知\n桓政字〔2026〕${index}号\n${text}${index % 2 === 0 ? '，偶数乡镇' : '，奇数街道'}${scattered(index + 7) < 0.5 ? '，一半晴天' : ''}${isRare ? '，稀见麒麟' : ''}`
}

async function fill(db: Kysely<Database>, kind: Deps['databaseKind'], size: number): Promise<void> {
  for (let from = 0; from < size; from += 200) {
    await db.transaction().execute(async (tx) => {
      const indexes = Array.from({ length: Math.min(200, size - from) }, (_, index) => from + index)
      const rows = indexes.map((index) => ({ id: `n${index}`, category: ['policy', 'notice', 'guide'][index % 3] ?? '', issuer: `县第${index % 4}局`, words: wordsOf(index, size), programmeIds: index % 3 === 0 ? ['P03'] : [] }))
      await tx.insertInto('notices').values(rows.map(({ id, category, issuer, words }, place) => ({
        id, origin: 'content' as const, state: 'live' as const, position: positionOf(from + place), live_number: 1, last_number: 1, title: `关于印发知识产权若干措施的通知（${id}）`, document_number: null, issuer, category, written_on: null, published_on: day, valid_to: null, point: '有发明专利的企业可以申请。', words,
        published_at: 1, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null, created_by: null, created_at: 1,
      }))).execute()
      for (const [place, row] of rows.entries()) await keepTerms(tx, kind, positionOf(from + place), row)
      await tx.insertInto('notice_deadlines').values(rows.map(({ id }) => ({ notice_id: id, deadline_id: 'apply', title: '报名', on_date: '2026-12-20', position: 0 }))).execute()
    })
  }
}

const cases: readonly (readonly [what: string, query: (size: number) => NoticesQuery])[] = [
  ['the list', () => ({})],
  ['a category', () => ({ category: 'notice' })],
  ['a scheme', () => ({ programmeId: 'P03' })],
  ['a category of an issuer', () => ({ category: 'notice', issuer: '县第1局' })],
  ['a word all have', () => ({ q: '知识产权' })],
  ['one sign all have', () => ({ q: '印' })],
  ['a long word all have', () => ({ q: '关于印发知识产权若干措施' })],
  ['two words all have', () => ({ q: '通用办法 若干措施' })],
  ['a word all have, and a category', () => ({ q: '知识产权', category: 'notice' })],
  ['a word half have', () => ({ q: '晴天' })],
  ['two words half have each', () => ({ q: '晴天 偶数' })],
  ['a word three have', () => ({ q: '麒麟' })],
  ['a word all have and one three have', () => ({ q: '知识产权 麒麟' })],
  ['one document number', (size) => ({ q: `桓政字〔2026〕${size - 1}号` })],
  ['a word nobody has', () => ({ q: '蒸汽机车' })],
  ['a word all have and one nobody has', () => ({ q: '知识产权 蒸汽机车' })],
  ['the list, far down', (size) => ({ cursor: String(positionOf(Math.floor(size / 4))) })],
  ['a word all have, far down', (size) => ({ q: '知识产权', cursor: String(positionOf(Math.floor(size / 4))) })],
  ['the worst there is: two words half have each and none both (2 is no goal here)', () => ({ q: '偶数 奇数' })],
]

async function createDatabase(postgres: TestPostgres, name: string): Promise<string> {
  const client = new pg.Client(postgres.url('postgres'))
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return postgres.url(name)
}

/** One in ten was faster: what else the machine does meanwhile stays out of it. */
function undisturbed(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 10)] ?? Number.NaN
}

async function measure(deps: readonly Deps[], query: (size: number) => NoticesQuery): Promise<number[]> {
  const taken = sizes.map((): number[] => [])
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [place, size] of sizes.entries()) {
      const one = deps[place]
      if (!one) throw new Error('one database a size')
      const begin = performance.now()
      await listNotices(one, query(size))
      // The first ones prepare their statements.
      if (turn >= 10) taken[place]?.push(performance.now() - begin)
    }
  }
  return taken.map(undisturbed)
}

/** Prints both times in ms and their ratio; the goal is 2 at most. */
export async function benchNoticeSearch(kinds: readonly Deps['databaseKind'][] = ['sqlite', 'postgres']): Promise<void> {
  const postgres = await startPostgres()
  try {
    for (const kind of kinds) {
      const opened = []
      for (const size of sizes) {
        const dataDir = memoryFolder('bench')
        const made = await createTestDeps({ dataDir, databaseUrl: kind === 'postgres' ? await createDatabase(postgres, `notices_${size}`) : undefined, clock: testClock() })
        await fill(made.deps.db, kind, size)
        // As a database does by itself after a while: without figures PostgreSQL's planner would rather read whole tables.
        await sql`analyze`.execute(made.deps.db)
        opened.push({ ...made, dataDir })
      }
      const rows = []
      for (const [what, query] of cases) {
        const [few = 0, many = 0] = await measure(opened.map(({ deps }) => deps), query)
        rows.push([what, round(few, 2), round(many, 2), round(many / few, 2)])
      }
      process.stdout.write(`\nThe list of notices on ${kind}, ms at ${sizes.join(' and ')} notices, goal ≤ 2\n\n${table(['case', ...sizes.map(String), 'ratio'], rows)}\n`)
      for (const { close, dataDir } of opened) {
        await close()
        rmSync(dataDir, { recursive: true, force: true })
      }
    }
  } finally {
    postgres.stop()
  }
}
