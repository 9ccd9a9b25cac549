import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ContentError, loadContent } from '#server/content.ts'

type Json = { [key: string]: Json } & Json[] & string

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
    [
      'a missing field',
      'county.json',
      (county) => {
        delete (county as Partial<Json>).towns
      },
      'county.json: (whole file): must have required properties towns',
    ],
    [
      'a yearly fee that has no amount',
      'portfolio.json',
      (rules) => {
        rules.feeTables![1]!.fees!.pop()
      },
      'portfolio.json: feeTables[1].fees: no fee for 外观设计 year 11',
    ],
    [
      'a yearly fee that has two amounts',
      'portfolio.json',
      (rules) => {
        rules.feeTables![0]!.fees![0]!.toYear = set(4)
      },
      'portfolio.json: feeTables[0].fees: 2 fees for 发明 year 4',
    ],
    [
      'an unknown key',
      'subsidies/Y1.json',
      (y1) => {
        y1.colour = set('red')
      },
      'subsidies/Y1.json: (whole file): must not have additional properties (["colour"])',
    ],
    [
      'a sum that is text',
      'subsidies/Y1.json',
      (y1) => {
        y1.sections![1]!.fields![1]!.maxFen = set('1')
      },
      'subsidies/Y1.json: sections[1].fields[1].maxFen: must be integer',
    ],
    [
      'a field type nobody knows',
      'subsidies/Y1.json',
      (y1) => {
        y1.sections![1]!.fields![0]!.type = set('colour')
      },
      'subsidies/Y1.json: sections[1].fields[0]',
    ],
    [
      'a condition on a fact that is not there',
      'subsidies/Y1.json',
      (y1) => {
        y1.conditions![0]!.fact = set('nobody')
      },
      'subsidies/Y1.json: conditions[0].fact: there is no fact nobody',
    ],
    [
      'a fact in a field that is not there',
      'subsidies/Y1.json',
      (y1) => {
        y1.facts![1]!.field = set('gone')
      },
      'subsidies/Y1.json: facts[1].field: there is no field gone',
    ],
    [
      'a fact of the firm nobody keeps',
      'subsidies/Y1.json',
      (y1) => {
        y1.facts![0]!.field = set('mood')
      },
      'subsidies/Y1.json: facts[0].field: a firm has no mood',
    ],
    [
      'evidence that is no paper',
      'subsidies/Y1.json',
      (y1) => {
        y1.conditions![1]!.evidence = set('gone')
      },
      'subsidies/Y1.json: conditions[1].evidence: there is no paper gone',
    ],
    [
      'a comparison that cannot be made',
      'subsidies/Y2.json',
      (y2) => {
        y2.conditions![1]!.op = set('gt')
      },
      'subsidies/Y2.json: conditions[1].op: gt needs a number or a date, isOpen is boolean',
    ],
    [
      'showing by a field that is not there',
      'subsidies/Y2.json',
      (y2) => {
        y2.sections![1]!.fields![1]!.showWhen!.field = set('gone')
      },
      'subsidies/Y2.json: sections[1].fields[1].showWhen.field: there is no field gone before this',
    ],
    [
      'showing by itself',
      'subsidies/Y2.json',
      (y2) => {
        y2.sections![1]!.fields![1]!.showWhen!.field = set('stationLevel')
      },
      'subsidies/Y2.json: sections[1].fields[1].showWhen.field: there is no field stationLevel before this',
    ],
    [
      'showing by an answer nobody can give',
      'subsidies/Y2.json',
      (y2) => {
        y2.sections![1]!.fields![1]!.showWhen!.in = set(['maybe'])
      },
      'subsidies/Y2.json: sections[1].fields[1].showWhen.in: stationOpen is never "maybe"',
    ],
    [
      'a tier on an option that is not there',
      'subsidies/Y2.json',
      (y2) => {
        y2.amount!.tiers![0]!.when!.equals = set('国家级')
      },
      'subsidies/Y2.json: amount.tiers[0].when.equals: stationLevel is never "国家级"',
    ],
    [
      'an amount without its base',
      'subsidies/Y1.json',
      (y1) => {
        y1.amount!.base = set('gone')
      },
      'subsidies/Y1.json: amount.base: there is no field gone',
    ],
    [
      'an amount on a field that is no money',
      'subsidies/Y1.json',
      (y1) => {
        y1.amount!.base = set('agency')
      },
      'subsidies/Y1.json: amount.base: agency is text, not money',
    ],
    [
      'money not named in fen',
      'subsidies/Y1.json',
      (y1) => {
        y1.sections![1]!.fields![1]!.name = set('reportFee')
      },
      'subsidies/Y1.json: sections[1].fields[1].name: money is in fen, the name has to end in Fen',
    ],
    [
      'a field twice',
      'subsidies/Y1.json',
      (y1) => {
        y1.sections![1]!.fields![0]!.name = set('uscc')
      },
      'subsidies/Y1.json: sections: field uscc is there twice',
    ],
    [
      'a paper twice',
      'subsidies/Y1.json',
      (y1) => {
        y1.papers![1]!.id = set('invoice')
      },
      'subsidies/Y1.json: papers: id invoice is there twice',
    ],
    [
      'steps that do not begin with submitting',
      'subsidies/Y1.json',
      (y1) => {
        y1.steps!.shift()
      },
      'subsidies/Y1.json: steps[0]: has to be submit, leading to submitted',
    ],
    [
      'a window that closes before it opens',
      'subsidies/Y1.json',
      (y1) => {
        y1.batches![0]!.closesAt = set('2026-02-01T23:59:59')
      },
      'subsidies/Y1.json: batches[0].closesAt: is before it opens',
    ],
    [
      'a date that is none',
      'subsidies/Y1.json',
      (y1) => {
        y1.batches![0]!.closesAt = set('2026-02-30T23:59:59')
      },
      'subsidies/Y1.json: batches[0].closesAt: is no time YYYY-MM-DDTHH:MM:SS (2026-02-30T23:59:59)',
    ],
    [
      'an open scheme without a document',
      'subsidies/Y1.json',
      (y1) => {
        y1.basis![0]!.verified = set(false)
      },
      'subsidies/Y1.json: basis: none is verified, status is open',
    ],
    [
      'an open scheme whose sum is an example',
      'subsidies/Y1.json',
      (y1) => {
        y1.amount!.illustrative = set(true)
      },
      'subsidies/Y1.json: amount.illustrative: an example sum cannot be open',
    ],
    [
      'the same number letters twice',
      'subsidies/Y2.json',
      (y2) => {
        y2.numberKind = set('DH')
      },
      'subsidies/Y1.json, subsidies/Y2.json: numberKind: DH is there twice',
    ],
    [
      'an id that is not the name of the file',
      'subsidies/Y2.json',
      (y2) => {
        y2.id = set('Y3')
      },
      'subsidies/Y2.json: id: is Y3, not the name of the file',
    ],
    [
      'a scheme to look at instead that is not there',
      'subsidies/Y2.json',
      (y2) => {
        y2.instead = set(['Y9'])
      },
      'subsidies/Y2.json: instead: there is no scheme Y9',
    ],
    [
      'an account number inside rows, where it would rest unencrypted',
      'subsidies/Y1.json',
      (y1) => {
        y1.sections![1]!.fields!.push(set({ name: 'accounts', label: '账户', required: false, type: 'repeat', min: 0, max: 2, itemLabel: '账户', item: [{ name: 'accountNo', label: '账号', required: true, type: 'text', maxLength: 32, sensitive: true }] }))
      },
      'subsidies/Y1.json: sections[1].fields',
    ],
    [
      'a holiday that is no date',
      'calendar.json',
      (calendar) => {
        calendar.restDays!.push(set('2026-02-30'))
      },
      'calendar.json: restDays[1]: is no date YYYY-MM-DD (2026-02-30)',
    ],
  ])('%s is named by file and field', (_, file, change, problem) => {
    edit(file, change)
    expect(
      problems().some((line) => line.startsWith(problem)),
      problems().join('\n'),
    ).toBe(true)
  })

  it('is told all at once, file by file', () => {
    edit('county.json', (county) => {
      county.towns = set('索镇')
    })
    edit('subsidies/Y1.json', (y1) => {
      y1.amount!.base = set('gone')
    })
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
    edit('subsidies/Y1.json', (y1) => {
      delete (y1.sections![1]!.fields![1]! as Partial<Json>).minFen
    })
    expect(problems().filter((line) => line.includes('sections[1].fields[1]'))).toEqual([
      'subsidies/Y1.json: sections[1].fields[1]: must have required properties minFen',
    ])
  })

  it('has a version of each scheme that moves with its file only', () => {
    const before = loadContent(dir, { demo: true })
    edit('subsidies/Y1.json', (y1) => {
      y1.title = set('改过的名字')
    })
    const after = loadContent(dir, { demo: true })
    const versions = (content: typeof before) => content.programmes('2026-11-23').map((programme) => programme.version)
    expect(versions(after)[0]).not.toBe(versions(before)[0])
    expect(versions(after)[1]).toBe(versions(before)[1])
    expect(after.version).not.toBe(before.version)
  })
})
