// promises.md E over every field of every endpoint, driven by the OpenAPI document and the authorization matrix: never 5xx, always an
// error in our shape, nothing stored that a database or a file should not be given.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorCodes } from '#contract/errors.ts'
import { saveAnswers } from '#contract/subsidies/endpoints.ts'
import { actors, derivedActors } from '../support/actors.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { tus, uploadMetadata } from '../support/upload.ts'
import { matrix } from '../authorization/matrix.ts'
import type { MatrixRow, Request } from '../authorization/rows.ts'
import { send } from '../authorization/send.ts'
import { buildWorld, type World } from '../authorization/world.ts'
import { badCursors, badTexts, badValues, poison } from './bad-inputs.ts'

interface Schema { type?: string; maxLength?: number; anyOf?: Schema[]; properties?: Record<string, Schema> }
interface Operation { parameters?: { name: string; in: string; schema: Schema }[]; requestBody?: { content: Record<string, { schema: Schema }> } }

let test: TestApp
let world: World
let restore: () => Promise<void>
let operations: Record<string, Record<string, Operation>>
beforeAll(async () => {
  test = await buildTestApp()
  world = await buildWorld(test)
  restore = (await test.snapshot()).restore
  const { body } = await test.client().request('GET', '/api/openapi.json')
  operations = (body as { paths: typeof operations }).paths
})
afterAll(() => test.close())

/** Each route once, as somebody who may use it. */
const rows = matrix.filter((row, index) => matrix.findIndex((other) => other.route === row.route) === index)
const titled = (some: readonly MatrixRow[]) => some.map((row) => [row.route, row] as const)

function operationOf({ route }: MatrixRow): Operation {
  const [method = '', path = ''] = route.split(' ')
  return operations[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {}
}

function somebody({ expected, derived }: MatrixRow): Client {
  const index = expected.findIndex((status) => status < 300)
  const alone = index === -1 ? derivedActors.find((actor) => (derived[actor] ?? 999) < 300) : undefined
  if (alone) return world.clients[alone].copy()
  return world.clients[actors[index === -1 ? 1 : index] ?? 'administrator'].copy()
}

const bodyOf = (request: Request) => (typeof request.body === 'object' && request.body !== null ? request.body : {})

function assertOurs(reply: Reply<unknown>, what: string): void {
  expect(reply.status, `${what}: ${JSON.stringify(reply.error)}`).toBeLessThan(500)
  if (reply.status < 400) return
  expect(errorCodes, what).toContain(reply.error?.code)
  expect(reply.error.requestId, what).toMatch(/^[0-9a-f-]{36}$/)
}

const tables = ['accounts', 'consents', 'firms', 'memberships', 'firm_appeals', 'files', 'uploads', 'cases', 'case_events', 'applications', 'application_papers', 'rights', 'assessments', 'assessment_answers', 'assessment_evidence', 'assessment_assignments', 'assessment_remarks', 'expert_profiles', 'expert_leaves', 'waiting_entries', 'expert_questions', 'bookings', 'booking_events', 'consultation_files', 'visit_records', 'visit_follow_ups', 'booking_ratings', 'booking_revisits', 'financing_requests', 'financing_events', 'financing_leads', 'financing_files', 'financing_ratings', 'financing_calls', 'banks', 'bank_contacts', 'county_entries', 'proposals', 'idempotency', 'audit', 'outbox', 'messages', 'deliveries', 'notification_settings', 'push_subscriptions'] as const

/** NUL, and what a lone surrogate becomes when it is written down, raw or inside stored JSON. */
async function assertNoPoison(what: string): Promise<void> {
  for (const table of tables) {
    const found = await test.db.selectFrom(table).selectAll().execute()
    expect(JSON.stringify(found), `${what} in ${table}`).not.toMatch(table === 'audit' ? /\ufffd/ : /\\u0000|\\ud[89a-f]|\ufffd/i)
  }
}

async function attack(row: MatrixRow, change: (request: Request) => Request, what: string, isPoison: boolean): Promise<void> {
  const reply = await send(somebody(row), row, change(row.request(world)))
  assertOurs(reply, what)
  if (reply.status >= 400) return
  if (isPoison) await assertNoPoison(what)
  await restore()
  await row.before?.(world)
}

const isPoison = (value: unknown) => poison.some(([, text]) => text === value)

describe('a body', () => {
  it.each(titled(rows.filter(({ route }) => /^(POST|PUT|PATCH) /.test(route))))('%s', async (_route, row) => {
    await restore()
    await row.before?.(world)
    const properties = operationOf(row).requestBody?.content['application/json']?.schema.properties ?? {}
    for (const [name, schema] of Object.entries(properties)) {
      for (const [what, value] of badValues(schema.maxLength)) {
        await attack(row, (request) => ({ ...request, body: { ...bodyOf(request), [name]: value } }), `${name} is ${what}`, isPoison(value))
      }
    }
    for (const body of [null, [], 'text', 7, { ...bodyOf(row.request(world)), role: 'officer', status: 'approved', firmId: 'x', __proto__: null }]) {
      await attack(row, (request) => ({ ...request, body }), `the body is ${JSON.stringify(body)}`, false)
    }
  })

  it('of answers, in every field of a scheme', async () => {
    await restore()
    const { clerk } = world.clients
    const programme = test.deps.content.programme(world.programmeId, '2026-11-23')
    const fields = programme?.sections.flatMap((section) => section.fields) ?? []
    expect(fields.length).toBeGreaterThan(10)
    let version = world.draftVersion
    for (const field of fields) {
      for (const [what, value] of badValues('maxLength' in field ? field.maxLength : undefined)) {
        const inRow = field.type === 'repeat' ? field.item.map((item) => ({ [field.name]: [{ [item.name]: value }] })) : []
        for (const answers of [{ [field.name]: value }, ...inRow]) {
          const reply = await clerk.call(saveAnswers, { params: { id: world.draftId }, version, body: { answers } })
          assertOurs(reply, `${field.name} is ${what}`)
          if (isPoison(value)) expect(reply.status, `${field.name} is ${what}`).toBe(422)
          if (reply.status === 200) version = reply.body.version
        }
      }
    }
    for (const [, name] of poison) assertOurs(await clerk.call(saveAnswers, { params: { id: world.draftId }, version, body: { answers: { [name]: 'x' } } }), 'a poisoned name')
    await assertNoPoison('answers')
  })
})

describe('a path', () => {
  it.each(titled(rows.filter(({ route }) => route.includes(':'))))('%s', async (_route, row) => {
    await restore()
    for (const name of Object.keys(row.request(world).params ?? {})) {
      for (const [what, value] of badTexts()) {
        if (value !== value.toWellFormed()) continue
        const request = row.request(world)
        const reply = await send(somebody(row), row, { ...request, params: { ...request.params, [name]: value } })
        if (row.route.startsWith('HEAD ')) expect(reply.status, what).toBeLessThan(500)
        else assertOurs(reply, `${name} is ${what}`)
        expect(reply.status, `${name} is ${what}`).toBeGreaterThanOrEqual(400)
      }
    }
  })

  it.each(['/api/%zz', '/api/files/%', '/api/accounts/firms/%C3%28', '/%E0%A4%A'])('%s that is no address is refused in our words', async (url) => {
    const reply = await world.clients.clerk.request('GET', url)
    assertOurs(reply, url)
    expect([400, 404]).toContain(reply.status)
    expect(reply.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
  })
})

describe('a query', () => {
  it.each(titled(rows.filter(({ route }) => route.startsWith('GET '))))('%s', async (_route, row) => {
    await restore()
    const asked = (operationOf(row).parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    const client = somebody(row)
    const ask = async (name: string, value: string) => {
      const request = row.request(world)
      assertOurs(await send(client, row, { ...request, query: { ...request.query, [name]: value } }), `${name}=${value.slice(0, 40)}`)
    }
    for (const name of [...asked, 'nobody-asked']) {
      for (const [, value] of badTexts()) if (value === value.toWellFormed()) await ask(name, value)
      for (const value of ['', '0', '-1', '1e9', '1.5', '99999999999999999999', 'NaN', 'true', 'null', '[]']) await ask(name, value)
    }
    if (!asked.includes('cursor')) return
    for (const cursor of badCursors) await ask('cursor', cursor)
    for (const group of asked.includes('group') ? ['todo', 'all', 'decided'] : []) {
      for (const cursor of badCursors) assertOurs(await client.request('GET', `${row.route.slice(4)}?group=${group}&cursor=${encodeURIComponent(cursor)}`), `${group} ${cursor}`)
    }
    // A PDF is put together anew at every asking.
  }, 120_000)

  it('that names the same thing twice is refused', async () => {
    for (const query of ['firmId=a&firmId=b', `firmId=${world.firmId}&firmId=${world.otherFirmId}`, `firmId[]=${world.firmId}`]) {
      const reply = await world.clients.clerk.request('GET', `/api/subsidies/applications?${query}`)
      expect(reply.status, query).toBe(422)
    }
  })
})

describe('headers', () => {
  it('of an upload never break it', async () => {
    await restore()
    const { clerk, pending } = world.clients
    for (const [what, value] of [...badTexts()]) {
      const written = { name: value, type: value, firmId: value, purpose: 'paper' as const }
      for (const field of ['name', 'type', 'firmId'] as const) {
        const metadata = uploadMetadata({ type: 'application/pdf', firmId: world.firmId, purpose: 'paper', [field]: written[field] })
        assertOurs(await clerk.request('POST', '/api/files', { headers: { ...tus, 'upload-length': '10', 'upload-metadata': metadata } }), `${field} is ${what}`)
        await restore()
      }
      const purpose = `filename YQ==,purpose ${Buffer.from(value).toString('base64')},sha256 ${Buffer.from(value).toString('base64')}`
      assertOurs(await pending.request('POST', '/api/files', { headers: { ...tus, 'upload-length': '10', 'upload-metadata': purpose } }), `purpose is ${what}`)
    }
    for (const length of ['', '-1', '1e9', '0x10', '10.5', '99999999999999999999', 'NaN', '10, 10']) {
      assertOurs(await clerk.request('POST', '/api/files', { headers: { ...tus, 'upload-length': length } }), `Upload-Length ${length}`)
    }
    for (const metadata of ['=', 'a b c', ',,,', 'filename !!!', 'é', 'filename YQ==,filename Yg==', '__proto__ YQ==', 'constructor YQ==,toString YQ==']) {
      assertOurs(await clerk.request('POST', '/api/files', { headers: { ...tus, 'upload-length': '10', 'upload-metadata': metadata } }), `Upload-Metadata ${metadata}`)
    }
    await assertNoPoison('uploads')
  })

  it.each(['', ' ', 'x'.repeat(256), 'a b', '键', 'a\tb'])('with the Idempotency-Key %j ask for a real one', async (key) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    const reply = await world.clients.clerk.request('POST', `/api/subsidies/applications/${world.draftId}/actions/submit`, { headers, body: '{"statement":true}' })
    expect([reply.status, reply.error.code]).toEqual([400, 'key-missing'])
  })

  it.each(['7', 'W/"7"', '"-1"', '"1e3"', '*', '"99999999999999999999"', '"1", "2"'])('with If-Match %s are refused', async (version) => {
    const headers = { 'content-type': 'application/json', 'if-match': version }
    const reply = await world.clients.clerk.request('PATCH', `/api/subsidies/applications/${world.draftId}`, { headers, body: '{"answers":{}}' })
    expect(reply.status).toBe(422)
  })
})

describe('bytes that are no text', () => {
  const write = (body: Uint8Array, type = 'application/json') => world.clients.clerk.request('PATCH', '/api/accounts/me', { headers: { 'content-type': type }, body })

  it('are refused, not mended', async () => {
    const reply = await write(Buffer.from([...Buffer.from('{"name":"'), 0xc3, 0x28, 0xff, ...Buffer.from('"}')]))
    expect([reply.status, reply.error.code]).toEqual([400, 'invalid-json'])
  })

  it.each(['application/json; charset=gbk', 'application/json; charset=utf-16le'])('are not read as %s', async (type) => {
    expect((await write(Buffer.from('{"name":"李敏"}'), type)).status).toBe(415)
  })

  it.each(['application/json;charset=UTF-8', 'application/json; charset="utf-8"'])('may call themselves %s', async (type) => {
    expect((await write(Buffer.from('\ufeff{"name":"李敏"}'), type)).status).toBe(200)
  })
})
