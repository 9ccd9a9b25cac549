import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ContentError, loadContent } from '#server/content.ts'

type Json = { [key: string]: Json } & Json[] & string

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
      for (const summary of huantai.summaries(today).filter(({ id }) => id !== 'P10')) expect(summary).toMatchObject({ availability: 'taking', opensOn: `${year}-01-01`, closesOn: `${year}-12-31` })
    }
    expect(huantai.programme('P10', '2026-11-23')).toMatchObject({ availability: 'closed', opensOn: null, closesOn: null, instead: ['P05', 'P06'] })
  })

  it('opens nothing without the county outside the demo', () => {
    expect(inUse.summaries('2026-11-23').map((summary) => summary.availability)).toEqual([...ids.slice(1).map(() => 'not-open'), 'closed'])
  })

  it('marks every scheme an example, for its time limits have no document, and the sums that have none', () => {
    const programmes = huantai.programmes('2026-11-23')
    expect(programmes.every((programme) => programme.example)).toBe(true)
    expect(programmes.filter((programme) => programme.amount.illustrative).map((programme) => programme.id)).toEqual(['P02', 'P04', 'P05', 'P06', 'P07', 'P09'])
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
    expect(Object.keys(huantai.programme('P05', '2026-11-23') ?? {})).not.toEqual(expect.arrayContaining(['changes', 'demoStatus', 'status']))
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
    for (const file of readdirSync('tests/fixtures/content/yunxi', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))) {
      expect(readFileSync(join('tests/fixtures/content/yunxi', file), 'utf8'), file).not.toContain('桓台')
    }
  })

  it('takes applications from the first to the last day of its window', () => {
    const on = (today: string) => yunxi.programme('Y1', today)?.availability
    expect([on('2026-02-28'), on('2026-03-01'), on('2026-11-30'), on('2026-12-01')]).toEqual(['soon', 'taking', 'taking', 'over'])
  })
})

describe('content with mistakes', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'content-'))
    cpSync('tests/fixtures/content/yunxi', dir, { recursive: true })
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  function edit(file: string, change: (value: Json) => void): void {
    const path = join(dir, file)
    const value = JSON.parse(readFileSync(path, 'utf8')) as Json
    change(value)
    writeFileSync(path, JSON.stringify(value))
  }
  function problems(): readonly string[] {
    try {
      loadContent(dir, { demo: true })
    } catch (error) {
      if (error instanceof ContentError) return error.problems
      throw error
    }
    return []
  }
  const set = (value: unknown) => value as Json

  it('is loaded when nothing is wrong, also with a byte order mark in front', () => {
    writeFileSync(join(dir, 'county.json'), `\uFEFF${readFileSync(join(dir, 'county.json'), 'utf8')}`)
    expect(problems()).toEqual([])
  })

  it.each<[string, string, (value: Json) => void, string]>([
    ['a missing field', 'county.json', (county) => { delete (county as Partial<Json>).towns }, 'county.json: (whole file): must have required properties towns'],
    ['an unknown key', 'subsidies/Y1.json', (y1) => { y1.colour = set('red') }, 'subsidies/Y1.json: (whole file): must not have additional properties (["colour"])'],
    ['a sum that is text', 'subsidies/Y1.json', (y1) => { y1.sections![1]!.fields![1]!.maxFen = set('1') }, 'subsidies/Y1.json: sections[1].fields[1].maxFen: must be integer'],
    ['a field type nobody knows', 'subsidies/Y1.json', (y1) => { y1.sections![1]!.fields![0]!.type = set('colour') }, 'subsidies/Y1.json: sections[1].fields[0]'],
    ['a condition on a fact that is not there', 'subsidies/Y1.json', (y1) => { y1.conditions![0]!.fact = set('nobody') }, 'subsidies/Y1.json: conditions[0].fact: there is no fact nobody'],
    ['a fact in a field that is not there', 'subsidies/Y1.json', (y1) => { y1.facts![1]!.field = set('gone') }, 'subsidies/Y1.json: facts[1].field: there is no field gone'],
    ['a fact of the firm nobody keeps', 'subsidies/Y1.json', (y1) => { y1.facts![0]!.field = set('mood') }, 'subsidies/Y1.json: facts[0].field: a firm has no mood'],
    ['evidence that is no paper', 'subsidies/Y1.json', (y1) => { y1.conditions![1]!.evidence = set('gone') }, 'subsidies/Y1.json: conditions[1].evidence: there is no paper gone'],
    ['a comparison that cannot be made', 'subsidies/Y2.json', (y2) => { y2.conditions![1]!.op = set('gt') }, 'subsidies/Y2.json: conditions[1].op: gt needs a number or a date, isOpen is boolean'],
    ['showing by a field that is not there', 'subsidies/Y2.json', (y2) => { y2.sections![1]!.fields![1]!.showWhen!.field = set('gone') }, 'subsidies/Y2.json: sections[1].fields[1].showWhen.field: there is no field gone before this'],
    ['showing by itself', 'subsidies/Y2.json', (y2) => { y2.sections![1]!.fields![1]!.showWhen!.field = set('stationLevel') }, 'subsidies/Y2.json: sections[1].fields[1].showWhen.field: there is no field stationLevel before this'],
    ['showing by an answer nobody can give', 'subsidies/Y2.json', (y2) => { y2.sections![1]!.fields![1]!.showWhen!.in = set(['maybe']) }, 'subsidies/Y2.json: sections[1].fields[1].showWhen.in: stationOpen is never "maybe"'],
    ['a tier on an option that is not there', 'subsidies/Y2.json', (y2) => { y2.amount!.tiers![0]!.when!.equals = set('国家级') }, 'subsidies/Y2.json: amount.tiers[0].when.equals: stationLevel is never "国家级"'],
    ['an amount without its base', 'subsidies/Y1.json', (y1) => { y1.amount!.base = set('gone') }, 'subsidies/Y1.json: amount.base: there is no field gone'],
    ['an amount on a field that is no money', 'subsidies/Y1.json', (y1) => { y1.amount!.base = set('agency') }, 'subsidies/Y1.json: amount.base: agency is text, not money'],
    ['money not named in fen', 'subsidies/Y1.json', (y1) => { y1.sections![1]!.fields![1]!.name = set('reportFee') }, 'subsidies/Y1.json: sections[1].fields[1].name: money is in fen, the name has to end in Fen'],
    ['a field twice', 'subsidies/Y1.json', (y1) => { y1.sections![1]!.fields![0]!.name = set('uscc') }, 'subsidies/Y1.json: sections: field uscc is there twice'],
    ['a paper twice', 'subsidies/Y1.json', (y1) => { y1.papers![1]!.id = set('invoice') }, 'subsidies/Y1.json: papers: id invoice is there twice'],
    ['steps that do not begin with submitting', 'subsidies/Y1.json', (y1) => { y1.steps!.shift() }, 'subsidies/Y1.json: steps[0]: has to be submit, leading to submitted'],
    ['a window that closes before it opens', 'subsidies/Y1.json', (y1) => { y1.window!.closesOn = set('2026-02-01') }, 'subsidies/Y1.json: window: closes before it opens'],
    ['a date that is none', 'subsidies/Y1.json', (y1) => { y1.window!.closesOn = set('2026-02-30') }, 'subsidies/Y1.json: window.closesOn: is no date YYYY-MM-DD (2026-02-30)'],
    ['an open scheme without a document', 'subsidies/Y1.json', (y1) => { y1.basis![0]!.verified = set(false) }, 'subsidies/Y1.json: basis: none is verified, status is open'],
    ['an open scheme whose sum is an example', 'subsidies/Y1.json', (y1) => { y1.amount!.illustrative = set(true) }, 'subsidies/Y1.json: amount.illustrative: an example sum cannot be open'],
    ['the same number letters twice', 'subsidies/Y2.json', (y2) => { y2.numberKind = set('DH') }, 'subsidies/Y1.json, subsidies/Y2.json: numberKind: DH is there twice'],
    ['an id that is not the name of the file', 'subsidies/Y2.json', (y2) => { y2.id = set('Y3') }, 'subsidies/Y2.json: id: is Y3, not the name of the file'],
    ['a scheme to look at instead that is not there', 'subsidies/Y2.json', (y2) => { y2.instead = set(['Y9']) }, 'subsidies/Y2.json: instead: there is no scheme Y9'],
    ['a holiday that is no date', 'calendar.json', (calendar) => { calendar.restDays!.push(set('2026-02-30')) }, 'calendar.json: restDays[1]: is no date YYYY-MM-DD (2026-02-30)'],
  ])('%s is named by file and field', (_, file, change, problem) => {
    edit(file, change)
    expect(problems().some((line) => line.startsWith(problem)), problems().join('\n')).toBe(true)
  })

  it('is told all at once, file by file', () => {
    edit('county.json', (county) => { county.towns = set('索镇') })
    edit('subsidies/Y1.json', (y1) => { y1.amount!.base = set('gone') })
    writeFileSync(join(dir, 'subsidies/Y2.json'), '{ not json')
    const found = problems()
    expect(found.some((line) => line.startsWith('county.json: towns: must be array'))).toBe(true)
    expect(found.some((line) => line.startsWith('subsidies/Y1.json: amount.base'))).toBe(true)
    expect(found.some((line) => line.startsWith('subsidies/Y2.json: is not JSON'))).toBe(true)
    expect(() => loadContent(dir, { demo: true })).toThrow(/Content in .* has \d+ problem/)
  })

  it('that is not there at all says so', () => {
    rmSync(join(dir, 'county.json'))
    rmSync(join(dir, 'subsidies'), { recursive: true })
    expect(problems().filter((line) => line.includes('cannot be read'))).toHaveLength(2)
  })

  it('reports one wrong field of a union once, not once for every kind of field', () => {
    edit('subsidies/Y1.json', (y1) => { delete (y1.sections![1]!.fields![1]! as Partial<Json>).minFen })
    expect(problems().filter((line) => line.includes('sections[1].fields[1]'))).toEqual(['subsidies/Y1.json: sections[1].fields[1]: must have required properties minFen'])
  })

  it('has a version of each scheme that moves with its file only', () => {
    const before = loadContent(dir, { demo: true })
    edit('subsidies/Y1.json', (y1) => { y1.title = set('改过的名字') })
    const after = loadContent(dir, { demo: true })
    const versions = (content: typeof before) => content.programmes('2026-11-23').map((programme) => programme.version)
    expect(versions(after)[0]).not.toBe(versions(before)[0])
    expect(versions(after)[1]).toBe(versions(before)[1])
    expect(after.version).not.toBe(before.version)
  })
})
