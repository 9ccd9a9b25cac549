// The rights of the demonstration, on whichever day it is started.
import { expect, it } from 'vitest'
import { addDays, yearOf } from '#contract/identifiers/date.ts'
import { annuityOf } from '#contract/portfolio/annuities.ts'
import { warningsOf } from '#contract/portfolio/rules.ts'
import { loadContent } from '#server/content.ts'
import { typedRight } from '#server/demo/sample-right.ts'
import { readDemo } from '#server/demo/source.ts'
import { judgeRight } from '#server/portfolio/right-input.ts'

const { portfolio: rules } = loadContent('content/huantai', { demo: true })
const { rights } = readDemo('content/huantai')
const days = Array.from({ length: 120 }, (_, index) => addDays('2026-11-24', index * 13))

function kept(firm: string, today: string) {
  return rights.filter((right) => right.firm === firm).map((sample) => {
    const read = judgeRight(typedRight(sample, firm, today), { rules, today: addDays(today, -60), firmName: '示例企业' })
    if (!read.ok) throw new Error(`${today} ${sample.title}: ${JSON.stringify(read.problems)}`)
    return read.values
  })
}

it('firm A has six rights, one of them pledged and one shared; firm B has two', () => {
  const values = kept('a', '2026-11-24')
  expect(values.map(({ kind }) => kind).sort()).toEqual(['patent', 'patent', 'patent', 'patent', 'software', 'trademark'])
  expect(values.filter(({ pledgee }) => pledgee === '示例银行甲')).toHaveLength(1)
  expect(values.filter(({ co_owners: names }) => names !== '[]')).toHaveLength(1)
  expect(kept('b', '2026-11-24')).toHaveLength(2)
})

it('on any day firm A has one fee due within ninety days and one that is late, and no number is wrong', () => {
  for (const today of days) {
    const patents = kept('a', today).flatMap((right) => (right.patent_kind === null ? [] : [{ ...right, patent_kind: right.patent_kind }]))
    for (const { kind, number, number_check: check, filing_year: filingYear, filed_on: filedOn } of patents) expect(warningsOf({ kind, number, check, filingYear, filedOn }, yearOf(today)), today).toEqual([])
    const stands = patents.map((right) => annuityOf({ patentKind: right.patent_kind, filedOn: right.filed_on, grantedOn: right.granted_on, coOwners: [], state: right.state, paidYear: right.paid_year }, { rules, isReduced: false, today }))
    expect(stands.filter(({ status }) => status === 'grace'), today).toHaveLength(1)
    expect(stands.filter(({ status, next }) => status === 'upcoming' && (next?.dueOn ?? '') <= addDays(today, 90)), today).toHaveLength(1)
    expect(stands.every(({ status }) => status === 'grace' || status === 'upcoming'), today).toBe(true)
  }
})
