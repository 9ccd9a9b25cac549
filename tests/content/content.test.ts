import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'

const huantai = loadContent('content/huantai', { demo: true })
const inUse = loadContent('content/huantai', { demo: false })
const ids = ['P01', 'P02', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'P09', 'P10']

describe('the content of the county', () => {
  it('has ten schemes, each with the six things a guide states, free of charge', () => {
    const programmes = huantai.programmes('2026-11-23')
    expect(programmes.map((programme) => programme.id)).toEqual(ids)
    for (const { who, basis, conditions, papers, steps, fee, contact, statement, summary, amount } of programmes) {
      expect([who, summary, amount.summary].every((text) => text.length > 0)).toBe(true)
      expect([basis, conditions, papers, steps, statement].every((list) => list.length > 0)).toBe(true)
      expect([fee, contact.phone, contact.hotlines]).toEqual(['不收费', null, ['12330', '12345']])
    }
  })

  it('is open for the whole of the current year in the demo, whatever year that is, and P10 is closed', () => {
    for (const today of ['2026-01-01', '2026-12-31', '2031-06-15']) {
      const year = today.slice(0, 4)
      for (const summary of huantai.summaries(today).filter(({ id }) => id !== 'P10'))
        expect(summary).toMatchObject({ availability: 'taking', opensOn: `${year}-01-01`, closesOn: `${year}-12-31` })
    }
    expect(huantai.programme('P10', '2026-11-23')).toMatchObject({
      availability: 'closed',
      opensOn: null,
      closesOn: null,
      instead: ['P05', 'P06'],
    })
  })

  it('opens nothing without the county outside the demo', () => {
    expect(inUse.summaries('2026-11-23').map((summary) => summary.availability)).toEqual([...ids.slice(1).map(() => 'not-open'), 'closed'])
  })

  it('marks every scheme an example, for its time limits have no document, and the sums that have none', () => {
    const programmes = huantai.programmes('2026-11-23')
    expect(programmes.every((programme) => programme.example)).toBe(true)
    expect(programmes.filter((programme) => programme.amount.illustrative).map((programme) => programme.id)).toEqual([
      'P02',
      'P04',
      'P05',
      'P06',
      'P07',
      'P09',
    ])
  })

  it('ends P08 at the archive: it pays nothing and asks for no account', () => {
    const p08 = huantai.programme('P08', '2026-11-23')
    expect(p08?.steps.map((step) => step.state)).toEqual(['submitted', 'accepted', 'reviewing', 'approved', 'archived'])
    expect(p08?.sections.map((section) => section.id)).not.toContain('account')
  })

  it('holds no placeholder for a phone, an address or a document number, and keeps its list of changes', () => {
    expect(JSON.stringify(huantai.programmes('2026-11-23'))).not.toMatch(/0533|X{3,}|待县局/)
    for (const id of ids) expect(readFileSync(`content/huantai/subsidies/${id}.json`, 'utf8')).not.toContain('"changes": []')
    expect(JSON.stringify(huantai.county)).not.toMatch(/0533|X{3,}/)
  })

  it('does not hand its list of changes or its demo status to readers', () => {
    expect(Object.keys(huantai.programme('P05', '2026-11-23') ?? {})).not.toEqual(
      expect.arrayContaining(['changes', 'demoStatus', 'status']),
    )
  })

  it('knows nine towns and the case prefix', () => {
    expect(huantai.county.towns).toHaveLength(9)
    expect(huantai.county.numberPrefix).toBe('HT')
    expect(new Set(huantai.programmes('2026-11-23').map((programme) => programme.numberKind)).size).toBe(10)
  })

  it('has another version in the demo than in use, and the same version when read again', () => {
    expect(loadContent('content/huantai', { demo: true }).version).toBe(huantai.version)
    expect(inUse.version).not.toBe(huantai.version)
  })
})

describe('a second county', () => {
  const yunxi = loadContent('tests/fixtures/content/yunxi', { demo: false })

  it('is nothing but another folder: its own name, towns, prefix and schemes', () => {
    expect(yunxi.county).toMatchObject({ id: 'yunxi', numberPrefix: 'YX', towns: ['汐口镇', '芦湾镇', '望潮街道'] })
    expect(yunxi.summaries('2026-06-01').map((summary) => summary.id)).toEqual(['Y1', 'Y2'])
    expect(yunxi.summaries('2026-06-01').every((summary) => !summary.example)).toBe(true)
  })

  it('never mentions the first', () => {
    for (const file of readdirSync('tests/fixtures/content/yunxi', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    )) {
      expect(readFileSync(join('tests/fixtures/content/yunxi', file), 'utf8'), file).not.toContain('桓台')
    }
  })

  it('takes applications from the first to the last day of its window', () => {
    const on = (today: string) => yunxi.programme('Y1', today)?.availability
    expect([on('2026-02-28'), on('2026-03-01'), on('2026-11-30'), on('2026-12-01')]).toEqual(['soon', 'taking', 'taking', 'over'])
  })
})
