// A county of many firms, made by statements over whole tables: 30,000 firms with two members each, three rights, a case every second year of five, and what the inbox keeps.
// Cases are copies of the demonstration's own, so that every invariant holds; who signs in as one of these people finds their firm as it would be.
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { DatabaseKind } from '#server/db/open.ts'
import type { Database } from '#server/db/schema.ts'

export interface CountySize { firms: number; rightsEach: number; casesEach: number; messagesEach: number }
export const wholeCounty: CountySize = { firms: 30_000, rightsEach: 3, casesEach: 2, messagesEach: 5 }

type Text = RawBuilder<string>
const towns = ['索镇街道', '少海街道', '起凤镇', '田庄镇', '荆家镇', '马桥镇', '新城镇', '唐山镇', '果里镇']
const industries = ['新材料', '精细化工', '装备制造', '医药', '电子信息']
/** Every so many cases are still open; the others were refused or taken back. */
const openEvery = 50

/** Phone of a member of the n-th firm: 151… its administrator, 152… its clerk. */
export function phoneOf(n: number, who: 'administrator' | 'clerk' = 'administrator'): string {
  return `${who === 'administrator' ? '151' : '152'}${String(n).padStart(8, '0')}`
}

/** Statements in the words of one database. */
function wordsOf(kind: DatabaseKind) {
  const n = sql.raw('g.n')
  return {
    n,
    /** Rows g.n from `from` to `to`. */
    series: (from: number, to: number) => (kind === 'postgres' ? sql`generate_series(${sql.lit(from)}, ${sql.lit(to)}) as g(n)` : sql`(with recursive s(n) as (select ${sql.lit(from)} union all select n + 1 from s where n < ${sql.lit(to)}) select n from s) as g`),
    padded: (number: RawBuilder<unknown>, length: number): Text => (kind === 'postgres' ? sql<string>`lpad((${number})::text, ${sql.lit(length)}, '0')` : sql<string>`printf(${sql.lit(`%0${length}d`)}, ${number})`),
    /** The k-th of `list` by a number. */
    oneOf: (list: readonly string[], number: RawBuilder<unknown>): Text => sql<string>`case (${number}) % ${sql.lit(list.length)} ${sql.join(list.map((word, index) => sql`when ${sql.lit(index)} then ${sql.lit(word)}`), sql` `)} end`,
  }
}

/** Ids in the shape of a UUID; `table` keeps those of one table apart. */
function ids(kind: DatabaseKind) {
  const { padded } = wordsOf(kind)
  return (table: number, number: RawBuilder<unknown>): Text => sql<string>`${sql.lit(`${String(table).padStart(8, '0')}-0000-4000-8000-`)} || ${padded(number, 12)}`
}

async function seedFirms(db: Kysely<Database>, kind: DatabaseKind, from: number, to: number, at: number): Promise<void> {
  const { n, series, padded, oneOf } = wordsOf(kind)
  const id = ids(kind)
  for (const [table, digits, name] of [[1, '151', '管理员'], [2, '152', '经办人']] as const) {
    await sql`insert into accounts (id, phone, name, local_key, created_at) select ${id(table, n)}, ${sql.lit(digits)} || ${padded(n, 8)}, ${sql.lit(name)} || ${n}, '', ${sql.lit(at)} from ${series(from, to)}`.execute(db)
  }
  await sql`insert into firms (id, uscc, uscc_check, name, town, legal_person, industry, scale, verification, created_by, created_at, version)
    select ${id(3, n)}, '91370321MA' || ${padded(n, 8)}, 'ok', '湖畔试验企业' || ${padded(n, 5)} || '有限公司', ${oneOf(towns, n)}, '法人' || ${n}, ${oneOf(industries, n)}, ${oneOf(['小型', '微型', '中型'], n)}, 'verified', ${id(1, n)}, ${sql.lit(at)} + ${n}, 1 from ${series(from, to)}`.execute(db)
  for (const [table, account, role] of [[4, 1, 'administrator'], [5, 2, 'clerk']] as const) {
    await sql`insert into memberships (id, firm_id, account_id, role, state, created_at, changed_at) select ${id(table, n)}, ${id(3, n)}, ${id(account, n)}, ${sql.lit(role)}, 'active', ${sql.lit(at)}, ${sql.lit(at)} from ${series(from, to)}`.execute(db)
  }
}

async function seedRights(db: Kysely<Database>, kind: DatabaseKind, from: number, to: number, { each, at }: { each: number; at: number }): Promise<void> {
  const { n, series, padded } = wordsOf(kind)
  const id = ids(kind)
  for (let k = 0; k < each; k += 1) {
    const own = sql`(${n} * 10 + ${sql.lit(k)})`
    await sql`insert into rights (id, firm_id, kind, number, number_check, patent_kind, filing_year, title, owner, co_owners, state, pledge, classes, created_by, created_at, saved_by, saved_at, version)
      select ${id(6, own)}, ${id(3, n)}, 'patent', '20201' || ${padded(own, 7)} || '.0', 'mismatch', 'invention', 2020, '一种试验装置' || ${n}, '湖畔试验企业' || ${padded(n, 5)} || '有限公司', '[]', 'live', 'none', '[]', ${id(1, n)}, ${sql.lit(at)} + ${sql.lit(k)}, ${id(1, n)}, ${sql.lit(at)}, 1 from ${series(from, to)}`.execute(db)
  }
}

/** An accepted case of the demonstration to copy, and the place of its last line of history. */
async function templateCase(db: Kysely<Database>): Promise<{ id: string; last: number }> {
  const { id } = await db.selectFrom('cases').select('id').where('state', '=', 'accepted').orderBy('created_at').limit(1).executeTakeFirstOrThrow()
  const { last } = await db.selectFrom('case_events').select((eb) => eb.fn.max('seq').as('last')).where('case_id', '=', id).executeTakeFirstOrThrow()
  return { id, last }
}

const columnsOf = async (db: Kysely<Database>, table: string, but: readonly string[]): Promise<string[]> => (await db.introspection.getTables()).find(({ name }) => name === table)?.columns.map(({ name }) => name).filter((name) => !but.includes(name)) ?? []

/** Copies the rows of a table that hang on the template, once for every number. */
async function copyRows(db: Kysely<Database>, table: string, { given, where, from }: { given: Record<string, Text>; where: RawBuilder<unknown>; from: RawBuilder<unknown> }): Promise<void> {
  const rest = await columnsOf(db, table, Object.keys(given))
  const names = [...Object.keys(given), ...rest].map((name) => sql.id(name))
  await sql`insert into ${sql.table(table)} (${sql.join(names)}) select ${sql.join([...Object.values(given), ...rest.map((name) => sql.id('t', name))])} from ${sql.table(table)} as t, ${from} where ${where}`.execute(db)
}

async function seedCases(db: Kysely<Database>, kind: DatabaseKind, from: number, to: number, { each, at }: { each: number; at: number }): Promise<void> {
  const { n, series, padded } = wordsOf(kind)
  const id = ids(kind)
  const year = 2021
  const { id: template, last } = await templateCase(db)
  const atEnd = (column: string, word: string) => sql<string>`case when t.seq = ${sql.lit(last)} then ${sql.lit(word)} else ${sql.id('t', column)} end`
  for (let k = 0; k < each; k += 1) {
    const own = sql`(${n} * 10 + ${sql.lit(k)})`
    for (const isOpen of [true, false]) {
      const rows = sql`(select g.n from ${series(from, to)} where ${isOpen ? sql`g.n % ${sql.lit(openEvery)} = 0` : sql`g.n % ${sql.lit(openEvery)} <> 0`}) as g`
      const ofTemplate = (column: string) => sql`${sql.id('t', column)} = ${template}`
      const nothing = sql<string>`null`
      const over: Record<string, Text> = isOpen ? {} : { state: sql<string>`'withdrawn'`, due_from: nothing, due_on: nothing, due_workdays: nothing, due_promise: nothing, assigned_to: nothing }
      // Numbers of a kind nobody else uses, so that no counter is in the way.
      await copyRows(db, 'cases', { given: { id: id(7, own), number: sql<string>`'HT' || ${sql.lit(year)} || '-SY-' || ${padded(own, 6)}`, year: sql<string>`${sql.lit(year)}`, firm_id: id(3, n), created_by: id(1, n), saved_by: id(1, n), submitted_by: id(1, n), submitted_at: sql<string>`${sql.lit(at)} + ${own}`, ...over }, where: ofTemplate('id'), from: rows })
      await copyRows(db, 'applications', { given: { case_id: id(7, own), batch_id: sql<string>`null`, place: sql<string>`null` }, where: ofTemplate('case_id'), from: rows })
      await copyRows(db, 'submissions', { given: { case_id: id(7, own) }, where: ofTemplate('case_id'), from: rows })
      await copyRows(db, 'case_events', { given: { id: id(8, sql`${own} * 100 + t.seq`), case_id: id(7, own), ...(isOpen ? {} : { action: atEnd('action', 'withdraw'), state: atEnd('state', 'withdrawn') }) }, where: ofTemplate('case_id'), from: rows })
    }
  }
  const given = sql`(select count(*) from cases where number like ${`HT${year}-SY-%`})`
  await sql`insert into case_counters (kind, year, last) values ('SY', ${sql.lit(year)}, ${given}) on conflict (kind, year) do update set last = ${given}`.execute(db)
}

async function seedInbox(db: Kysely<Database>, kind: DatabaseKind, from: number, to: number, { each, at }: { each: number; at: number }): Promise<void> {
  const { n, series } = wordsOf(kind)
  const id = ids(kind)
  for (let k = 0; k < each; k += 1) {
    for (const account of [1, 2]) {
      const own = sql`(${n} * 100 + ${sql.lit(k * 10 + account)})`
      await sql`insert into outbox (id, channel, account_id, firm_id, payload, run_at, state, attempts, locked_until, created_at, finished_at, bulk) select ${id(9, own)}, 'inbox', ${id(account, n)}, ${id(3, n)}, '{}', ${sql.lit(at)}, 'done', 1, 0, ${sql.lit(at)}, ${sql.lit(at)}, 1 from ${series(from, to)}`.execute(db)
      await sql`insert into messages (id, outbox_id, account_id, firm_id, category, title, body, link, tone, created_at, read_at) select ${id(10, own)}, ${id(9, own)}, ${id(account, n)}, ${id(3, n)}, 'notice', '试验通知', '试验正文', '/notices', 'plain', ${sql.lit(at)} + ${sql.lit(k)}, ${k === 0 ? sql`null` : sql.lit(at)} from ${series(from, to)}`.execute(db)
    }
  }
}

/** Firms `from` (counted from 1) to `size.firms`, in steps of 5,000; on a database with the demonstration in it, while no server runs on SQLite. `at`: epoch ms when all of it happened. */
export async function seedCounty(db: Kysely<Database>, kind: DatabaseKind, size: CountySize, { from = 1, at }: { from?: number; at: number }): Promise<void> {
  for (let first = from; first <= size.firms; first += 5_000) {
    const last = Math.min(size.firms, first + 4_999)
    await seedFirms(db, kind, first, last, at)
    await seedRights(db, kind, first, last, { each: size.rightsEach, at })
    await seedCases(db, kind, first, last, { each: size.casesEach, at })
    await seedInbox(db, kind, first, last, { each: size.messagesEach, at })
  }
  await sql`analyze`.execute(db)
}
