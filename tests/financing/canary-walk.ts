// Every GET of the application, with every id there is and every way to ask.
import { randomUUID } from 'node:crypto'
import { fillPath } from '#contract/endpoint.ts'
import { leadActions, requestActions } from '#contract/financing/workflow.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { bankRoles, inReply, planted, type BankRole, type Leak, type Scene } from './canaries.ts'

interface Parameter { name: string; in: string; required?: boolean; schema: { enum?: string[] } }
export interface Walk { leaks: Leak[]; asked: number; answered: string[] }

/** Never ends: read by itself. */
const unending = new Set(['GET /api/messages/stream'])
const nowhere = '01234567-89ab-4cde-8f01-23456789abcd'

const words: Record<string, string[]> = {
  year: ['2026'], from: ['2026-01-01'], to: ['2026-12-31'], day: ['2026-11-26'], editionId: ['gbt29490-2023'], topic: ['patent-mining'], way: ['office'], limit: ['100'],
  q: [planted.firmName, planted.uscc, planted.legalPerson, planted.contactName, planted.contactPhone, planted.patentTitle, planted.markNumber, planted.words, '琥珀', 'DJ', 'RZ-0001', '%', '_'],
}

const isNear = (path: string) => /^\/api\/(?:financing|files|messages)/.test(path)

function idsFor(path: string, scene: Scene): string[] {
  const leads = bankRoles.flatMap((role) => [scene.banks[role].lead?.id ?? [], scene.banks[role].lead?.consent.id ?? []].flat())
  const firms = [scene.firmId, scene.requestId, scene.fileId, ...scene.rightIds]
  // Where a lead or a consent may lead to something; elsewhere one of each kind is as good as all.
  return isNear(path) ? [nowhere, ...firms, ...leads, scene.banks.untaken.id, scene.made.ownerId ?? ''] : [nowhere, ...firms.slice(0, 4), ...leads.slice(0, 1)]
}

/** Ways to ask: as it is, then each parameter with each of its values, always with what is required. */
function queriesFor(path: string, parameters: readonly Parameter[], scene: Scene): string[] {
  const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'cursor')
  const known = (name: string, schema: Parameter['schema']) => (name === 'firmId' ? [scene.firmId] : name === 'bankId' ? [scene.banks.untaken.id] : (schema.enum ?? words[name] ?? []))
  // What has nothing to do with money is asked for the firm by name, and once in every other way.
  const values = (name: string, schema: Parameter['schema']) => known(name, schema).slice(0, isNear(path) ? undefined : 1)
  const needed = query.filter(({ required }) => required).flatMap(({ name, schema }) => values(name, schema).slice(0, 1).map((value): [string, string] => [name, value]))
  const variants = query.flatMap(({ name, schema }) => values(name, schema).map((value) => ({ ...Object.fromEntries(needed), [name]: value })))
  return [...new Set([Object.fromEntries(needed), ...variants].map((one) => new URLSearchParams(one).toString()))].map((text) => (text === '' ? '' : `?${text}`))
}

async function operations(test: TestApp): Promise<Record<string, Record<string, { parameters?: Parameter[] }>>> {
  return ((await test.client().request('GET', '/api/openapi.json')).body as { paths: Record<string, Record<string, { parameters?: Parameter[] }>> }).paths
}

/** A guard that lets this person's duty nowhere near says so whatever is asked. */
const isShut = ({ status }: Reply<unknown>) => status === 401 || status === 403

/** What this person comes across. */
export async function walk(test: TestApp, scene: Scene, client: Client, canaries: Record<string, string>): Promise<Walk> {
  const paths = await operations(test)
  const found: Walk = { leaks: [], asked: 0, answered: [] }
  async function ask(route: string, url: string): Promise<Reply<unknown>> {
    const reply = await client.request('GET', url)
    found.asked += 1
    if (reply.status < 300) found.answered.push(url)
    found.leaks.push(...inReply(reply, `${route} ${url}`, canaries))
    return reply
  }
  for (const route of test.app.apiRoutes.filter((one) => one.startsWith('GET ') && !unending.has(one))) {
    const path = route.slice(4)
    const names = [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
    const places = (names.length === 0 ? [''] : idsFor(path, scene)).map((id) => fillPath(path, Object.fromEntries(names.map((name, index) => [name, index > 0 && name === 'fileId' ? scene.fileId : id]))))
    const queries = queriesFor(path, paths[path.replace(/:(\w+)/g, '{$1}')]?.get?.parameters ?? [], scene)
    const urls = places.flatMap((place) => queries.map((query) => place + query))
    const first = urls[0] ?? path
    if (isShut(await ask(route, first))) continue
    for (const url of urls.slice(1)) await ask(route, url)
  }
  return found
}

/** Whatever a bank tries on leads, consents and requests that are not its own, or not any more: what it is told. */
export async function walkRefusals(scene: Scene, role: BankRole, canaries: Record<string, string>): Promise<Leak[]> {
  const { client, lead } = scene.banks[role]
  const leaks: Leak[] = []
  async function attempt(method: string, url: string, body: object): Promise<void> {
    const reply = await client.copy().request(method, url, { headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() }, body: JSON.stringify(body) })
    if (reply.status < 400) throw new Error(`${method} ${url} was let through: ${reply.status}`)
    leaks.push(...inReply(reply, `${method} ${url}`, canaries))
  }
  const others = bankRoles.filter((other) => other !== role).flatMap((other) => scene.banks[other].lead?.id ?? [])
  const mine = lead && role !== 'untaken' ? [lead.id] : []
  for (const id of [...others, ...mine]) {
    for (const action of leadActions) await attempt('POST', `/api/financing/leads/${id}/actions/${action}`, { code: 'other', reason: '试一试', amount: '1000000' })
    await attempt('POST', `/api/financing/leads/${id}/files`, { fileId: scene.fileId })
    await attempt('PUT', `/api/financing/leads/${id}/rating`, { speed: 1, attitude: 1, result: 1, words: '' })
    await attempt('POST', `/api/financing/leads/${id}/subsidy`, {})
  }
  await attempt('POST', `/api/financing/requests/${scene.requestId}/consents`, { bankId: scene.banks[role].id, fields: ['firm', 'contact', 'loan'], textVersion: 'x', agreed: true })
  for (const action of requestActions) await attempt('POST', `/api/financing/requests/${scene.requestId}/actions/${action}`, { reason: '试一试' })
  return leaks
}
