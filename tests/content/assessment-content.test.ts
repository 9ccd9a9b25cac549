// What the county's two editions say, as far as it can be counted.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { answerWords } from '#contract/assessment/answers.ts'
import { askedItems, placedItems } from '#contract/assessment/scope.ts'
import type { EditionItem } from '#contract/assessment/edition-schema.ts'
import { loadContent } from '#server/content.ts'

const content = loadContent('content/huantai', { demo: false })
const [now, then] = [content.edition('gbt29490-2023')!, content.edition('gbt29490-2013')!]
const items = placedItems(now)
const readme = readFileSync('content/huantai/assessment/README.md', 'utf8')
const source = (year: number) => JSON.parse(readFileSync(`content/huantai/assessment/gbt29490-${year}.json`, 'utf8')) as unknown
/** These chapters always apply (facts.md 2.4). */
const always = ['4', '5', '9', '10']
const optionsOf = (edition: typeof now) => Object.fromEntries(edition.opening.map(({ id, options }) => [id, options.map((option) => option.id)]))

describe('the editions of the county', () => {
  it('are the one in force, with which an assessment begins, and the older one to carry from', () => {
    expect(content.editions().map(({ id, status, carry }) => [id, status, carry?.from])).toEqual([['gbt29490-2023', 'current', 'gbt29490-2013'], ['gbt29490-2013', 'changeover', undefined]])
    expect([now, then].map((edition) => placedItems(edition).length)).toEqual([80, 90])
    expect([now, then].map((edition) => placedItems(edition).filter(({ item }) => item.key).length)).toEqual([34, 31])
  })

  it('both say that they are for the firm itself, and what is our own and unconfirmed', () => {
    for (const { disclaimer, own } of [now, then]) {
      expect(disclaimer).toBe('仅供企业自查，不作为认证结论。')
      expect(own.every(({ note }) => /自编/.test(note) && /待/.test(note))).toBe(true)
    }
  })

  it.each([['2023', now], ['2013', then]] as const)('always ask chapters 4, 5, 9 and 10 of %s, and take no 不适用 there', (_, edition) => {
    const strict = placedItems(edition).filter(({ chapter }) => always.includes(chapter.no))
    expect(strict.length).toBeGreaterThan(20)
    expect(strict.filter(({ item }) => item.mayNotApply || item.appliesWhen).map(({ item }) => item.id)).toEqual([])
  })

  it.each([['2023', now], ['2013', then]] as const)('of %s take 不适用 wherever the opening answers may leave an item out, but for one every firm needs before it is certified', (_, edition) => {
    const odd = placedItems(edition).filter(({ item }) => item.appliesWhen && !item.mayNotApply).map(({ item }) => item.id)
    expect(odd).toEqual(edition === now ? ['A23-8-15-01'] : [])
  })

  it('show no clause number that nobody has confirmed', () => {
    const hidden = now.chapters.flatMap(({ clauses }) => clauses.filter(({ showNo }) => !showNo).map(({ no }) => no))
    expect(hidden).toHaveLength(19)
    expect(hidden.every((no) => /^\d+-\d{2}$/.test(no))).toBe(true)
    expect(now.chapters.flatMap(({ clauses }) => clauses).filter(({ no, showNo }) => showNo && !/^\d+\.\d+$/.test(no))).toEqual([])
  })
})

describe('the opening questions', () => {
  it('are six, the same in both editions, so that one answer serves both', () => {
    expect(now.opening.map(({ id }) => id)).toEqual(['staff', 'work', 'sales', 'rights', 'deals', 'certificate'])
    expect(then.opening).toEqual(now.opening)
  })

  it('trim the list to 61 items for a firm that does none of it, and to all 80 for one that does everything', () => {
    const none = { staff: ['under-10'], work: ['none'], sales: ['none'], rights: ['none'], deals: ['none'], certificate: ['none'] }
    expect(askedItems(now, none, [])).toHaveLength(61)
    expect(askedItems(now, optionsOf(now), [])).toHaveLength(80)
    expect(askedItems(now, { certificate: ['old'] }, [])).toHaveLength(80)
  })

  it('give a reason in a sentence for each item they leave out', () => {
    expect([now, then].flatMap((edition) => placedItems(edition)).filter(({ item }) => item.appliesWhen && !item.appliesWhen.reason.endsWith('。'))).toEqual([])
  })
})

describe('the quick check and the red lines', () => {
  it('are twelve key items that are asked of every firm', () => {
    const quick = items.filter(({ item }) => now.quick.includes(item.id))
    expect(quick).toHaveLength(12)
    expect(quick.every(({ item }) => item.key && !item.appliesWhen)).toBe(true)
  })

  it('are fifteen questions of four kinds, each with two to four things to do at once', () => {
    const kinds = ['patent', 'trademark', 'copyright', 'trade-secret'].map((kind) => now.redLines.filter((line) => line.kind === kind).length)
    expect(kinds).toEqual([5, 4, 3, 3])
    expect(now.redLines.every((line) => line.now.length >= 2 && line.now.length <= 4 && line.question.endsWith('？') && line.topic)).toBe(true)
  })
})

describe('what helps with an item', () => {
  const all = [...items, ...placedItems(then)].map(({ item }) => item)

  it('is a subject of the list in the folder’s README', () => {
    const listed = readme.slice(readme.indexOf('## 约专家的主题'), readme.indexOf('## 依据与可信度'))
    const topics = [...listed.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1])
    const used = new Set([...all.map(({ topic }) => topic ?? ''), ...now.redLines.map(({ topic }) => topic ?? '')])
    expect(topics).toHaveLength(13)
    expect([...used].filter((topic) => !topics.includes(topic))).toEqual([])
  })

  it('is a table that some item offers, and never the scheme that has stopped', () => {
    const offered = new Set(all.flatMap(({ templates = [] }) => templates))
    expect(now.templates.map(({ id }) => id).filter((id) => !offered.has(id))).toEqual([])
    expect(all.filter(({ programmes = [] }: EditionItem) => programmes.includes('P10'))).toEqual([])
  })

  it('is answered by one of eleven departments', () => {
    expect([...new Set(all.flatMap(({ departments }) => departments))].sort()).toEqual(['最高管理者', '知识产权管理部门', '研发部门', '采购部门', '生产部门', '销售部门', '人力资源部门', '财务部门', '法务合同部门', '信息保密部门', '综合行政部门'].sort())
  })
})

describe('the words', () => {
  it('hold no typing mistake of the source, no jargon left alone and no invented number', () => {
    const text = JSON.stringify([source(2023), source(2013)])
    expect(text).not.toMatch(/权利和负责|五星|FTO|尽调|0533|12330|〔/)
  })

  it('of the method speak of every answer that counts', () => {
    const method = now.scoring.method.join('')
    for (const word of [answerWords.conform, answerWords.observation, answerWords.minor, answerWords.major, answerWords['not-applicable'], answerWords.unsure]) expect(method).toContain(word)
  })

  it('are ends of sentences where they are sentences', () => {
    expect([...items, ...placedItems(then)].filter(({ item }) => !item.question.endsWith('？') || !/[。！]$/.test(item.why) || !/[。！]$/.test(item.advice)).map(({ item }) => item.id)).toEqual([])
  })
})
