// 换版差距表: what of the new edition still has to be answered, and out of which old answers. Pure.
import { verdictOf, type AnswersById } from '#contract/assessment/answers.ts'
import type { ChangeoverRow } from '#contract/assessment/carry.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

export const changeoverLooks: Record<ChangeoverRow['kind'], StatusLook> = {
  new: { word: '新增', icon: 'plus', tone: 'pri' },
  changed: { word: '有变化', icon: 'redo', tone: 'reed' },
  same: { word: '没变', icon: 'tick', tone: 'ok' },
}
export const changeoverFilters = ['todo', 'new', 'changed', 'same', 'all'] as const
export type ChangeoverFilter = (typeof changeoverFilters)[number]
export const changeoverWords: Record<ChangeoverFilter, string> = {
  todo: '要答的',
  new: '新增',
  changed: '有变化',
  same: '没变',
  all: '全部',
}

/** A row of an item that is asked of this firm and has no answer that counts. */
export function isToDo(row: ChangeoverRow, asked: ReadonlySet<string>, answers: AnswersById): boolean {
  return asked.has(row.item.id) && verdictOf(answers, row.item.id) === null
}

export function changeoverPasses(row: ChangeoverRow, filter: ChangeoverFilter, asked: ReadonlySet<string>, answers: AnswersById): boolean {
  if (filter === 'all') return true
  return filter === 'todo' ? isToDo(row, asked, answers) : row.kind === filter
}
