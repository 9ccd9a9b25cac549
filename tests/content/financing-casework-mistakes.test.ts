// What the loader says of financing-casework.json when it cannot be used; beside each refusal what is near it and right.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FinancingCasework } from '#contract/financing/casework-schema.ts'
import { loadContent } from '#server/content.ts'
import { copyContent } from './content-copy.ts'

type Change = (casework: FinancingCasework) => void
const lists = ['amountBands', 'townBands', 'turnoverBands', 'debtBands', 'uses', 'refusals', 'failures'] as const

describe('financing-casework.json', () => {
  const copy = copyContent()

  function problemsAfter(change: Change): readonly string[] {
    copy.edit('financing-casework.json', change)
    return copy.problems()
  }
  const townOf = ({ townBands }: FinancingCasework) => townBands[0]!.towns[0]!

  it.each<[string, Change, string | RegExp]>([
    ['with an unknown key', (c) => { Object.assign(c, { colour: 'red' }) }, '(whole file): must not have additional properties (["colour"])'],
    ...lists.map((list): [string, Change, string] => [`with an id twice in ${list}`, (c) => { c[list].push({ ...c[list][0]! } as never) }, `${list}: id `]),
    ['with amounts that do not begin at nothing', (c) => { c.amountBands[0]!.fromFen = 1 }, 'amountBands: begins at 0 and rises'],
    ['with amounts that fall', (c) => { c.amountBands[1]!.fromFen = 0 }, 'amountBands: begins at 0 and rises'],
    ['with an amount in 角', (c) => { c.amountBands[1]!.fromFen = 100.5 }, /^amountBands\[1\]\.fromFen/],
    ['without one of the towns', (c) => { c.townBands[0]!.towns.shift() }, / is not there exactly once$/],
    ['with a town twice', (c) => { c.townBands[0]!.towns.push(townOf(c)) }, / is not there exactly once$/],
    ['with a town of another county', (c) => { c.townBands[0]!.towns.push('索镇街道') }, 'townBands: 索镇街道 is not a town of county.json'],
    ['with a band of one town, which names it', (c) => { c.townBands[0]!.towns = [townOf(c)] }, /^townBands\[0\]\.towns/],
    ['with a largest amount below the smallest', (c) => { c.toFen = c.fromFen }, 'toFen: not more than fromFen'],
    ['with a field of the consent twice and one missing', (c) => { c.consent.fields[5]!.id = 'firm' }, 'consent.fields: firm is not there exactly once'],
    ['without a field of the consent', (c) => { c.consent.fields.pop() }, /^consent\.fields/],
    ...(['firm', 'contact', 'loan'] as const).map((id): [string, Change, string] => [`with a consent without ${id}`, (c) => { c.consent.fields.find((field) => field.id === id)!.isNeeded = false }, `consent.fields: without ${id} a bank cannot answer, so it is needed`]),
    ['with a consent to nobody', (c) => { c.consent.text = c.consent.text.replaceAll('{bank}', '银行') }, 'consent.text: does not name {bank}'],
    ['with a consent to nothing', (c) => { c.consent.text = c.consent.text.replaceAll('{fields}', '内容') }, 'consent.text: does not name {fields}'],
    ...(['refusals', 'failures'] as const).map((list): [string, Change, string] => [`without other ${list}`, (c) => { c[list] = c[list].filter(({ id }) => id !== 'other') }, `${list}: other is missing`]),
    ['with a call on the day of the reminder', (c) => { c.ladder.call = c.ladder.nudge }, 'ladder: its rungs do not rise'],
    ['that closes before it says that nobody answers', (c) => { c.ladder.close = c.ladder.escalate - 1 }, 'ladder: its rungs do not rise'],
    ['with reminders of the end that rise', (c) => { c.maturityDays = [7, 30] }, 'maturityDays: do not fall'],
    ['with targets that end before they begin', (c) => { c.targets.toYear = c.targets.fromYear - 1 }, 'targets.toYear: before fromYear'],
    ['with a subsidy that is not there', (c) => { c.subsidyProgrammeId = 'P99' }, 'subsidyProgrammeId: there is no scheme P99'],
    ['with no time to screen', (c) => { c.screenWorkdays = 0 }, /^screenWorkdays/],
  ])('%s is named by file and field', (_, change, problem) => {
    const all = problemsAfter(change)
    const found = all.filter((line) => line.startsWith('financing-casework.json: ')).map((line) => line.replace('financing-casework.json: ', ''))
    expect(found.some((line) => (typeof problem === 'string' ? line.startsWith(problem) : problem.test(line))), all.join('\n')).toBe(true)
  })

  it.each<[string, Change]>([
    ['as it stands', () => undefined],
    ['with amounts and rungs as close as they may be', (c) => { c.toFen = c.fromFen + 1; c.ladder = { nudge: 1, call: 2, escalate: 3, close: 4 } }],
    ['with one reminder of the end', (c) => { c.maturityDays = [30] }],
    ['with targets of one year', (c) => { c.targets.toYear = c.targets.fromYear }],
    ['without an interest subsidy', (c) => { c.subsidyProgrammeId = null }],
    ['with every field needed', (c) => { c.consent.fields.forEach((field) => { field.isNeeded = true }) }],
    ['where an officer looks at everything', (c) => { c.greenGoesStraight = false }],
  ])('%s is taken', (_, change) => {
    expect(problemsAfter(change)).toEqual([])
  })

  it('must be there', () => {
    rmSync(join(copy.dir, 'financing-casework.json'))
    expect(copy.problems().some((line) => line.startsWith('financing-casework.json: '))).toBe(true)
  })
})

describe('the limits of the county', () => {
  const { financingCasework } = loadContent('content/huantai', { demo: false })
  it('are said to be examples, with where the rest comes from', () => {
    expect([financingCasework.illustrative, financingCasework.source.includes('示例')]).toEqual([true, true])
  })
  it('tell the firm before it agrees that it is free, may be taken back and binds nobody else', () => {
    for (const words of ['单独同意', '撤回', '不收费', '不影响请别的银行']) expect(financingCasework.consent.text).toContain(words)
  })
})
