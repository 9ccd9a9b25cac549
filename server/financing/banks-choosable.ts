// Banks a firm may ask, one by one.
import type { ChoosableBank, ChoosableBanks } from '#contract/financing/request-schema.ts'
import type { Connection } from '../db/commands.ts'
import type { BankRow, FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { bankContactIds, openRequest } from './access.ts'
import { liveProducts } from './products-live.ts'
import { openCard } from './sealed.ts'

/** It is open and somebody there would read the question. */
export async function takesLeads(connection: Connection, bank: Pick<BankRow, 'id' | 'closed_at'>): Promise<boolean> {
  return bank.closed_at === null && (await bankContactIds(connection, bank.id)).length > 0
}

/** How many more banks may be asked at this moment. */
export async function roomOf(connection: Connection, { content }: Pick<Deps, 'content'>, request: Pick<FinancingRequestRow, 'id'>): Promise<number> {
  const { count } = await connection.selectFrom('financing_leads').select((eb) => eb.fn.countAll<number>().as('count')).where('request_id', '=', request.id).where('ended_at', 'is', null).executeTakeFirstOrThrow()
  return Math.max(0, content.financingCasework.banksPerRequest - Number(count))
}

const byName = new Intl.Collator('zh')

/** For the firm's people and officers. Throws `not-found`. */
export async function listChoosableBanks(deps: Deps, account: SignedIn, requestId: string): Promise<ChoosableBanks> {
  const { db, config } = deps
  const { row } = await openRequest(db, account, requestId)
  const banks = await db.selectFrom('banks').selectAll().where('closed_at', 'is', null).execute()
  const leads = await db.selectFrom('financing_leads').select(['id', 'bank_id', 'ended_at']).where('request_id', '=', row.id).execute()
  const { loans } = await liveProducts(db, deps)
  const types = [...new Set((openCard(config.secret, row)?.rights ?? []).map(({ type }) => type))]
  const items: ChoosableBank[] = []
  for (const bank of banks) {
    if (!(await takesLeads(db, bank))) continue
    const products = loans.filter(({ bankId }) => bankId === bank.id)
    const asked = leads.filter((lead) => lead.bank_id === bank.id)
    items.push({
      id: bank.id, name: bank.name, phone: bank.phone, fits: types.length > 0 && products.some(({ rights }) => types.every((type) => rights.includes(type))), productTitles: products.map(({ title }) => title),
      leadId: asked.find((lead) => lead.ended_at === null)?.id ?? null, askedBefore: asked.some((lead) => lead.ended_at !== null),
    })
  }
  return { items: items.sort((one, other) => byName.compare(one.name, other.name)), room: await roomOf(db, deps, row) }
}
