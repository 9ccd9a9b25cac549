// Money of a batch: what is promised never exceeds what there is, and whoever came first is first, however many approve at once.
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getApplication, objectToApplication } from '#contract/subsidies/endpoints.ts'
import { loadContent } from '#server/content.ts'
import { invariantProblems } from '#server/invariants.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { copyCase } from '../support/many-cases.ts'
import { afterPublicity, done, inputs, keepSessions, move } from '../support/stages.ts'
import { moveTo } from '../support/handling.ts'

const tenThousandYuan = 1_000_000
let folder: string
let test: TestApp
let people: Actors
let first: string
let fresh: { restore(): Promise<void> }

/** P09 pays half of what was spent: 20,000 元 spent is 10,000 元. The county has `totalFen` for it. */
function contentWith(totalFen: number) {
  const file = join(folder, 'subsidies/P09.json')
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), demoBudgetFen: totalFen }))
  return loadContent(folder, { demo: true })
}
const budget = () => test.db.selectFrom('budgets').selectAll().where('programme_id', '=', 'P09').executeTakeFirstOrThrow()
const copies = (count: number) => copyCase(test, first, count, '示例案号甲')
/** Two hundred wait for ten connections: who is told 503 on a slow machine comes again with the same key, as a phone does. */
async function approve(id: string): ReturnType<typeof act> {
  const key = randomUUID()
  for (;;) {
    const reply = await act(people.clients.secondOfficer, id, 'approve', { ...inputs.approve }, key)
    if (reply.status !== 503) return reply
  }
}
const setTotal = (totalFen: number) => Object.assign(test.deps, { content: contentWith(totalFen) })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zqt-budget-'))
  cpSync('content/huantai', folder, { recursive: true })
  test = await buildTestApp({ deps: { content: contentWith(tenThousandYuan) } })
  people = await allActors(test)
  await keepSessions(test)
  const { clients, firmId } = people
  first = (await submittedApplication(clients.clerk, firmId, 'P09', { feeFen: 2 * tenThousandYuan, caseNo: '示例案号甲' })).id
  for (const action of ['accept', 'recommend'] as const) await move({ clients, id: first }, 'officer', action)
  fresh = await test.snapshot()
}, 120_000)
beforeEach(async () => {
  await fresh.restore()
  setTotal(tenThousandYuan)
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the last 10,000 元 of a batch', () => {
  it('of 200 approvals at once go to the first in line; the others keep their places', async () => {
    const { line } = await done(people.clients.officer.call(getApplication, { params: { id: first } }))
    const place = line?.place ?? 0
    const others = await copies(199)
    const replies = await Promise.all([...others, first].map(approve))
    const [winner, ...more] = [...others, first].filter((_, index) => replies[index]?.status === 200)
    expect([winner, more]).toEqual([first, []])
    const codes = replies.filter(({ status }) => status !== 200).map(({ status, error }) => `${status} ${error.code}`)
    expect(codes).toHaveLength(199)
    expect([...new Set(codes)].filter((code) => code !== '409 subsidies.budget-short' && code !== '409 subsidies.earlier-first')).toEqual([])
    expect(await budget()).toMatchObject({ total_fen: tenThousandYuan, committed_fen: tenThousandYuan, paid_fen: 0 })
    const second = await done(people.clients.officer.call(getApplication, { params: { id: others[0] ?? '' } }))
    expect([second.state, second.line]).toEqual(['reviewing', { batchId: '2026', batchName: '2026年', place: place + 1, ahead: line?.ahead, leftFen: 0, isShort: true }])
    const last = await done(people.clients.officer.call(getApplication, { params: { id: others.at(-1) ?? '' } }))
    expect(last.line).toMatchObject({ place: place + 199, ahead: (line?.ahead ?? 0) + 198 })
    expect(await invariantProblems(test.db)).toEqual([])
  }, 300_000)

  it('and of enough for fifty: fifty approvals at once, in whatever order they come, are all given', async () => {
    setTotal(50 * tenThousandYuan)
    const ids = [...(await copies(49)), first].toReversed()
    const replies = await Promise.all(ids.map(approve))
    expect(replies.filter(({ status }) => status !== 200).map(({ error }) => error.code)).toEqual([])
    expect(await budget()).toMatchObject({ committed_fen: 50 * tenThousandYuan })
  }, 120_000)

  it('freed by an objection that was right go to the next in line, and to nobody behind it', async () => {
    const [second = '', third = ''] = await copies(2)
    const { clients } = people
    await done(approve(first))
    expect((await approve(second)).error.code).toBe('subsidies.budget-short')
    await move({ clients, id: first }, 'officer', 'publicise')
    const objection = await done(clients.otherFirm.call(objectToApplication, { params: { id: first }, key: 'objection-1', body: { name: '赵群', contact: '13900000000', reason: '费用没有实际支付。' } }), 201)
    await move({ clients, id: first }, 'secondOfficer', 'answer-objection', { disputeId: objection.id, outcome: 'upheld', reason: '查实' })
    expect(await budget()).toMatchObject({ committed_fen: 0 })
    expect((await approve(third)).error).toMatchObject({ code: 'subsidies.earlier-first', details: { leftFen: tenThousandYuan } })
    expect((await approve(second)).status).toBe(200)
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('are enough for the second when the county adds to its budget', async () => {
    const [second = ''] = await copies(1)
    await done(approve(first))
    expect((await approve(second)).status).toBe(409)
    setTotal(2 * tenThousandYuan)
    expect((await approve(second)).status).toBe(200)
    expect(await budget()).toMatchObject({ total_fen: 2 * tenThousandYuan, committed_fen: 2 * tenThousandYuan })
  })

  it('are paid out of what was promised, and come back when the bank sends them back', async () => {
    const { clients } = people
    await done(approve(first))
    await move({ clients, id: first }, 'officer', 'publicise')
    await moveTo(test, afterPublicity)
    await move({ clients, id: first }, 'officer', 'pay')
    expect(await budget()).toMatchObject({ committed_fen: tenThousandYuan, paid_fen: tenThousandYuan })
    await move({ clients, id: first }, 'secondOfficer', 'payment-failed')
    expect(await budget()).toMatchObject({ committed_fen: tenThousandYuan, paid_fen: 0 })
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('cannot be overdrawn in the database itself, whatever a program says', async () => {
    await expect(test.db.updateTable('budgets').set({ committed_fen: tenThousandYuan + 1 }).where('programme_id', '=', 'P09').execute()).rejects.toThrow()
    await expect(test.db.updateTable('budgets').set({ committed_fen: -1 }).where('programme_id', '=', 'P09').execute()).rejects.toThrow()
    await expect(test.db.updateTable('budgets').set({ paid_fen: 1 }).where('programme_id', '=', 'P09').execute()).rejects.toThrow()
  })
})

describe('what one firm may get in a year', () => {
  it('is counted over all its cases: the second is recommended for the rest only', async () => {
    setTotal(1_000_000_000)
    const { clients, firmId } = people
    await done(approve(first))
    // P09 gives a firm 200,000 元 a year; 10,000 元 are promised, so 190,000 元 are left: half of 400,000 元 is 10,000 元 too much.
    const { id } = await submittedApplication(clients.clerk, firmId, 'P09', { feeFen: 40 * tenThousandYuan })
    await move({ clients, id }, 'officer', 'accept')
    const refused = await act(clients.officer, id, 'recommend', { ...inputs.recommend })
    expect([refused.status, refused.error.fields]).toEqual([422, [{ field: 'amountFen', reason: 'firm-cap', limit: 19 * tenThousandYuan }]])
    await move({ clients, id }, 'officer', 'recommend', { amountFen: 19 * tenThousandYuan, amountReason: '年度上限内剩余部分' })
    expect((await approve(id)).status).toBe(200)
  })

  it('holds when two of its cases are approved at once', async () => {
    setTotal(1_000_000_000)
    const { clients, firmId } = people
    const ids: string[] = []
    for (let index = 0; index < 2; index += 1) {
      const { id } = await submittedApplication(clients.clerk, firmId, 'P09', { feeFen: 40 * tenThousandYuan })
      for (const action of ['accept', 'recommend'] as const) await move({ clients, id }, 'officer', action)
      ids.push(id)
    }
    const replies = await Promise.all(ids.map(approve))
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(replies.find(({ status }) => status === 409)?.error).toMatchObject({ code: 'subsidies.firm-cap', details: { leftFen: 0 } })
  })
})
