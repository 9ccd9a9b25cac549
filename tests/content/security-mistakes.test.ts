// What the loader says of security.json when it cannot be used; beside each refusal what is near it and right.
import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import { needsFourEyes, type Security } from '#server/content/security.ts'
import { copyContent } from './content-copy.ts'

type Change = (content: Security) => void

describe('security.json', () => {
  const copy = copyContent()
  function problemsAfter(change: Change): readonly string[] {
    copy.edit('security.json', change)
    return copy.problems()
  }

  it.each<[string, Change, string]>([
    ['codes of five digits', (c) => { c.codes.digits = 5 }, 'codes.digits: must be >= 6'],
    ['codes that live longer than ten minutes', (c) => { c.codes.lifeMinutes = 11 }, 'codes.lifeMinutes: must be <= 10'],
    ['six guesses', (c) => { c.codes.guesses = 6 }, 'codes.guesses: must be <= 5'],
    ['a code every 59 seconds', (c) => { c.codes.resendSeconds = 59 }, 'codes.resendSeconds: must be >= 60'],
    ['staff idle for 31 minutes', (c) => { c.sessions.staffIdleMinutes = 31 }, 'sessions.staffIdleMinutes: must be <= 30'],
    ['sessions of 31 days', (c) => { c.sessions.longestDays = 31 }, 'sessions.longestDays: must be <= 30'],
    ['fewer codes a day than an hour', (c) => { c.limits.codesPerDay = 3 }, 'limits: codesPerDay is less than codesPerHour'],
    ['fewer guesses a day than an hour', (c) => { c.limits.guessesPerDay = 8 }, 'limits: guessesPerDay is less than guessesPerHour'],
    ['a longest life below that of an own phone', (c) => { c.sessions.longestDays = 4 }, 'sessions: longestDays is less than ownPhoneDays'],
    ['banks without a second factor', (c) => { c.secondFactor.duties = ['officer', 'approver', 'auditor', 'administrator'] }, 'secondFactor: duties lack bank, who sees what firms entrust'],
    ['twenty-one guesses an hour at the second factor', (c) => { c.secondFactor.guessesPerHour = 21 }, 'secondFactor.guessesPerHour: must be <= 20'],
    ['a month of grace', (c) => { c.secondFactor.graceDays = 30 }, 'secondFactor.graceDays: must be <= 14'],
  ])('with %s is refused', (_, change, problem) => {
    expect(problemsAfter(change)).toContain(`security.json: ${problem}`)
  })

  it.each<[string, Change]>([
    ['as it is', () => undefined],
    ['on every bound', (c) => { c.codes = { digits: 6, lifeMinutes: 10, guesses: 5, resendSeconds: 60 }; c.sessions.staffIdleMinutes = 30; c.sessions.longestDays = 30; c.secondFactor.graceDays = 14 }],
    ['stricter', (c) => { c.codes.lifeMinutes = 2; c.sessions.staffIdleMinutes = 5; c.secondFactor.duties.push('expert') }],
    ['with nothing that needs two', (c) => { c.fourEyes = [] }],
  ])('%s is taken', (_, change) => expect(problemsAfter(change)).toEqual([]))

  it('changes the version of the content with every byte', () => {
    const before = loadContent(copy.dir, { demo: true }).version
    expect(problemsAfter((c) => { c.secondFactor.graceDays = 1 })).toEqual([])
    expect(loadContent(copy.dir, { demo: true }).version).not.toBe(before)
  })

  it('of the county demands a second factor at once, and fifteen minutes idle end a session', () => {
    const { security } = loadContent('content/huantai', { demo: false })
    expect(security.secondFactor.graceDays).toBe(0)
    expect(security.sessions.staffIdleMinutes).toBe(15)
    expect(needsFourEyes(security, 'persons.delete')).toBe(true)
  })
})
