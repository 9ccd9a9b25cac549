// What the loader says of notices that cannot be used.
import { describe, expect, it } from 'vitest'
import type { NoticeSource } from '#contract/notices/schema.ts'
import { copyContent } from './content-copy.ts'

const file = 'notices/yx-2026-1.json'

describe('a notice', () => {
  const copy = copyContent()

  function problemsAfter(change: (notice: NoticeSource) => void): readonly string[] {
    copy.edit(file, change)
    return copy.problems()
  }

  it.each<[string, (notice: NoticeSource) => void, RegExp]>([
    ['under another name', (n) => { n.id = 'other' }, /id: is other, not the name of the file/],
    ['of a category that is not there', (n) => { n.category = 'rumour' }, /category: rumour is not in notices\.json/],
    ['written on no day', (n) => { n.writtenOn = '2026-02-30' }, /writtenOn: is no date/],
    ['with a deadline on no day', (n) => { n.deadlines[0]!.on = 'soon' }, /deadlines\[0\]\.on/],
    ['with a deadline twice', (n) => { n.deadlines.push({ ...n.deadlines[0]! }) }, /deadlines: id apply is there twice/],
    ['that names a scheme nobody has', (n) => { n.programmeIds = ['P99'] }, /programmeIds: there is no scheme P99/],
    ['with a crooked table', (n) => { n.body = [{ table: [['一', '二'], ['三']] }] }, /has not 2 cells/],
    ['with a crooked table in its interpretation', (n) => { n.interpretation = [{ table: [['一'], ['二'], ['三', '四']] }] }, /has not 1 cells/],
    ['with a picture', (n) => { n.body = [{ picture: '00000000-0000-4000-8000-000000000000', alt: '图', width: 1, height: 1 }] }, /only notices of the desk have stored files/],
    ['with a link that acts', (n) => { n.body = [{ paragraph: [{ text: '点这里', href: 'javascript:alert(1)' }] }] }, /body/],
    ['with a link to somewhere without a name', (n) => { n.body = [{ list: [{ words: '一', list: [[{ text: '点这里', href: '//example.cn' }]] }] }] }, /body/],
    ['with an address that is none', (n) => { n.sourceUrl = 'javascript:alert(1)' }, /sourceUrl/],
    ['without anything to say to firms', (n) => { n.points = [] }, /points/],
    ['with a block nobody knows', (n) => { Object.assign(n, { body: [{ html: '<script>' }] }) }, /body/],
  ])('%s is named by file and field', (_, change, problem) => {
    const problems = problemsAfter(change)
    expect(problems.some((line) => line.startsWith(`${file}: `) && problem.test(line)), problems.join('\n')).toBe(true)
  })

  it('that is right is taken', () => expect(problemsAfter(() => {})).toEqual([]))

  it('may link to the web and to the portal, and have tables of equal rows', () => {
    expect(problemsAfter((n) => { n.body = [{ paragraph: [{ text: '看', href: '/subsidies/Y1' }, { text: '原文', href: 'https://example.cn/a', bold: true }] }, { table: [['一', '二'], ['三', '四']] }] })).toEqual([])
  })
})
