// What a row of the authorization matrix is, and the answers that come again and again.
import type { Endpoint, Shape } from '#contract/endpoint.ts'
import type { CallInput } from '../support/api-client.ts'
import type { Access } from '#server/http/route.ts'
import { actors, type DerivedActor } from '../support/actors.ts'
import type { World } from './world.ts'

export interface Request {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  bytes?: Uint8Array
  headers?: Record<string, string>
  key?: string
  version?: number
}

export interface MatrixRow {
  /** "METHOD /path" as the application registers it. */
  route: string
  /** Which object, where a route has several rows. */
  what: string
  request(world: World): Request
  /** In the order of `actors`: anonymous, administrator, clerk, pending, other firm, officer, second officer, assistant, expert, bank. */
  expected: readonly number[]
  /** Brings firm A's object into the state the request is about. */
  before: ((world: World) => Promise<void>) | undefined
  /** Where the auditor's or the system administrator's answer is another one than `expectedOf` derives. */
  derived: Partial<Record<DerivedActor, number>>
}

/**
 * An auditor sees what an officer without a hand in it sees, and is refused wherever something would change; a system administrator is a stranger to every firm's things.
 */
export function expectedOf(row: MatrixRow, actor: DerivedActor, { access, takesAuditors }: { access?: Access; takesAuditors?: boolean }): number {
  const given = row.derived[actor]
  if (given !== undefined) return given
  const of = (name: (typeof actors)[number]) => row.expected[actors.indexOf(name)] ?? 0
  if (actor === 'auditor') return access === 'public' || takesAuditors || /^(GET|HEAD|OPTIONS) /.test(row.route) ? of('secondOfficer') : 403
  if (access !== 'public' && access !== 'session') return 403
  // A stranger's answer: an assistant, an expert or a bank may be concerned, never two of them by the same thing.
  return of('assistant') === of('expert') ? of('expert') : of('bank')
}

export const everybody = (status: number) => Array.from({ length: 10 }, () => status)
export const signedIn = (status: number) => [401, ...Array.from({ length: 9 }, () => status)]
/** People of firms; nobody who works for the county. */
export const firmPeople = (status: number) => [401, status, status, status, status, 403, 403, 403, 403, 403]
export const members = (status: number) => [401, status, status, 404, 404, 404, 404, 404, 404, 404]
export const administrator = (status: number) => [401, status, 403, 404, 404, 404, 404, 404, 404, 404]
export const membersAndOfficers = (status: number) => [401, status, status, 404, 404, status, status, 404, 404, 404]
/** The clerk, who began the upload. */
export const sender = (status: number) => [401, 404, status, 404, 404, 404, 404, 404, 404, 404]
export const assistants = (status: number) => [401, 403, 403, 403, 403, 403, 403, status, 403, 403]
/** The firm has let the assistant in: it fills in drafts. */
export const writers = (status: number) => [401, status, status, 404, 404, 404, 404, status, 404, 404]
export const officers = (status: number) => [401, 403, 403, 403, 403, status, status, 403, 403, 403]
/** On a case officers may see: the firm's own action, or the county's. */
export const firmAction = (status: number) => [401, status, status, 404, 404, 403, 403, 404, 404, 404]
export const countyAction = (status: number) => [401, 403, 403, 404, 404, status, status, 404, 404, 404]
/** Four eyes: not the first officer, who had a hand in it. */
export const anotherOfficer = (status: number) => [401, 403, 403, 404, 404, 403, status, 404, 404, 404]

interface RowOptions { what?: string; before?: (world: World) => Promise<void>; derived?: Partial<Record<DerivedActor, number>> }

export function row<S extends Shape>(
  endpoint: Endpoint<S>, expected: readonly number[], request: (world: World) => CallInput<S> = () => ({}),
  { what = '', before, derived = {} }: RowOptions = {},
): MatrixRow {
  return { route: `${endpoint.method} ${endpoint.path}`, what, expected, before, derived, request: (world) => request(world) as Request }
}

export function rawRow(
  route: string, expected: readonly number[], request: (world: World) => Request = () => ({}), { what = '', before, derived = {} }: RowOptions = {},
): MatrixRow {
  return { route, what, expected, before, derived, request }
}
