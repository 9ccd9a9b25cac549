// What the loader says of an edition that cannot be used; beside each refusal what is near it and right.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EditionItem, EditionSource } from '#contract/assessment/edition-schema.ts'
import { ContentError, loadContent } from '#server/content.ts'

type Change = (edition: EditionSource) => void

describe('an edition of a standard', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'content-'))
    cpSync('tests/fixtures/content/yunxi', dir, { recursive: true })
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  const path = (id: string) => join(dir, `assessment/${id}.json`)
  const read = () => JSON.parse(readFileSync('tests/fixtures/content/yunxi/assessment/platform-1.json', 'utf8')) as EditionSource
  const write = (edition: EditionSource, id = edition.id) => writeFileSync(path(id), JSON.stringify(edition))
  function edit(change: Change): void {
    const edition = read()
    change(edition)
    write(edition, 'platform-1')
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
  const itemAt = (edition: EditionSource, chapter: number, item: number): EditionItem => edition.chapters[chapter]!.clauses[0]!.items[item]!

  it.each<[string, Change, string]>([
    ['that has an unknown key', (e) => { Object.assign(e, { colour: 'red' }) }, '(whole file): must not have additional properties (["colour"])'],
    ['whose id is not the name of the file', (e) => { e.id = 'platform-2' }, 'id: is platform-2, not the name of the file'],
    ['of a day that is none', (e) => { e.issuedOn = '2026-02-30' }, 'issuedOn: 2026-02-30 is no date'],
    ['with an item twice', (e) => { itemAt(e, 1, 0).id = 'PL-A1-01' }, 'chapters, redLines: id PL-A1-01 is there twice'],
    ['with a red line that has the id of an item', (e) => { e.redLines[0]!.id = 'PL-A1-01' }, 'chapters, redLines: id PL-A1-01 is there twice'],
    ['with a chapter twice', (e) => { e.chapters[1]!.no = 'A' }, 'chapters: no A is there twice'],
    ['with a clause twice', (e) => { e.chapters[0]!.clauses.push({ ...e.chapters[0]!.clauses[0]!, items: [{ ...itemAt(e, 0, 0), id: 'other' }] }) }, 'chapters[0].clauses: no A.1 is there twice'],
    ['with an opening question twice', (e) => { e.opening.push(e.opening[0]!) }, 'opening: id own-shop is there twice'],
    ['with an option twice', (e) => { e.opening[0]!.options[1]!.id = 'yes' }, 'opening[0].options: id yes is there twice'],
    ['that leaves out by a question nobody is asked', (e) => { itemAt(e, 1, 1).appliesWhen!.question = 'gone' }, 'chapters[1].clauses[0].items[1].appliesWhen.question: there is no opening question gone'],
    ['that leaves out by an option nobody can choose', (e) => { itemAt(e, 1, 1).appliesWhen!.anyOf = ['maybe'] }, 'chapters[1].clauses[0].items[1].appliesWhen.anyOf: there is no option of own-shop maybe'],
    ['with a condition that never leaves out', (e) => { itemAt(e, 1, 1).appliesWhen!.anyOf = ['yes', 'no'] }, 'chapters[1].clauses[0].items[1].appliesWhen.anyOf: names every option of own-shop, so nothing is ever left out'],
    ['with a quick check of an item that is not there', (e) => { e.quick = ['gone'] }, 'quick: there is no item gone'],
    ['with a quick check that asks twice', (e) => { e.quick = ['PL-A1-01', 'PL-A1-01'] }, 'quick: PL-A1-01 is there twice'],
    ['that offers a table which is not there', (e) => { itemAt(e, 0, 1).templates = ['gone'] }, 'chapters[0].clauses[0].items[1].templates: there is no template gone'],
    ['with a table twice', (e) => { e.templates.push(e.templates[0]!) }, 'templates: id notices is there twice'],
    ['that names a scheme the county does not have', (e) => { itemAt(e, 0, 1).programmes = ['Y9'] }, 'chapters[0].clauses[0].items[1].programmes: there is no scheme Y9'],
    ['without a grade from 0', (e) => { e.scoring.grades[1]!.from = 10 }, 'scoring.grades: none is from 0'],
    ['with two grades from the same number', (e) => { e.scoring.grades.push({ ...e.scoring.grades[0]!, id: 'other' }) }, 'scoring.grades: from 60 is there twice'],
    ['with a grade that is called like a cap', (e) => { e.scoring.grades[0]!.id = 'rectify' }, 'scoring.grades[0].id: rectify means a cap'],
    ['in which a worse answer counts more', (e) => { e.scoring.points.minor = 900 }, 'scoring.points: a worse answer counts more than a better one'],
  ])('%s is named by file and field', (_, change, problem) => {
    edit(change)
    expect(problems().some((line) => line === `assessment/platform-1.json: ${problem}`), problems().join('\n')).toBe(true)
  })

  it.each<[string, Change]>([
    ['as it stands', () => undefined],
    ['without opening questions, quick check, red lines and tables', (e) => {
      Object.assign(e, { opening: [], quick: [], redLines: [], templates: [] })
      for (const { clauses } of e.chapters) for (const item of clauses[0]!.items) { delete item.appliesWhen; delete item.templates }
    }],
    ['with the same clause number in two chapters', (e) => { e.chapters[1]!.clauses[0]!.no = 'A.1' }],
    ['with the same option in two questions', (e) => { e.opening.push({ ...e.opening[0]!, id: 'other' }) }],
    ['with one grade, from 0', (e) => { e.scoring.grades = [{ ...e.scoring.grades[0]!, from: 0 }] }],
    ['in which all answers but the worst count alike', (e) => { e.scoring.points = { conform: 1000, observation: 1000, minor: 1000, major: 0 } }],
    ['with a scheme the county has', (e) => { itemAt(e, 0, 1).programmes = ['Y2'] }],
  ])('%s is taken', (_, change) => {
    edit(change)
    expect(problems()).toEqual([])
  })

  describe('that carries from an older one', () => {
    /** The older edition's items are OLD-1 to OLD-4, in the order of the newer. */
    function carries(carry: EditionSource['carry'], change: Change = () => undefined): readonly string[] {
      const older = read()
      let n = 0
      for (const { clauses } of older.chapters) for (const clause of clauses) for (const item of clause.items) item.id = `OLD-${(n += 1)}`
      write({ ...older, id: 'platform-0', status: 'changeover', quick: [] })
      edit((edition) => {
        edition.carry = carry
        change(edition)
      })
      return problems()
    }
    const whole = (): NonNullable<EditionSource['carry']> => ({
      from: 'platform-0',
      items: [{ from: 'OLD-1', to: ['PL-A1-01'], change: 'same' }, { from: 'OLD-2', to: ['PL-B1-01', 'PL-B1-02'], change: 'changed' }, { from: 'OLD-3', to: ['PL-B1-01'], change: 'changed' }],
      dropped: [{ from: 'OLD-4', reason: '不再问。' }],
    })

    it('is taken when every old item goes somewhere or is dropped, and is offered before the older', () => {
      expect(carries(whole())).toEqual([])
      expect(loadContent(dir, { demo: true }).editions().map(({ id }) => id)).toEqual(['platform-1', 'platform-0'])
    })

    it.each<[string, (carry: NonNullable<EditionSource['carry']>) => void, string]>([
      ['from an edition that is not there', (c) => { c.from = 'gone' }, 'carry.from: there is no other edition gone'],
      ['from itself', (c) => { c.from = 'platform-1' }, 'carry.from: there is no other edition platform-1'],
      ['without saying where an item goes', (c) => { c.dropped = [] }, 'carry: OLD-4 of platform-0 goes nowhere and is not dropped'],
      ['and says it twice', (c) => { c.dropped.push({ from: 'OLD-1', reason: '不再问。' }) }, 'carry: OLD-1 is there twice'],
      ['and sends an item that is not there', (c) => { c.items[2]!.from = 'OLD-9' }, 'carry.items[2].from: there is no item of platform-0 OLD-9'],
      ['and drops an item that is not there', (c) => { c.dropped.push({ from: 'OLD-9', reason: '不再问。' }) }, 'carry.dropped[1].from: there is no item of platform-0 OLD-9'],
      ['to an item that is not there', (c) => { c.items[1]!.to = ['gone'] }, 'carry.items[1].to: there is no item gone'],
      ['twice to the same item', (c) => { c.items[1]!.to = ['PL-B1-01', 'PL-B1-01'] }, 'carry.items[1].to: PL-B1-01 is there twice'],
      ['and calls one question that became two the same', (c) => { c.items[1]!.change = 'same' }, 'carry.items[1].change: same, but goes to 2 items'],
      ['and calls one of two that became one the same', (c) => { c.items[2]!.change = 'same' }, 'carry.items[2].change: same, but PL-B1-01 comes from 2 items'],
    ])('%s is refused', (_, change, problem) => {
      const carry = whole()
      change(carry)
      const found = carries(carry)
      expect(found.some((line) => line === `assessment/platform-1.json: ${problem}`), found.join('\n')).toBe(true)
    })

    it('is refused beside no current edition, for a new assessment has nothing to begin with', () => {
      expect(carries(whole(), (edition) => { edition.status = 'changeover' })).toEqual(['assessment: no edition is current'])
    })
  })

  it('is there: a county without the folder says so', () => {
    rmSync(join(dir, 'assessment'), { recursive: true })
    expect(problems()).toEqual([expect.stringContaining('assessment: cannot be read')])
    expect(problems()).toHaveLength(1)
  })

  it('is added by adding a file, and its rank says which a new assessment begins with', () => {
    write({ ...read(), id: 'another' })
    expect(loadContent(dir, { demo: true }).editions().map(({ id }) => id)).toEqual(['another', 'platform-1'])
    write({ ...read(), id: 'platform-1', rank: 1 })
    const content = loadContent(dir, { demo: true })
    expect(content.editions().map(({ id }) => id)).toEqual(['platform-1', 'another'])
    expect([content.edition('another')?.title, content.edition('gone')]).toEqual(['网络交易平台权利保护自查', undefined])
  })

  it('has a version that moves with its file only, and the content’s with it', () => {
    write({ ...read(), id: 'another' })
    const before = loadContent(dir, { demo: true })
    edit((edition) => { edition.disclaimer = '仅供自查。' })
    const after = loadContent(dir, { demo: true })
    const moved = (id: string) => before.edition(id)?.version !== after.edition(id)?.version
    expect([moved('platform-1'), moved('another'), before.version !== after.version]).toEqual([true, false, true])
  })
})
