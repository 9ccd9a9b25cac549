// A system administrator keeps accounts and sees nothing of the county's business: all that is open to them, read from the matrix (which asks each of them for real).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { matrix } from './matrix.ts'
import { expectedOf } from './rows.ts'

let test: TestApp
beforeAll(async () => { test = await buildTestApp() })
afterAll(() => test.close())

/** Their own account, messages and requests; accounts of staff; what keeps the system in order. */
const theirs = [/^\/api\/accounts\/(me|sessions|second-factor|consents|local-key|staff|staff-proposals|retention)\b/, /^\/api\/messages\b/, /^\/api\/audit\b/]
/** Whoever is signed in keeps these of themselves: what they follow and have read, who helped them (nobody), an objection to an award that everybody sees. */
const ofAnybody = new Set([
  'GET /api/notices/mine', 'GET /api/notices/:id/standing', 'POST /api/notices/:id/read', 'GET /api/notices/follows', 'PUT /api/notices/follows',
  'GET /api/subsidies/assists', 'GET /api/subsidies/publicity/:id/objections', 'POST /api/subsidies/applications/:id/actions/object', 'OPTIONS /api/files',
])

it('opens no case, firm, request or file to a system administrator', () => {
  const open = matrix.filter((row) => {
    const guard = test.app.apiGuards.get(row.route) ?? {}
    return guard.access !== undefined && guard.access !== 'public' && expectedOf(row, 'system', guard) < 300
  }).map(({ route }) => route)
  expect(open).toContain('GET /api/accounts/staff')
  expect([...new Set(open)].filter((route) => !ofAnybody.has(route) && !theirs.some((path) => path.test(route.split(' ')[1] ?? '')))).toEqual([])
})
