// Who hears of a product, and that each link opens for who got it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getEditedProduct } from '#contract/financing/product-endpoints.ts'
import { getMe } from '#contract/accounts/endpoints.ts'
import { allActors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { toldBy } from '../support/told.ts'
import { act, aDraft, aLiveLoan, ok } from './product-desk.ts'
import { anInsurance, aLoan } from './product-texts.ts'

let test: TestApp
const people = new Map<string, { name: string; client: Client }>()
let bank: Client
let officer: Client
let second: Client

beforeAll(async () => {
  test = await buildTestApp()
  const { clients } = await allActors(test)
  bank = clients.bank
  officer = clients.officer
  second = clients.secondOfficer
  for (const [name, client] of Object.entries({ bank, officer, second, firm: clients.administrator, expert: clients.expert, otherBank: await test.signIn('13800000031') })) people.set(ok(await client.call(getMe)).id, { name, client })
})
afterAll(() => test.close())

/** `who kind` of everybody told, after each has opened what the link shows. */
async function told(deed: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = []
  for (const { accountId, kind, link } of await toldBy(test, deed)) {
    const person = people.get(accountId)
    const [, side, id = ''] = /^\/(bank|desk\/financing)\/products\/([0-9a-f-]{36})$/.exec(link ?? '') ?? []
    expect([side, (await person?.client.call(getEditedProduct, { params: { id } }))?.status], `${kind} ${link}`).toEqual([person?.name === 'bank' ? 'bank' : 'desk/financing', 200])
    lines.push(`${person?.name ?? 'somebody else'} ${kind.replace('financing.product-', '')}`)
  }
  return lines.sort()
}

describe('of a loan', () => {
  it('officers hear that it waits, its bank what became of it, nobody else anything', async () => {
    const id = await aDraft(bank, { loan: aLoan() })
    expect(await told(() => act(bank, id, 'propose'))).toEqual(['officer proposed', 'second proposed'])
    expect(await told(() => act(officer, id, 'return', { reason: '利率写得太满' }))).toEqual(['bank returned'])
    await told(() => act(bank, id, 'propose'))
    expect(await told(() => act(bank, id, 'recall'))).toEqual([])
    expect(await told(() => act(bank, id, 'propose'))).toEqual(['officer proposed', 'second proposed'])
    expect(await told(() => act(second, id, 'publish'))).toEqual(['bank published'])
    expect(await told(() => act(officer, id, 'take-down', { reason: '利率和合同不符' }))).toEqual(['bank returned'])
  })

  it('a bank that takes its own down is not told of its own deed', async () => {
    const id = await aLiveLoan([bank, officer])
    expect(await told(() => act(bank, id, 'take-down', { reason: '停办' }))).toEqual([])
  })
})

describe('of an insurance', () => {
  it('the other officers hear that it waits, its writers what became of it', async () => {
    const id = await aDraft(officer, { insurance: anInsurance() })
    expect(await told(() => act(officer, id, 'propose'))).toEqual(['second proposed'])
    expect(await told(() => act(second, id, 'return', { reason: '来源写清楚' }))).toEqual(['officer returned'])
    await act(officer, id, 'propose')
    expect(await told(() => act(second, id, 'publish'))).toEqual(['officer published'])
  })
})
