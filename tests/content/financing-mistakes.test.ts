// What the loader says of financing.json when it cannot be used; beside each refusal what is near it and right.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FinancingContent } from '#contract/financing/product-schema.ts'
import { loadContent } from '#server/content.ts'
import { copyContent } from './content-copy.ts'

type Change = (content: FinancingContent) => void
const question = (content: FinancingContent, id: string) => content.readiness.questions.find((one) => one.id === id)!

describe('financing.json', () => {
  const copy = copyContent()

  function problemsAfter(change: Change): readonly string[] {
    copy.edit('financing.json', change)
    return copy.problems()
  }

  it.each<[string, Change, string | RegExp]>([
    ['with an unknown key', (c) => { Object.assign(c, { colour: 'red' }) }, '(whole file): must not have additional properties (["colour"])'],
    ['with a product twice', (c) => { c.items.push({ ...c.items[0]! }) }, 'items: id sea-loan is there twice'],
    ['with an insurance twice', (c) => { c.insurance.push({ ...c.insurance[0]! }) }, 'insurance: id loss is there twice'],
    ['with a step twice', (c) => { c.road[1]!.id = 'ask' }, 'road: id ask is there twice'],
    ['with most less than least', (c) => { c.items[0]!.toFen = 9_999_999 }, 'items[0].toFen: is less than fromFen'],
    ['with an amount at one end only', (c) => { c.items[0]!.fromFen = null }, 'items[0].fromFen: is null, the other end is not'],
    ['with a longest term below the shortest', (c) => { c.items[0]!.toMonths = 5 }, 'items[0].toMonths: is less than fromMonths'],
    ['with an amount in 元 and 角', (c) => { c.items[0]!.fromFen = 100_000.5 }, /^items\[0\]\.fromFen/],
    ['with a product confirmed by no bank', (c) => { c.items[1]!.mark = 'confirmed' }, 'items[1].mark: nobody has confirmed it while bank is null'],
    ['with a rate nobody has confirmed', (c) => { c.items[0]!.rate = '年利率 3.45%' }, 'items[0].rate: no bank has confirmed this figure'],
    ['with a kind of right nobody knows', (c) => { Object.assign(c.items[0]!, { rights: ['植物新品种'] }) }, /^items\[0\]\.rights\[0\]/],
    ['with a kind of right twice', (c) => { c.items[0]!.rights = ['发明', '发明'] }, 'items[0].rights: 发明 is there twice'],
    ['with an insurance confirmed by no insurer', (c) => { c.insurance[0]!.mark = 'confirmed' }, 'insurance[0].mark: nobody has confirmed it while insurer is null'],
    ['with a limit of a subsidy nobody pays', (c) => { c.insurance[0]!.subsidyCapFen = 100 }, 'insurance[0].subsidyCapFen: a limit of nothing, subsidyPercent is null'],
    ['with a subsidy of a scheme that is not there', (c) => { c.insurance[0]!.programmeId = 'P03' }, 'insurance[0].programmeId: there is no scheme P03'],
    ['with a scheme that is not there', (c) => { c.programmeIds = ['Y1', 'P01'] }, 'programmeIds: there is no scheme P01'],
    ['without the note that it is free', (c) => { c.notes.free = '' }, /^notes\.free/],
    ['without the warning of brokers', (c) => { Object.assign(c.notes, { brokers: undefined }) }, /^notes/],
    ['without a road', (c) => { c.road = [] }, /^road/],
    ['with a topic no expert has', (c) => { c.readiness.topic = 'finance-insurance' }, 'readiness.topic: finance-insurance is not in consultations.json'],
    ['without a threshold for a kind', (c) => { c.readiness.life[5] = { ...c.readiness.life[0]! } }, 'readiness.life: other is not there exactly once'],
    ['with two thresholds for a kind', (c) => { c.readiness.life[5] = { ...c.readiness.life[0]! } }, 'readiness.life: 发明 is not there exactly once'],
    ['without a light', (c) => { c.readiness.lights.pop() }, /^readiness\.lights/],
    ['with one light in place of another', (c) => { c.readiness.lights[7]!.id = 'owner' }, 'readiness.lights: years is not there exactly once'],
    ['with a light that says nothing when it is red', (c) => { c.readiness.lights[0]!.red = '' }, /^readiness\.lights\[0\]\.red/],
    ['with a question twice', (c) => { c.readiness.questions.push({ ...question(c, 'years') }) }, 'readiness.questions: id years is there twice'],
    ['that never asks about disputes', (c) => { c.readiness.questions = c.readiness.questions.filter(({ id }) => id !== 'dispute') }, 'readiness.questions: none feeds dispute, so it would be green unasked'],
    ['that never asks for how long', (c) => { question(c, 'term').options.forEach((option) => { option.months = null }) }, 'readiness.questions: none asks for how long the loan is to run'],
    ['with a length of the loan where nobody reads it', (c) => { question(c, 'years').options[0]!.months = 12 }, /^readiness\.questions\[\d\]\.options\[0\]\.months: counts only/],
    ['with an answer twice', (c) => { question(c, 'years').options[1]!.id = question(c, 'years').options[0]!.id }, /^readiness\.questions\[\d\]\.options: id three is there twice/],
    ['with a question nobody can pass', (c) => { question(c, 'years').options.forEach((option) => { option.verdict = 'amber'; option.reason = '太新' }) }, /^readiness\.questions\[\d\]\.options: none is green/],
    ['with an answer that is red for no reason', (c) => { question(c, 'dispute').options.find(({ verdict }) => verdict === 'red')!.reason = null }, /^readiness\.questions\[\d\]\.options\[\d\]\.reason: a light that is not green has a reason/],
    ['with a colour nobody knows', (c) => { Object.assign(question(c, 'years').options[0]!, { verdict: 'blue' }) }, /^readiness\.questions\[\d\]\.options\[0\]\.verdict/],
  ])('%s is named by file and field', (_, change, problem) => {
    const all = problemsAfter(change)
    const found = all.filter((line) => line.startsWith('financing.json: ')).map((line) => line.replace('financing.json: ', ''))
    expect(found.some((line) => (typeof problem === 'string' ? line === problem : problem.test(line))), all.join('\n')).toBe(true)
  })

  it.each<[string, Change]>([
    ['as it stands', () => undefined],
    ['with an amount that is the same at both ends', (c) => { c.items[0]!.toFen = c.items[0]!.fromFen }],
    ['with a product and a rate its bank has confirmed', (c) => { Object.assign(c.items[0]!, { mark: 'confirmed', rate: '年利率 3.45%' }) }],
    ['with a topic experts have', (c) => { c.readiness.topic = 'trademark-gi' }],
    ['without insurance and banks', (c) => { c.insurance = []; c.banks = []; c.programmeIds = [] }],
    ['without a question about co-owners no more than with one', (c) => { question(c, 'consent').options[0]!.reason = null }],
  ])('%s is taken', (_, change) => {
    expect(problemsAfter(change)).toEqual([])
  })

  it('must be there', () => {
    rmSync(join(copy.dir, 'financing.json'))
    expect(copy.problems().some((line) => line.startsWith('financing.json: '))).toBe(true)
  })
})

describe('the financing of the county', () => {
  const { financing } = loadContent('content/huantai', { demo: false })

  it('has nothing that only a bank could have said: no product is confirmed, no rate has a figure, no phone is made up', () => {
    expect(financing.items.every(({ mark, bank, phone, rate }) => mark === 'example' && bank === null && phone === null && rate.includes('由银行确定') && !/\d/.test(rate))).toBe(true)
    expect(financing.insurance.every(({ mark, insurer, phone }) => mark !== 'confirmed' && insurer === null && phone === null)).toBe(true)
    expect(JSON.stringify(financing)).not.toMatch(/0533|1[3-9]\d{9}/)
  })

  it('goes from the wish to the interest subsidy', () => {
    expect(financing.road.map(({ title }) => title)).toEqual(['意向', '受理', '接单', '尽调和评估', '批复', '签约', '质押登记', '放款', '贴息'])
  })
})
