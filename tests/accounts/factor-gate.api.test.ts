// Where a second factor is demanded (SECOND_FACTOR=demanded): nothing of anybody's is reached before it is proven, over all routes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { confirmSession, getMe, requestFreshCode, signOut } from '#contract/accounts/endpoints.ts'
import { confirmSecondFactor, getSecondFactor, proveSecondFactor, removeSecondFactor, startSecondFactor } from '#contract/accounts/factor-endpoints.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import { listNotices } from '#contract/notices/endpoints.ts'
import { listMessages, streamUnread } from '#contract/messages/endpoints.ts'
import { loadContent } from '#server/content.ts'
import { dropFactor } from '#server/accounts/factor-repository.ts'
import { removeAllSessions } from '#server/accounts/repository.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { addDuty, codeAt, setUpFactor, signInAgain } from './factor.ts'

const day = 86_400_000
const needing = ['officer', 'approver', 'auditor', 'administrator', 'bank'] as const satisfies readonly StaffRole[]
/** One's own session and the factor itself; the list the brief of decision 0023 allows, written out. */
const open = [getMe, signOut, requestFreshCode, confirmSession, getSecondFactor, startSecondFactor, confirmSecondFactor, proveSecondFactor].map(({ method, path }) => `${method} ${path}`).sort()

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp({ env: { SECOND_FACTOR: 'demanded' } })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

async function ask(client: Client, route: string): Promise<{ status: number; code: string | undefined; step: unknown }> {
  const [method = '', path = ''] = route.split(' ')
  const url = path.replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000').replace('*', 'x')
  const reply = await client.copy().request(method, url, method === 'GET' || method === 'HEAD' ? {} : { headers: { 'content-type': 'application/json', 'if-match': '"1"', 'idempotency-key': 'k' }, body: '{}' })
  // A HEAD has no body.
  return { status: reply.status, code: method === 'HEAD' ? 'accounts.factor-needed' : reply.error?.code, step: method === 'HEAD' ? 'set-up' : reply.error?.details?.step }
}
const apiRoutes = () => [...new Set(test.app.apiRoutes)].filter((route) => route.includes(' /api/'))
const isPublic = (route: string) => test.app.apiGuards.get(route)?.access === 'public'

describe('an officer who has not set up a second factor', () => {
  it('is refused on every route but their own session and the factor, which are no more than these', async () => {
    const { client, me } = await signInAgain(test, phones.officer)
    expect(me.factorStep).toBe('set-up')
    const closed = apiRoutes().filter((route) => !isPublic(route) && !open.includes(route))
    expect(closed.length).toBeGreaterThan(200)
    const answers = []
    for (const route of closed) answers.push({ route, ...(await ask(client, route)) })
    expect(answers.filter(({ status, code, step }) => status !== 403 || code !== 'accounts.factor-needed' || step !== 'set-up')).toEqual([])
    expect([...test.app.apiGuards].filter(([, { beforeFactor, access }]) => beforeFactor && access !== 'public').map(([route]) => route).sort()).toEqual(open)
  })

  it('is a stranger to public reading', async () => {
    const { client } = await signInAgain(test, phones.officer)
    const [mine, anybodys] = [await client.call(listNotices), await test.client().call(listNotices)]
    expect([mine.status, mine.body]).toEqual([200, anybodys.body])
    for (const route of apiRoutes().filter((one) => isPublic(one) && one.startsWith('GET '))) expect([route, (await ask(client, route)).status]).toEqual([route, (await ask(test.client(), route)).status])
  })

  it('reaches neither events nor a file, and everything once it is set up', async () => {
    const { client } = await signInAgain(test, phones.officer)
    const stream = await client.request('GET', streamUnread.path, { headers: { accept: 'text/event-stream' } })
    const file = await client.request('GET', '/api/files/00000000-0000-4000-8000-000000000000')
    expect([stream.status, file.status]).toEqual([403, 403])
    await setUpFactor(test, client)
    expect((await client.call(listMessages)).status).toBe(200)
    expect((await client.request('GET', '/api/files/00000000-0000-4000-8000-000000000000')).status).toBe(404)
  })

  it('may not give it up', async () => {
    const { client } = await signInAgain(test, phones.officer)
    await setUpFactor(test, client)
    expect((await client.call(removeSecondFactor)).error.code).toBe('accounts.factor-demanded')
  })

  it('learns nothing of paths that are not there', async () => {
    const { client } = await signInAgain(test, phones.officer)
    expect((await client.request('GET', '/api/nothing')).status).toBe(404)
  })
})

describe('whose duty needs a second factor', () => {
  it.each(needing)('%s does', async (duty) => {
    await addDuty(test, aPhone(71), duty)
    const { client, me } = await signInAgain(test, aPhone(71))
    expect(me.factorStep).toBe('set-up')
    const { secret } = await setUpFactor(test, client)
    const again = await signInAgain(test, aPhone(71))
    expect(again.me.factorStep).toBe('prove')
    expect((await again.client.call(listMessages)).error.code).toBe('accounts.factor-needed')
    expect((await again.client.call(proveSecondFactor, { body: { code: codeAt(test, secret) } })).body.me.factorStep).toBeUndefined()
    expect((await again.client.call(listMessages)).status).toBe(200)
  })

  it.each([['an expert', phones.expert], ['a town assistant', phones.assistant], ['a firm’s administrator', phones.administrator]])('%s does not', async (_, phone) => {
    const { client, me } = await signInAgain(test, phone)
    expect(me.factorStep).toBeUndefined()
    expect((await client.call(getSecondFactor)).body.isDemanded).toBe(false)
    expect((await client.call(listMessages)).status).toBe(200)
  })

  it('loses it with a reset, and sets up a new one after signing in', async () => {
    const { client, me } = await signInAgain(test, phones.officer)
    await setUpFactor(test, client)
    await test.deps.commands.run(async (tx) => {
      await dropFactor(tx, me.id)
      await removeAllSessions(tx, me.id)
    })
    expect((await client.call(getMe)).status).toBe(401)
    expect((await signInAgain(test, phones.officer)).me.factorStep).toBe('set-up')
  })
})

describe('days of grace', () => {
  it('begin with the first sign-in, last as long as the county says, and do not begin again', async () => {
    const content = loadContent('content/huantai', { demo: true })
    const patient = await buildTestApp({ env: { SECOND_FACTOR: 'demanded' }, deps: { content: { ...content, version: content.version, security: { ...content.security, secondFactor: { ...content.security.secondFactor, graceDays: 3 } } } } })
    const first = await signInAgain(patient, phones.officer)
    expect(first.me.factorStep).toBeUndefined()
    const until = new Date(patient.clock.now() + 3 * day).toISOString()
    expect((await first.client.call(getSecondFactor)).body).toMatchObject({ isSetUp: false, isDemanded: true, graceUntil: until })
    expect((await first.client.call(listMessages)).status).toBe(200)
    patient.clock.advance(2 * day)
    expect((await signInAgain(patient, phones.officer)).me.factorStep).toBeUndefined()
    patient.clock.advance(day)
    expect((await signInAgain(patient, phones.officer)).me.factorStep).toBe('set-up')
    await patient.close()
  })
})
