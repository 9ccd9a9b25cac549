import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import {
  answerWarnings,
  checkAnswers,
  missingForSubmit,
  missingPapers,
  normaliseAnswers,
  paperStates,
  redoAfterChange,
  sectionStates,
} from '#contract/subsidies/answers.ts'
import { shownAnswers, visibleFields } from '#contract/subsidies/fields.ts'
import type { Field } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { sampleAnswers } from '../support/sample-answers.ts'

const content = loadContent('content/huantai', { demo: true })
const context = { today: '2026-11-23', towns: content.county.towns }
const programmes = content.programmes(context.today)
const get = (id: string) => content.programme(id, context.today)!
const check = (id: string, overrides: Answers = {}) => checkAnswers(get(id), sampleAnswers(id, overrides), context)
const patent = { patentNo: 'ZL201710601862.3', patentTitle: '一种密封材料', patentType: '发明', grantDate: '2019-08-20' }
const row = (overrides: Answers) => [{ ...patent, ...overrides }]

describe('a complete set of answers', () => {
  it.each(programmes.map((programme) => programme.id))('%s: passes, in every section', (id) => {
    expect(check(id)).toEqual([])
    expect(answerWarnings(get(id), sampleAnswers(id), context)).toEqual([])
    expect(sectionStates(get(id), sampleAnswers(id), context).every((section) => section.isDone)).toBe(true)
  })

  it.each(programmes.map((programme) => programme.id))('%s: lacks exactly the one required answer that is taken out', (id) => {
    const programme = get(id)
    for (const field of visibleFields(programme, sampleAnswers(id)).filter((asked) => asked.required)) {
      const problems = check(id, { [field.name]: undefined })
      expect(problems, field.name).toContainEqual({ field: field.name, reason: 'required' })
      expect(problems, field.name).toHaveLength(1)
    }
  })

  it.each(programmes.map((programme) => programme.id))('%s: is asked for nothing that only hidden questions would need', (id) => {
    const names = new Set(visibleFields(get(id), sampleAnswers(id)).map((field) => field.name))
    expect(Object.keys(sampleAnswers(id)).filter((name) => !names.has(name))).toEqual([])
  })

  it('in normal form stays as it is', () => {
    for (const { id } of programmes) expect(normaliseAnswers(get(id), sampleAnswers(id))).toEqual(sampleAnswers(id))
  })
})

describe('one answer', () => {
  it.each([
    ['only spaces', { contactName: ' \u3000 ' }, 'contactName', 'required'],
    ['a name of 31 characters', { contactName: '李'.repeat(31) }, 'contactName', 'too-long'],
    ['text with a NUL', { contactName: '李\u0000敏' }, 'contactName', 'text-invalid'],
    ['half a surrogate pair', { contactName: '李\uD800' }, 'contactName', 'text-invalid'],
    ['a number where text is asked', { contactName: 5 }, 'contactName', 'wrong-type'],
    ['a list where text is asked', { contactName: ['李敏'] }, 'contactName', 'wrong-type'],
    ['an object where text is asked', { contactName: { a: 1 } }, 'contactName', 'wrong-type'],
    ['a credit code with the letter O', { uscc: '91440300192203821O' }, 'uscc', 'uscc-character'],
    ['a credit code of 17 characters', { uscc: '91440300192203821' }, 'uscc', 'uscc-length'],
    ['a landline', { contactMobile: '0533-1234567' }, 'contactMobile', 'phone-landline'],
    ['a town of another county', { town: '汐口镇' }, 'town', 'town'],
    ['an account of 7 digits', { bankAccountNo: '1234567' }, 'bankAccountNo', 'account-length'],
    ['an account in another name', { bankAccountName: '别的公司' }, 'bankAccountName', 'not-equal'],
    ['a fee of 99.99 yuan', { feeFen: 9_999 }, 'feeFen', 'money-min'],
    ['a fee of 10 million yuan and a fen', { feeFen: 1_000_000_001 }, 'feeFen', 'money-max'],
    ['half a fen', { feeFen: 10_000.5 }, 'feeFen', 'money-unsafe'],
    ['money beyond what a number holds', { feeFen: 2 ** 53 }, 'feeFen', 'money-unsafe'],
    ['not a number', { feeFen: Number.NaN }, 'feeFen', 'money-unsafe'],
    ['money below nothing', { feeFen: -1 }, 'feeFen', 'money-negative'],
    ['money as text', { feeFen: '80000' }, 'feeFen', 'wrong-type'],
    ['an invoice of tomorrow', { invoiceDate: '2026-11-24' }, 'invoiceDate', 'date-future'],
    ['a date that is none', { invoiceDate: '2026-02-29' }, 'invoiceDate', 'date-calendar'],
    ['a date with a time', { invoiceDate: '2026-11-01T00:00:00Z' }, 'invoiceDate', 'date-format'],
    ['an option that is not there', { feeType: '律师费' }, 'feeType', 'option'],
    ['yes as text', { loanDisbursed: 'true' }, 'loanDisbursed', 'wrong-type'],
  ])('%s is refused', (_, overrides, field, reason) => {
    expect(check('P02', overrides)).toEqual([expect.objectContaining({ field, reason })])
  })

  it.each([
    ['a name of 30 characters', { contactName: '李'.repeat(30) }],
    ['a name outside the basic plane', { contactName: '𠮷野㛃' }],
    ['markup, as text', { contactName: '<script>alert(1)</script>' }],
    ['a credit code in lower case with spaces', { uscc: '91370321 ma0dem013l' }],
    ['a credit code with a wrong check character', { uscc: '914403001922038217' }],
    ['a phone with +86', { contactMobile: '+86 138 0013 8000' }],
    ['an account with spaces', { bankAccountNo: '3705 0163 0000 0000 0371' }],
    ['a fee of 100 yuan', { feeFen: 10_000 }],
    ['a fee of 10 million yuan', { feeFen: 1_000_000_000 }],
    ['an invoice of today', { invoiceDate: '2026-11-23' }],
    ['no as an answer', { loanDisbursed: false }],
    ['the name in half width', { companyName: '桓台（苇畔）公司', bankAccountName: '桓台(苇畔)公司' }],
  ])('%s is taken', (_, overrides) => {
    expect(check('P02', overrides)).toEqual([])
  })

  it('tells the limit with the reason', () => {
    expect(check('P02', { contactName: '李'.repeat(31) })).toEqual([{ field: 'contactName', reason: 'too-long', limit: 30 }])
    expect(check('P02', { feeFen: 9_999 })).toEqual([{ field: 'feeFen', reason: 'money-min', limit: 10_000 }])
    expect(check('P02', { bankAccountName: '别的公司' })).toEqual([{ field: 'bankAccountName', reason: 'not-equal', limit: '企业名称' }])
  })

  it('a rate of 3.45 is taken, 3.455, 0.49 and 10.01 are refused', () => {
    expect(check('P01', { lprPercent: 3.45 })).toEqual([])
    expect(check('P01', { lprPercent: 3.455 })).toEqual([{ field: 'lprPercent', reason: 'number-decimals', limit: 2 }])
    expect(check('P01', { lprPercent: 0.49 })).toEqual([{ field: 'lprPercent', reason: 'number-min', limit: 0.5 }])
    expect(check('P01', { lprPercent: 10.01 })).toEqual([{ field: 'lprPercent', reason: 'number-max', limit: 10 }])
    expect(check('P01', { lprPercent: Number.POSITIVE_INFINITY })).toEqual([{ field: 'lprPercent', reason: 'wrong-type' }])
  })

  it('a year: this one is taken, next one refused, half a year refused', () => {
    expect(check('P04', { listYear: 2026 })).toEqual([])
    expect(check('P04', { listYear: 2027 })).toEqual([{ field: 'listYear', reason: 'year-future', limit: 2026 }])
    expect(check('P04', { listYear: 2012 })).toEqual([{ field: 'listYear', reason: 'number-min', limit: 2013 }])
    expect(check('P04', { listYear: 2025.5 })).toEqual([{ field: 'listYear', reason: 'number-decimals', limit: 0 }])
    expect(checkAnswers(get('P04'), sampleAnswers('P04', { listYear: 2031 }), { ...context, today: '2031-01-01' })).toEqual([])
  })

  it('a date after another is refused on the same day, a date not before another is taken on it', () => {
    expect(check('P01', { loanEnd: '2026-03-20', interestTo: '2026-03-20' })).toEqual([])
    expect(check('P01', { loanEnd: '2026-03-19' })).toEqual([{ field: 'loanEnd', reason: 'date-not-before', limit: '计息止日' }])
    expect(check('P06', { certExpire: '2026-01-20' })).toEqual([{ field: 'certExpire', reason: 'date-after', limit: '发证日期' }])
    expect(check('P06', { certExpire: '2026-01-21' })).toEqual([])
    expect(check('P01', { loanStart: '2025-03-17', interestFrom: '2025-03-20' })).toContainEqual({
      field: 'loanStart',
      reason: 'date-not-before',
      limit: '贷款合同签订日',
    })
  })
})

describe('the rows of a repeat field', () => {
  it.each([
    ['a publication number', { patentNo: 'CN110941994B' }, 'patentNo', 'patent-publication'],
    ['a PCT number', { patentNo: 'PCT/CN2021/123456' }, 'patentNo', 'patent-pct'],
    ['a year to come', { patentNo: 'ZL202710601862.3' }, 'patentNo', 'patent-year'],
    ['a type that is none', { patentNo: 'ZL201740601862.3' }, 'patentNo', 'patent-type'],
    ['no title', { patentTitle: '' }, 'patentTitle', 'required'],
    ['a grant to come', { grantDate: '2026-11-24' }, 'grantDate', 'date-future'],
  ])('%s is refused, with the row in its path', (_, overrides, name, reason) => {
    expect(check('P07', { patents: [patent, { ...patent, patentNo: 'ZL201911044411.X', ...overrides }] })).toEqual([
      expect.objectContaining({ field: `patents[1].${name}`, reason }),
    ])
  })

  it('a wrong check digit is taken and pointed out with the fitting digit', () => {
    expect(check('P07', { patents: row({ patentNo: 'ZL201710601862.4' }) })).toEqual([])
    expect(answerWarnings(get('P07'), sampleAnswers('P07', { patents: row({ patentNo: 'ZL201710601862.4' }) }), context)).toEqual([
      { field: 'patents[0].patentNo', reason: 'patent-mismatch', limit: '3' },
    ])
    expect(answerWarnings(get('P07'), sampleAnswers('P07', { uscc: '914403001922038217' }), context)).toEqual([
      { field: 'uscc', reason: 'uscc-mismatch' },
    ])
  })

  it('the same patent written in two ways is one patent too many', () => {
    expect(check('P07', { patents: [patent, { ...patent, patentNo: '2017 1 0601862．3' }] })).toEqual([
      { field: 'patents[1].patentNo', reason: 'patent-duplicate', limit: 1 },
    ])
  })

  it('none is too few, thirty are taken, thirty-one are too many', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...patent, patentNo: `ZL2017106${String(index).padStart(5, '0')}.0` }))
    expect(check('P07', { patents: [] })).toEqual([{ field: 'patents', reason: 'required' }])
    expect(check('P07', { patents: many(30) })).toEqual([])
    expect(check('P07', { patents: many(31) })).toEqual([{ field: 'patents', reason: 'rows-max', limit: 30 }])
  })

  it('that are no rows are refused', () => {
    expect(check('P07', { patents: 'ZL201710601862.3' })).toEqual([{ field: 'patents', reason: 'wrong-type' }])
    expect(check('P07', { patents: [null] })).toEqual([{ field: 'patents[0]', reason: 'wrong-type' }])
  })
})

describe('the stored form of answers', () => {
  it('has codes, numbers and names in one written form and the kind read off the patent number', () => {
    const normal = normaliseAnswers(
      get('P07'),
      sampleAnswers('P07', {
        uscc: '９1370321-ma0dem013l',
        contactMobile: '+86 138-0013-8000',
        bankAccountNo: '3705 0163 0000 0000 0371',
        contactName: '  李敏\r\n ',
        bankName: 'e\u0301',
        patents: [{ patentNo: 'zl 2020 2 0773489．7', patentTitle: '一种装置', grantDate: '2020-12-29' }],
      }),
    )
    expect(normal).toMatchObject({
      uscc: '91370321MA0DEM013L',
      contactMobile: '13800138000',
      bankAccountNo: '37050163000000000371',
      contactName: '李敏',
      bankName: '\u00e9',
    })
    expect(normal.patents).toEqual([
      { patentNo: 'ZL202020773489.7', patentTitle: '一种装置', patentType: '实用新型', grantDate: '2020-12-29' },
    ])
  })

  it('overrides a kind that the number contradicts, and leaves what cannot be read', () => {
    expect(normaliseAnswers(get('P07'), { patents: row({ patentType: '外观设计' }) }).patents).toEqual(row({ patentType: '发明' }))
    expect(normaliseAnswers(get('P07'), { contactMobile: '12', patents: row({ patentNo: 'CN110941994B' }) })).toEqual({
      contactMobile: '12',
      patents: row({ patentNo: 'CN110941994B' }),
    })
  })

  it('for submitting holds only what is asked now', () => {
    const shown = shownAnswers(get('P05'), sampleAnswers('P05', { dealType: '自行产业化' }))
    expect(Object.keys(shown)).not.toContain('counterparty')
    expect(Object.keys(shown)).not.toContain('recordNo')
    expect(shown).toMatchObject({ dealType: '自行产业化', paidAmountFen: 62_000_000 })
  })
})

describe('papers', () => {
  it('made by the program are not asked for, the others until each has a page', () => {
    const pages = new Map([
      ['license', 1],
      ['contract', 3],
    ])
    expect(missingPapers(get('P05'), sampleAnswers('P05'), pages).map((paper) => paper.id)).toEqual([
      'record',
      'payment',
      'commitment',
      'account',
    ])
    expect(paperStates(get('P05'), sampleAnswers('P05'), pages).map((state) => state.paper.id)).not.toContain('applyForm')
    expect(paperStates(get('P05'), sampleAnswers('P05'), pages).find((state) => state.paper.id === 'contract')).toMatchObject({
      pages: 3,
      isRequired: true,
      isMissing: false,
    })
  })

  it('a share certificate is needed for a combined loan and optional otherwise (P01)', () => {
    const state = (combinedLoan: boolean) =>
      paperStates(get('P01'), sampleAnswers('P01', { combinedLoan }), new Map()).find(({ paper }) => paper.id === 'ratioProof')
    expect(state(true)).toMatchObject({ isRequired: true, isMissing: true })
    expect(state(false)).toMatchObject({ isRequired: false, isMissing: false })
  })

  it('proof of annuities is needed for policies at home, not for one overseas (P03)', () => {
    const missing = (insuranceType: string) =>
      missingPapers(get('P03'), sampleAnswers('P03', { insuranceType }), new Map()).map((paper) => paper.id)
    expect(missing('专利执行险')).toContain('annualFee')
    expect(missing('知识产权海外侵权责任险')).not.toContain('annualFee')
  })

  it('stand in the list of what is missing beside the fields', () => {
    expect(missingForSubmit(get('P08'), sampleAnswers('P08', { demand: undefined }), new Map(), context)).toEqual([
      { field: 'demand', reason: 'required' },
      { field: 'papers.license', reason: 'paper-missing' },
    ])
  })
})

describe('a form that changed under a draft', () => {
  const p02 = get('P02')
  const changed = (change: (field: Field) => Field) => ({
    sections: p02.sections.map((section) => ({ ...section, fields: section.fields.map(change) })),
  })

  it('keeps everything when nothing that matters changed', () => {
    expect(redoAfterChange(p02, sampleAnswers('P02'))).toEqual([])
    expect(redoAfterChange(p02, sampleAnswers('P02'), context)).toEqual([])
  })

  it('names an option that is gone, a limit now exceeded and a question asked in another way, and nothing else', () => {
    const form = changed((field) => {
      if (field.name === 'feeType' && field.type === 'select') return { ...field, options: ['价值分析费', '担保费'] }
      if (field.name === 'feeFen' && field.type === 'money') return { ...field, maxFen: 1_000_000 }
      if (field.name === 'loanDisbursed') return { name: 'loanDisbursed', label: '放款日', required: true, type: 'date' }
      return field
    })
    expect(redoAfterChange(form, sampleAnswers('P02'), context)).toEqual(['feeType', 'feeFen', 'loanDisbursed'])
  })

  it('does not name answers to questions that are gone, nor questions never answered', () => {
    const form = {
      sections: p02.sections.map((section) => ({ ...section, fields: section.fields.filter((field) => field.name !== 'assessOrg') })),
    }
    expect(redoAfterChange(form, sampleAnswers('P02', { bankName: undefined }), context)).toEqual([])
  })
})
