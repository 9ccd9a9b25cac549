// What everybody reads of products: published ones of banks that are open and insurance of the county's desk, over the county's file. Always straight from the database.
import { getFinancing } from '#contract/financing/endpoints.ts'
import { judgeInsurance, judgeLoan } from '#contract/financing/product-rules.ts'
import type { Financing, Insurance, Product } from '#contract/financing/product-schema.ts'
import { financingOf, type WrittenProducts } from '#contract/financing/products.ts'
import { chineseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { draftOf } from './editing-repository.ts'

type LiveDeps = Pick<Deps, 'content' | 'clock'>

function liveRows(connection: Connection) {
  return connection.selectFrom('financing_product_versions as v').innerJoin('financing_products as p', 'p.id', 'v.product_id').leftJoin('banks as b', 'b.id', 'p.bank_id')
    .select(['p.id as id', 'p.kind as kind', 'p.bank_id as bank_id', 'b.name as bank', 'b.name_key as bank_key', 'b.phone as bank_phone', 'v.text as text', 'v.published_at as published_at'])
    .where('v.state', '=', 'live').where('b.closed_at', 'is', null)
}
type LiveRow = Awaited<ReturnType<ReturnType<typeof liveRows>['execute']>>[number]

/** By name of the bank as a list of names is read here (pinyin), then by title: nobody stands first for having been first. */
const { compare } = new Intl.Collator('zh-Hans-CN')
function inOrder(one: LiveRow & { title: string }, other: LiveRow & { title: string }): number {
  return compare(one.bank_key ?? '', other.bank_key ?? '') || compare(one.title, other.title) || (one.id < other.id ? -1 : 1)
}

function loanOf(row: LiveRow): Product | undefined {
  const draft = draftOf(row, row)
  if (draft.kind !== 'loan' || row.bank === null || row.published_at === null) return undefined
  const { value } = judgeLoan(draft.loan)
  return { ...value, id: row.id, bankId: row.bank_id, bank: row.bank, phone: value.phone ?? row.bank_phone, mark: 'confirmed', source: `${row.bank}提供，${chineseDate(shanghaiDate(row.published_at))}公布` }
}

/** A scheme that is gone since is no longer pointed to. */
function insuranceOf(row: LiveRow, programmeIds: readonly string[]): Insurance | undefined {
  const draft = draftOf(row, row)
  if (draft.kind !== 'insurance') return undefined
  const { value } = judgeInsurance(draft.insurance, programmeIds)
  return { ...value, id: row.id, mark: 'confirmed', programmeId: value.programmeId !== null && programmeIds.includes(value.programmeId) ? value.programmeId : null }
}

function read(rows: readonly LiveRow[], { content, clock }: LiveDeps): WrittenProducts {
  const programmeIds = content.summaries(clock.now()).map(({ id }) => id)
  const titled = rows.map((row) => {
    const draft = draftOf(row, row)
    return { ...row, title: draft.kind === 'loan' ? draft.loan.title : draft.insurance.title }
  }).sort(inOrder)
  return { loans: titled.flatMap((row) => loanOf(row) ?? []), insurance: titled.flatMap((row) => insuranceOf(row, programmeIds) ?? []) }
}

export async function liveProducts(connection: Connection, deps: LiveDeps): Promise<WrittenProducts> {
  return read(await liveRows(connection).execute(), deps)
}

/** Of one bank; none once it is closed. */
export async function liveProductsOfBank(connection: Connection, deps: LiveDeps, bankId: string): Promise<readonly Product[]> {
  return read(await liveRows(connection).where('p.bank_id', '=', bankId).execute(), deps).loans
}

/** GET /api/financing/products, for requests and for pages alike. */
export async function readFinancing({ db, content, clock }: Pick<Deps, 'db' | 'content' | 'clock'>): Promise<Financing> {
  return financingOf(content.financing, content.summaries(clock.now()), await liveProducts(db, { content, clock }))
}

/** What the public page reads while it is drawn (server/http/page.ts). */
export function financingReadings(deps: Pick<Deps, 'db' | 'content' | 'clock'>): [path: string, read: () => Promise<unknown>][] {
  return [[getFinancing.path, () => readFinancing(deps)]]
}
