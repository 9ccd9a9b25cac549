// Every action a line of the audit can have is said in words, and a system administrator reads none that is about a firm.
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { administratorActions, auditActions, isAuditAction, manyLooks, oneLooks } from '#contract/audit/actions.ts'
import { caseActions } from '#contract/cases/workflow.ts'
import { bookingActions } from '#contract/consultations/workflow.ts'
import { productActions } from '#contract/financing/stages.ts'
import { leadActions, requestActions } from '#contract/financing/workflow.ts'
import { fourEyesKinds } from '#server/content/security.ts'

const root = `${import.meta.dirname}/../..`
const sources = globSync('server/**/*.ts', { cwd: root, exclude: ['server/db/**'] }).map((file) => readFileSync(`${root}/${file}`, 'utf8'))

/** What stands at the place of ${…} in an action that is put together. A new one fails until it is listed. */
const families: Readonly<Record<string, readonly string[]>> = {
  '${kind}.propose': fourEyesKinds, '${row.kind}.withdraw': fourEyesKinds, '${row.kind}.${verdict}': fourEyesKinds.flatMap((kind) => [`${kind}.agree`, `${kind}.refuse`]),
  'accounts.${action}-appeal': ['grant', 'refuse'], 'accounts.${request.action}-firm': ['verify', 'refuse'], 'accounts.factor-${action}': ['start', 'set-up', 'prove', 'codes', 'remove'], 'accounts.firm-${kind}': ['merge', 'code', 'end', 'reopen'],
  'assessment.${action}': ['submit', 'withdraw', 'take', 'request-changes', 'close-review', 'close'], 'consultations.${action}': ['rate', 'revisit'], 'consultations.${move.action}': bookingActions, 'consultations.question-${action}': ['assign', 'take', 'answer', 'withdraw'],
  'financing.${action}': [...requestActions, ...leadActions, 'add-file', 'remove-file'], 'financing.product-${action}': ['add', 'save', ...productActions], 'notices.${action}': ['start', 'save', 'discard', 'propose', 'take-back', 'send-back', 'publish', 'unschedule', 'withdraw'],
  'persons.answer-${answer.verdict}': ['whole', 'part', 'refuse'], 'persons.ask-${input.kind}': ['copy', 'correct', 'delete'], 'staff.${action}': ['change', 'shut', 'reopen', 'end-sessions', 'reset-factor'],
  'subsidies.${move.action}': caseActions, 'subsidies.scheme-${action}': ['start', 'save', 'discard', 'propose', 'take-back', 'send-back', 'publish'],
}

function fill(template: string, value: string): string {
  return template === '${row.kind}.${verdict}' ? value : template.replace(/\$\{[^}]*\}/, value)
}
/** Whatever follows `action:` up to the next name of the line. */
const places = sources.flatMap((text) => [...text.matchAll(/\baction: ([^\n]*?)(?:, (?:outcome|subject|firmId|requestId|details|at|caseIds|\.\.\.)|\s*\}|\n)/g)].flatMap(([, expression = '']) => expression))

describe('every action', () => {
  it('that is written out has a word', () => {
    const written = [...new Set(places.flatMap((place) => [...place.matchAll(/'([a-z]+\.[a-z-]+)'/g)].map(([, action = '']) => action)))]
    expect(written.length).toBeGreaterThan(100)
    expect(written.filter((action) => !isAuditAction(action))).toEqual([])
    // Handed on as an argument (recordList, table).
    for (const action of ['notices.call-list', 'notices.call-list-export', 'subsidies.export-batch', 'subsidies.export-summary']) expect(isAuditAction(action), action).toBe(true)
  })

  it('that is put together has one for each of its parts', () => {
    const templates = [...new Set(places.flatMap((place) => [...place.matchAll(/`([^`]*\.[^`]*)`/g)].map(([, template = '']) => template)))]
    expect(templates.filter((template) => families[template] === undefined)).toEqual([])
    const made = templates.flatMap((template) => (families[template] ?? []).map((value) => fill(template, value)))
    expect(made.filter((action) => !isAuditAction(action))).toEqual([])
  })

  it('of a look is one of them', () => {
    expect([...oneLooks, ...manyLooks].filter((action) => !auditActions.includes(action))).toEqual([])
  })
})

it('no line is written in a side’s name where somebody’s duty is at hand', () => {
  const sides = sources.flatMap((text) => [...text.matchAll(/recordAudit\([^\n]*role: (side|move\.actor|opened\.side|(?:[^,]*)'officer')[ ,]/g)].map(([line]) => line))
  expect(sides).toEqual([])
})

it('a system administrator reads about accounts and the machine only', () => {
  expect(administratorActions.filter((action) => /^(subsidies|cases|files|library|portfolio|assessment|consultations|financing|notices|reports|firms|persons)\.|-firm|member|licence|appeal/.test(action))).toEqual([])
})
