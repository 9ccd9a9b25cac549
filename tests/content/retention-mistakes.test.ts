// What the loader says of retention.json when it cannot be used; beside each refusal what is near it and right.
import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import type { Retention } from '#server/content/retention.ts'
import { copyContent } from './content-copy.ts'

type Change = (content: Retention) => void
const row = (content: Retention, kind: string) => content.rows.find((one) => one.kind === kind)!

describe('retention.json', () => {
  const copy = copyContent()
  function problemsAfter(change: Change): readonly string[] {
    copy.edit('retention.json', change)
    return copy.problems()
  }

  it.each<[string, Change, string]>([
    ['with a kind twice', (c) => { c.rows.push({ ...row(c, 'drafts') }) }, 'rows: drafts is there twice'],
    ['without a kind', (c) => { c.rows = c.rows.filter(({ kind }) => kind !== 'payments') }, 'rows: none for payments'],
    ['that cuts the log below six months', (c) => { row(c, 'logs').keep = { days: 183 } }, 'rows: logs are kept for 184 days at least (six months, by law)'],
    ['that tells of drafts before they are old', (c) => { row(c, 'drafts').keep = { days: 30 }; c.draftReminder.daysBefore = 30 }, 'draftReminder: daysBefore is longer than drafts are kept'],
    ['whose reminder does not say when', (c) => { c.draftReminder.body = '「{title}」的草稿要清理了。' }, 'draftReminder: body lacks {date}'],
  ])('%s is refused', (_, change, problem) => {
    expect(problemsAfter(change)).toContain(`retention.json: ${problem}`)
  })

  it.each<[string, Change]>([
    ['as it is', () => undefined],
    ['with a log of six months and a day', (c) => { row(c, 'logs').keep = { days: 184 } }],
    ['with longer limits', (c) => { row(c, 'cases').keep = { years: 30 } }],
  ])('%s is taken', (_, change) => expect(problemsAfter(change)).toEqual([]))

  it('of the county has every limit marked as nobody’s decision yet', () => {
    const { retention } = loadContent('content/huantai', { demo: true })
    expect(retention.rows.every(({ mark }) => mark !== 'confirmed')).toBe(true)
    expect(retention.source).toContain('没有见到县级文件')
  })
})
