// Every light of the readiness card: what passes, what somebody looks at, what stops, and the days on either side of a border.
import { describe, expect, it } from 'vitest'
import { addDays } from '#contract/identifiers/date.ts'
import { questionsFor, rightType, worst } from '#contract/financing/readiness.ts'
import { annuityOf } from '#contract/portfolio/annuities.ts'
import type { Right } from '#contract/portfolio/schema.ts'
import { aPatent, aTrademark, rules as portfolio, today } from '../portfolio/rights.dom.ts'
import { cardOf, firmName, judged, lightOf, otherRules, passing, rules } from './rules.ts'

type Over = Parameters<typeof aPatent>[0]
const shared = (over: Over = {}) => aPatent({ coOwners: ['云溪大学'], ...over })

describe('a patent in order of a firm in order', () => {
  it('is green in every light, and so is the card', () => {
    const card = cardOf([aPatent()])
    expect([card.verdict, card.rights[0]?.verdict, card.counts]).toEqual(['green', 'green', { green: 8, amber: 0, red: 0 }])
    expect([...card.rights[0]!.lights, ...card.firm].map(({ id, advice }) => [id, advice])).toEqual(['owner', 'coOwners', 'fees', 'pledge', 'life', 'revenue', 'dispute', 'years'].map((id) => [id, null]))
  })

  it('has no green card without an answer to each question', () => {
    for (const question of rules.questions.filter(({ light }) => light !== 'coOwners')) {
      const { [question.id]: _, ...rest } = passing
      const card = cardOf([aPatent()], rest)
      expect([card.verdict, lightOf(card, question.light).findings[0]]).toEqual(['amber', { verdict: 'amber', reason: { code: 'unanswered', text: question.text } }])
    }
    expect(cardOf([aPatent()], {}).verdict).toBe('amber')
  })

  it('with an answer that the content no longer has counts as unanswered', () => {
    expect(judged(aPatent(), 'dispute', { ...passing, dispute: 'gone' })).toEqual({ verdict: 'amber', codes: ['unanswered'] })
  })

  it('is no card at all while nothing is chosen: amber', () => {
    expect(cardOf([])).toMatchObject({ verdict: 'amber', rights: [] })
  })
})

describe('the borrower is the right-holder', () => {
  it.each<[string, Over, string, string]>([
    ['the firm itself', {}, 'green', 'owner-same'],
    ['the firm in full-width brackets and spaces', { owner: ' 苇畔新材料 有限公司 ' }, 'green', 'owner-same'],
    ['another firm', { owner: '别家化工有限公司' }, 'red', 'owner-other'],
    ['its own boss', { owner: '张三' }, 'red', 'owner-other'],
    ['another with the firm beside it', { owner: '云溪大学', coOwners: [firmName] }, 'amber', 'owner-shared'],
    ['another with a third beside it', { owner: '云溪大学', coOwners: ['别家化工有限公司'] }, 'red', 'owner-other'],
    ['nobody named', { owner: ' ' }, 'amber', 'owner-unknown'],
  ])('%s', (_, over, verdict, code) => {
    expect(judged(aPatent(over), 'owner')).toEqual({ verdict, codes: [code] })
  })

  it('is not known while the firm has no name', () => {
    expect(judged(aPatent(), 'owner', passing, { firmName: '' }).verdict).toBe('amber')
  })

  it('takes brackets of either width for the same name', () => {
    expect(judged(aPatent({ owner: '苇畔（桓台）材料有限公司' }), 'owner', passing, { firmName: '苇畔(桓台)材料有限公司' }).verdict).toBe('green')
  })
})

describe('co-owners agree', () => {
  it.each([['written', 'green'], ['spoken', 'amber'], ['unasked', 'amber'], ['refused', 'red']])('said to be %s: %s', (consent, verdict) => {
    expect(judged(shared(), 'coOwners', { ...passing, consent }).verdict).toBe(verdict)
  })

  it('is not asked where there are none, and counts for no such right', () => {
    expect(questionsFor(rules, [aPatent()], firmName).some(({ light }) => light === 'coOwners')).toBe(false)
    expect(questionsFor(rules, [aPatent(), shared()], firmName).some(({ light }) => light === 'coOwners')).toBe(true)
    expect(judged(aPatent(), 'coOwners', { ...passing, consent: 'refused' })).toEqual({ verdict: 'green', codes: ['co-owners-none'] })
  })

  it('is asked of the first owner, too, where the firm is the second', () => {
    const card = cardOf([aPatent({ owner: '云溪大学', coOwners: [firmName] })], { ...passing, consent: 'unasked' })
    expect(lightOf(card, 'coOwners')).toMatchObject({ verdict: 'amber', findings: [{ reason: { code: 'answered' } }, { reason: { code: 'co-owners', names: ['云溪大学'] } }] })
  })

  it('is asked of a co-owner of a right whose first owner nobody has named', () => {
    expect(judged(shared({ owner: '' }), 'coOwners', {}).verdict).toBe('amber')
  })

  it('does not ask the firm itself, named twice', () => {
    expect(judged(aPatent({ coOwners: [firmName] }), 'coOwners', {}).codes).toEqual(['co-owners-none'])
  })
})

describe('yearly fees', () => {
  // Year 7 is due on 2027-03-05 and can be paid late until 2027-09-05.
  const on = (day: string, over: Over = {}) => judged({ ...aPatent(over), ...annuityOn(day, over) }, 'fees', passing, { today: day })
  it.each([
    [addDays('2027-03-05', -rules.feeSoonDays - 1), 'green', 'fee-paid'],
    [addDays('2027-03-05', -rules.feeSoonDays), 'amber', 'fee-due'],
    ['2027-03-05', 'amber', 'fee-due'],
    ['2027-03-06', 'red', 'fee-late'],
    ['2027-09-05', 'red', 'fee-late'],
    ['2027-09-06', 'red', 'fee-lapsed'],
  ])('on %s: %s', (day, verdict, code) => {
    expect(on(day)).toEqual({ verdict, codes: [code] })
  })

  it.each<[string, Over, string, string]>([
    ['not said by anybody', { paidYear: null }, 'amber', 'fee-unsaid'],
    ['of a patent whose dates are missing', { grantedOn: null, paidYear: null }, 'amber', 'fee-unknown'],
    ['of a patent not granted', { state: 'pending', grantedOn: null, paidYear: null }, 'amber', 'fee-pending'],
    ['of a patent that ended', { state: 'ended' }, 'red', 'fee-over'],
    ['paid to the end', { paidYear: 20 }, 'green', 'fee-paid'],
    ['said of a patent of this year, where nothing fell due', { filedOn: '2025-12-10', grantedOn: '2026-10-20', paidYear: null }, 'amber', 'fee-due'],
    ['said of a patent granted yesterday, where nothing falls due soon', { filedOn: '2025-11-10', grantedOn: '2026-11-20', paidYear: null }, 'green', 'fee-paid'],
  ])('%s', (_, over, verdict, code) => {
    expect(judged(aPatent(over), 'fees')).toEqual({ verdict, codes: [code] })
  })

  it('say until when and how much there is to pay', () => {
    const [finding] = lightOf(cardOf([{ ...aPatent(), ...annuityOn('2027-04-06', {}) }], passing, { today: '2027-04-06' }), 'fees').findings
    expect(finding?.reason).toEqual({ code: 'fee-late', on: '2027-09-05', fen: 210_000 })
  })

  it('are no light of a trade mark', () => {
    expect(cardOf([aTrademark({ owner: firmName })]).rights[0]?.lights.map(({ id }) => id)).toEqual(['owner', 'coOwners', 'pledge', 'life'])
  })
})

describe('not pledged already', () => {
  it.each<[string, Over, Record<string, string>, string]>([
    ['neither written down nor said', {}, { pledged: 'never' }, 'green'],
    ['released', {}, { pledged: 'released' }, 'green'],
    ['nobody knows', {}, { pledged: 'unsure' }, 'amber'],
    ['said to be', {}, { pledged: 'now' }, 'red'],
    ['written down, whatever is said', { pledge: 'pledged', pledgee: '某银行' }, { pledged: 'never' }, 'red'],
  ])('%s', (_, over, answers, verdict) => {
    expect(judged(aPatent(over), 'pledge', { ...passing, ...answers }).verdict).toBe(verdict)
  })
})

describe('what is left of the term', () => {
  // Stop at 12 months or the length of the loan, a margin of 24 months beyond.
  const ending = (lastDay: string | null, over: Over = {}): Right => ({ ...aPatent(over), lastDay })
  it.each([
    ['2027-11-22', 'y1', 'red', 'life-short'],
    ['2027-11-23', 'y1', 'amber', 'life-tight'],
    ['2029-11-22', 'y1', 'amber', 'life-tight'],
    ['2029-11-23', 'y1', 'green', 'life-long'],
    ['2029-11-22', 'y3', 'red', 'life-short'],
    ['2029-11-23', 'y3', 'amber', 'life-tight'],
    ['2031-11-23', 'y3', 'green', 'life-long'],
    ['2026-11-22', 'y1', 'red', 'life-over'],
    ['2026-11-23', 'y1', 'red', 'life-short'],
  ])('to %s for %s: %s', (lastDay, term, verdict, code) => {
    const { verdict: found, codes } = judged(ending(lastDay), 'life', { ...passing, term })
    expect([found, codes[0]]).toEqual([verdict, code])
  })

  it('is measured by the months of a request where they are more than the answer says, never by less', () => {
    const of = (months: number | null) => judged(ending('2029-11-23'), 'life', passing, { months }).verdict
    expect([of(null), of(6), of(12), of(36), of(37)]).toEqual(['green', 'green', 'green', 'amber', 'red'])
  })

  it('is amber while nobody has said how long the loan is to run', () => {
    expect(judged(aPatent(), 'life', { ...passing, term: 'unsure' }).verdict).toBe('amber')
  })

  it.each<[string, Over, string, string]>([
    ['not granted', { state: 'pending' }, 'red', 'life-pending'],
    ['ended', { state: 'ended' }, 'red', 'life-ended'],
    ['of a patent whose filing date is missing', { filedOn: null }, 'amber', 'life-unknown'],
    ['of a number whose check digit is wrong', { number: 'ZL202119999021.7' }, 'amber', 'number-mismatch'],
    ['of a patent that lapsed for its fees', { filedOn: '2019-03-05', grantedOn: '2020-08-16', paidYear: 6 }, 'red', 'life-ended'],
  ])('%s', (_, over, verdict, code) => {
    const { verdict: found, codes } = judged(aPatent(over), 'life')
    expect([found, codes[0]]).toEqual([verdict, code])
  })

  it('of a trade mark can be renewed, so a short one is amber', () => {
    const mark = (lastDay: string) => judged(aTrademark({ owner: firmName, lastDay }), 'life')
    expect([mark('2027-11-22'), mark('2028-11-22'), mark('2028-11-23')].map(({ verdict, codes }) => [verdict, codes[0]])).toEqual([['amber', 'life-renew'], ['amber', 'life-renew'], ['green', 'life-long']])
    expect(mark('2026-11-22')).toEqual({ verdict: 'red', codes: ['life-over'] })
  })

  it('of software is not kept here: somebody looks', () => {
    expect(judged(aTrademark({ kind: 'software', owner: firmName, lastDay: null }), 'life')).toEqual({ verdict: 'amber', codes: ['life-unknown'] })
  })

  it('has other borders in another county', () => {
    const card = cardOf([ending('2027-06-01')], { ...passing, term: 'half' }, { rules: otherRules })
    expect(lightOf(card, 'life').verdict).toBe('amber')
    expect(judged(ending('2027-06-01'), 'life').verdict).toBe('red')
  })
})

describe('the firm', () => {
  it.each(rules.questions.filter(({ light }) => light === 'revenue' || light === 'dispute' || light === 'years').flatMap(({ id, light, options }) => options.map((option) => ({ id, light, option: option.id, verdict: option.verdict }))))(
    '$light: $option is $verdict', ({ id, light, option, verdict }) => {
      expect(lightOf(cardOf([aPatent()], { ...passing, [id]: option }), light).verdict).toBe(verdict)
    })
})

describe('a card', () => {
  it('is as good as its worst light', () => {
    expect([worst([]), worst(['green', 'amber', 'green']), worst(['red', 'green', 'amber'])]).toEqual(['green', 'amber', 'red'])
    expect(cardOf([aPatent(), aPatent({ id: 'r9', owner: '别家' })]).verdict).toBe('red')
  })

  it('names the papers of the kinds chosen, each once', () => {
    const { papers } = cardOf([aPatent(), aPatent({ id: 'r3' }), aTrademark({ owner: firmName })])
    expect(papers.filter((paper) => paper === '商标注册证' || paper === '专利证书和登记簿副本')).toHaveLength(2)
    expect(papers).not.toContain('专利权评价报告')
    expect(cardOf([shared()], { ...passing, consent: 'spoken' }).papers).toContain('全体共有人同意质押的书面材料')
  })

  it('tells the three kinds of patents apart', () => {
    expect([rightType(aPatent()), rightType(aPatent({ number: 'ZL202129999021.1', patentKind: '实用新型' })), rightType(aTrademark()), rightType({ kind: 'patent', patentKind: null })]).toEqual(['发明', '实用新型', 'trademark', 'other'])
    expect(cardOf([aPatent({ patentKind: '实用新型' })]).papers).toContain('专利权评价报告')
  })

  it('judges by the day it is given', () => {
    expect(judged(aPatent(), 'life', passing, { today }).verdict).toBe('green')
    expect(judged(aPatent(), 'life', passing, { today: '2041-03-05' }).codes).toEqual(['life-over'])
  })
})

/** The fees as the server would tell them on that day. */
function annuityOn(day: string, over: Over): Pick<Right, 'annuity'> {
  const right = aPatent(over)
  return { annuity: annuityOf({ ...right, patentKind: '发明' }, { rules: portfolio, isReduced: false, today: day }) }
}
