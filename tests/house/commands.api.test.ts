import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildTestApp, type TestApp } from '../support/app.ts'

let test: TestApp
beforeAll(async () => { test = await buildTestApp() })
afterAll(() => test.close())

const write = (key: string) => test.deps.commands.run((tx) => tx.insertInto('meta').values({ key, value: 'x' }).execute())
const isThere = async (key: string) => (await test.db.selectFrom('meta').select('key').where('key', '=', key).execute()).length === 1

describe('a command', () => {
  it('is refused a query outside its transaction, and leaves nothing', async () => {
    const key = randomUUID()
    const outside = test.deps.commands.run(async (tx) => {
      await tx.insertInto('meta').values({ key, value: 'x' }).execute()
      await test.deps.db.selectFrom('meta').select('key').execute()
    })
    await expect(outside).rejects.toThrow(/nothing but its own transaction/)
    expect(await isThere(key)).toBe(false)
  })

  it('that throws takes none of those beside it along', async () => {
    const [before, after] = [randomUUID(), randomUUID()]
    const outcomes = await Promise.allSettled([write(before), test.deps.commands.run(() => Promise.reject(new Error('no'))), write(after)])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect([await isThere(before), await isThere(after)]).toEqual([true, true])
  })

  it('that breaks a unique index takes none of those beside it along', async () => {
    const key = randomUUID()
    const [other, ...twins] = await Promise.allSettled([write(randomUUID()), write(key), write(key)])
    expect(other.status).toBe('fulfilled')
    // Which of two is first is the database's affair: on PostgreSQL they come over two connections.
    expect(twins.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await isThere(key)).toBe(true)
  })

  it('of two hundred at once all come through', async () => {
    const keys = Array.from({ length: 200 }, () => randomUUID())
    await Promise.all(keys.map(write))
    const { count } = await test.db.selectFrom('meta').select((eb) => eb.fn.countAll<number>().as('count')).where('key', 'in', keys).executeTakeFirstOrThrow()
    expect(Number(count)).toBe(200)
  })
})
