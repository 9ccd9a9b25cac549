import type { DeskCounts, DeskKindCounts } from '#contract/cases/desk-schema.ts'
import { answer } from '../accounts/mount-page.dom.ts'

const none = { todo: 0, mine: 0, second: 0, waiting: 0, all: 0 }

/** What the rail of every desk page asks for; `kinds` with what is not nothing. */
export function deskCounts(kinds: readonly (Partial<DeskKindCounts> & { kind: string; word?: string })[] = [], groups: Partial<DeskCounts['groups']> = {}): DeskCounts {
  return {
    groups: { mine: 0, overdue: 0, today: 0, week: 0, unassigned: 0, second: 0, waiting: 0, all: 0, ...groups },
    kinds: kinds.map((one) => ({ ...none, word: one.kind, ...one })), today: '2026-11-23', isWorkday: true,
  }
}

export function answerCounts(...given: Parameters<typeof deskCounts>): void {
  answer('GET /api/cases/desk/counts', 200, deskCounts(...given))
}
