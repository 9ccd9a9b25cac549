import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import { checkPatch } from '#contract/subsidies/patch.ts'
import type { Answers } from '#contract/subsidies/schema.ts'

const p05 = loadContent('content/huantai', { demo: true }).programme('P05', '2026-11-23')!
const check = (patch: Answers) => checkPatch(p05, patch)

describe('saving while typing', () => {
  it.each([
    ['half a credit code', { uscc: '91370321' }],
    ['a phone being typed', { contactMobile: '138' }],
    ['a publication number', { patents: [{ patentNo: 'CN110941994B' }] }],
    ['an empty row', { patents: [{}] }],
    ['an empty text', { contactName: '' }],
    ['an option not in the list any more', { dealType: '旧选项' }],
    ['a half-chosen date', { patents: [{ grantDate: '2026-' }] }],
    ['paid above the contract', { contractFen: 100, paidAmountFen: 200 }],
    ['a field that is hidden now', { dealType: '自行产业化', counterparty: '示例大学' }],
    ['clearing a field', { contactName: null, patents: null }],
    ['clearing a cell', { patents: [{ patentNo: null }] }],
    ['a text somewhat too long', { contactName: '李'.repeat(40) }],
    ['nothing at all', {}],
    ['an emoji', { contactName: '👨‍👩‍👧' }],
  ])('%s is stored as it is', (_, patch) => {
    expect(check(patch)).toEqual([])
  })

  it.each([
    ['a name the form does not have', { status: 'approved' }, 'status', 'unknown'],
    ['a name of a prototype', JSON.parse('{"__proto__": {"a": 1}}') as Answers, '__proto__', 'unknown'],
    ['the name constructor', { constructor: 'x' } as unknown as Answers, 'constructor', 'unknown'],
    ['a column the rows do not have', { patents: [{ owner: 'x' }] }, 'patents[0].owner', 'unknown'],
    ['a number for a text', { contactName: 1 }, 'contactName', 'wrong-type'],
    ['a list for a text', { contactName: [] }, 'contactName', 'wrong-type'],
    ['an object for a text', { contactName: {} }, 'contactName', 'wrong-type'],
    ['a text for money', { paidAmountFen: '100' }, 'paidAmountFen', 'wrong-type'],
    ['half a fen', { paidAmountFen: 0.5 }, 'paidAmountFen', 'money-unsafe'],
    ['2^53 + 1 fen', { paidAmountFen: 2 ** 53 }, 'paidAmountFen', 'money-unsafe'],
    ['a debt', { paidAmountFen: -1 }, 'paidAmountFen', 'money-negative'],
    ['minus nothing', { paidAmountFen: -0 }, 'paidAmountFen', 'money-negative'],
    ['a text for yes or no', { relatedParty: 'no' }, 'relatedParty', 'wrong-type'],
    ['1 for yes', { relatedParty: 1 }, 'relatedParty', 'wrong-type'],
    ['a NUL', { contactName: 'a\u0000' }, 'contactName', 'text-invalid'],
    ['half a surrogate pair', { counterparty: '\uDC00' }, 'counterparty', 'text-invalid'],
    ['a text ten times too long', { contactName: '李'.repeat(300) }, 'contactName', 'too-long'],
    ['a hundred thousand lines', { counterparty: '\n'.repeat(100_000) }, 'counterparty', 'too-long'],
    ['a long date', { patents: [{ grantDate: '2'.repeat(500) }] }, 'patents[0].grantDate', 'too-long'],
    ['rows that are none', { patents: {} }, 'patents', 'wrong-type'],
    ['a row that is none', { patents: ['x'] }, 'patents[0]', 'wrong-type'],
    ['a row in a row', { patents: [[]] }, 'patents[0]', 'wrong-type'],
    ['an object in a cell', { patents: [{ patentTitle: { a: 1 } }] }, 'patents[0].patentTitle', 'wrong-type'],
    ['31 rows', { patents: Array.from({ length: 31 }, () => ({})) }, 'patents', 'rows-max'],
  ])('%s is refused', (_, patch, field, reason) => {
    expect(check(patch)).toEqual([expect.objectContaining({ field, reason })])
  })
})
