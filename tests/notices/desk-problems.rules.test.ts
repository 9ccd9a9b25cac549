// What stands in the way of a notice, rule by rule: one that refuses, one that lets through, each boundary on its two sides.
import { describe, expect, it } from 'vitest'
import { everybody } from '#contract/notices/audience.ts'
import type { NoticeText } from '#contract/notices/desk-schema.ts'
import { audienceProblems, blocking, isSame, noticeProblems, textProblems, type ProblemContext } from '#contract/notices/problems.ts'
import { aNotice } from './desk-text.ts'

const context: ProblemContext = {
  today: '2026-11-23', categories: ['policy', 'notice'], programmeIds: ['P05'], fileIds: ['f1'], live: null,
  audience: { towns: ['果里镇'], industries: ['医药'], titles: ['high-tech'], programmeIds: ['P05'], gapTopics: ['patent'] },
}
const said = (change: Partial<NoticeText>) => textProblems(aNotice(change), context).map(({ field, reason, limit, blocks }) => [field, reason, ...(limit === undefined ? [] : [limit]), ...(blocks ? [] : ['only pointed out'])].join(' '))
const pictureOf = (alt: string, picture = 'f1') => ({ picture, alt, width: 10, height: 10 })

describe('a notice that is whole', () => {
  it('has nothing in its way', () => expect(said({})).toEqual([]))
})

describe('the words of a notice', () => {
  it.each<[string, Partial<NoticeText>, string[]]>([
    ['no title', { title: ' \u3000' }, ['title required']], ['no issuer', { issuer: '' }, ['issuer required']],
    ['no category', { category: '' }, ['category required']], ['a category the county does not have', { category: 'gone' }, ['category option']], ['another category of the county', { category: 'policy' }, []],
    ['no point', { points: [] }, ['points rows-min 1']], ['an empty point among them', { points: ['一', ' ', '三'] }, ['points[1] required']], ['three points', { points: ['一', '二', '三'] }, []],
    ['no body', { body: [] }, ['body required']], ['a heading of spaces', { body: [{ heading: ' ' }] }, ['body[0] required']],
    ['no source', { source: '' }, ['source required only pointed out']], ['no document number and no dates', { documentNumber: null, writtenOn: null, validTo: null }, []],
    ['a scheme there is not', { programmeIds: ['P05', 'P99'] }, ['programmeIds[1] option P99']],
  ])('%s', (_what, change, expected) => expect(said(change)).toEqual(expected))
})

describe('dates of a notice', () => {
  it.each<[string, Partial<NoticeText>, string[]]>([
    ['29 February of a year without one', { writtenOn: '2026-02-29' }, ['writtenOn date-calendar']], ['no date at all', { validTo: 'soon' }, ['validTo date-format']],
    ['valid until the day before it was written', { writtenOn: '2026-11-20', validTo: '2026-11-19' }, ['validTo date-not-before 成文日期']],
    ['valid for the day it was written: over by now', { writtenOn: '2026-11-20', validTo: '2026-11-20' }, ['validTo date-past only pointed out']], ['valid until today', { validTo: '2026-11-23' }, []], ['until yesterday', { validTo: '2026-11-22' }, ['validTo date-past only pointed out']],
    ['written today', { writtenOn: '2026-11-23' }, []], ['written tomorrow', { writtenOn: '2026-11-24' }, ['writtenOn date-future only pointed out']],
  ])('%s', (_what, change, expected) => expect(said(change)).toEqual(expected))

  it.each<[string, { id?: string; title?: string; on?: string }[], string[]]>([
    ['two with one id', [{}, {}], ['deadlines[1].id repeated']], ['two with two ids', [{}, { id: 'b' }], []], ['an id no address takes', [{ id: 'A b' }], ['deadlines[0].id format']], ['no name', [{ title: '' }], ['deadlines[0].title required']],
    ['no day', [{ on: '' }], ['deadlines[0].on required']], ['a day there is not', [{ on: '2026-13-01' }], ['deadlines[0].on date-calendar']], ['today', [{ on: '2026-11-23' }], []], ['yesterday', [{ on: '2026-11-22' }], ['deadlines[0].on date-past only pointed out']],
  ])('a deadline: %s', (_what, deadlines, expected) => expect(said({ deadlines: deadlines.map((one) => ({ id: 'a', title: '截止', on: '2026-12-31', ...one })) })).toEqual(expected))
})

describe('addresses in a notice', () => {
  it.each([['https://www.example.gov.cn/a?b=1', []], ['http://example.cn', []], ['www.example.cn', ['sourceUrl link']], ['javascript:alert(1)', ['sourceUrl link']], ['/notices', ['sourceUrl link']], ['https://a b', ['sourceUrl link']], ['', ['sourceUrl link']]])('the original at %s', (sourceUrl, expected) => expect(said({ sourceUrl })).toEqual(expected))
  it.each([['https://a.cn', []], ['/subsidies/P05', []], ['//evil.cn', ['body[0] link']], ['javascript:alert(1)', ['body[0] link']], ['mailto:a@b.cn', ['body[0] link']], ['data:text/html,x', ['body[0] link']]])('a link to %s', (href, expected) => expect(said({ body: [{ paragraph: ['去', { text: '看', href }].map((run) => (typeof run === 'string' ? { text: run } : run)) }] })).toEqual(expected))
  it('are looked for in quotes and lists, lists in lists too', () => {
    const bad = [{ text: '看', href: 'ftp://a' }]
    expect(said({ body: [{ quote: bad }, { list: ['好', bad, { words: '好', list: [bad] }] }] })).toEqual(['body[0] link', 'body[1].list[1] link', 'body[1].list[2] link'])
    expect(said({ interpretation: [{ paragraph: bad }] })).toEqual(['interpretation[0] link'])
  })
})

describe('tables, pictures and attachments', () => {
  it.each<[string, Partial<NoticeText>, string[]]>([
    ['a row with a cell too few and one with one too many', { body: [{ table: [['一', '二'], ['1'], ['1', '2'], ['1', '2', '3']] }] }, ['body[0].table[1] row-cells 2', 'body[0].table[3] row-cells 2']], ['a table without a head', { body: [{ table: [['', ' '], ['1', '2']] }] }, ['body[0].table[0] required']],
    ['empty cells', { body: [{ table: [['一', ''], ['', '']] }] }, []], ['a picture that says what it shows', { body: [pictureOf('流程图')] }, []], ['a picture that does not', { body: [pictureOf(' ')] }, ['body[0].alt required']],
    ['a picture of another notice', { interpretation: [pictureOf('流程图', 'f2')] }, ['interpretation[0].picture file-missing']], ['an attachment', { attachments: [{ fileId: 'f1', title: '申请表' }] }, []], ['without a name', { attachments: [{ fileId: 'f1', title: '' }] }, ['attachments[0].title required']],
    ['of another notice', { attachments: [{ fileId: 'f1', title: '表' }, { fileId: 'f2', title: '表' }] }, ['attachments[1].fileId file-missing']],
  ])('%s', (_what, change, expected) => expect(said(change)).toEqual(expected))
})

describe('whom it is for', () => {
  const nobody = { ...everybody, everyone: false }
  const of = (change: Partial<typeof everybody>) => audienceProblems({ ...nobody, ...change }, context.audience).map(({ field, reason, limit }) => `${field} ${reason} ${limit ?? ''}`.trim())
  it('nobody is not enough, anybody is', () => {
    expect(of({})).toEqual(['audience audience-empty'])
    expect(of({ everyone: true })).toEqual([])
  })
  it.each([['towns', '果里镇', '没有的镇'], ['industries', '医药', '航天'], ['titles', 'high-tech', 'gone'], ['programmeIds', 'P05', 'P99'], ['gapTopics', 'patent', 'gone']] as const)('%s are those of the county', (list, known, unknown) => {
    expect(of({ [list]: [known] })).toEqual([])
    expect(of({ [list]: [known, unknown] })).toEqual([`audience.${list}[1] option ${unknown}`])
    // For everybody the lists are not looked at.
    expect(of({ everyone: true, [list]: [unknown] })).toEqual([])
  })
  it('sizes and rights come from closed lists', () => expect(of({ scales: ['微型'], rightKinds: ['patent'] })).toEqual([]))
})

describe('a correction', () => {
  const live = { text: aNotice(), audience: everybody }
  const of = (text: NoticeText, changeNote: string, audience = everybody) => noticeProblems({ text, audience, changeNote }, { ...context, live }).map(({ field, reason }) => `${field} ${reason}`)
  it('says what changed, and changes something', () => {
    expect(of(aNotice(), '')).toEqual(['changeNote required', 'text unchanged'])
    expect(of(aNotice({ title: '改了' }), ' ')).toEqual(['changeNote required'])
    expect(of(aNotice({ title: '改了' }), '标题改了')).toEqual([])
    expect(of(aNotice(), '发给谁改了', { ...everybody, everyone: false, towns: ['果里镇'] })).toEqual([])
  })
  it('is asked for neither where nothing was published', () => expect(noticeProblems({ text: aNotice(), audience: everybody, changeNote: '' }, context)).toEqual([]))
  it('is the same text whatever order its parts were written down in', () => {
    expect(isSame({ a: 1, b: [{ c: 1, d: null }] }, { b: [{ d: null, c: 1 }], a: 1 })).toBe(true)
    expect(isSame({ b: [1, 2] }, { b: [2, 1] })).toBe(false)
  })
})

describe('what stands in the way', () => {
  it('counts what blocks and names the first', () => {
    expect(blocking(textProblems(aNotice({ source: '', validTo: '2026-11-22' }), context))).toBeUndefined()
    expect(blocking(textProblems(aNotice({ title: '', source: '', body: [] }), context))).toEqual({ count: 2, path: 'title' })
  })
})
