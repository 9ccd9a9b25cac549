import type { QueueItem } from '#contract/cases/schema.ts'
import { endStates } from '#contract/cases/workflow.ts'
import { caseStateLooks, type StatusLook } from '#client/ui/status-looks.ts'

/** The tag of a row: what is special about the case before its state. */
export function lookOf(item: QueueItem): StatusLook {
  if (item.disputes > 0) return { word: item.state === 'refused' ? '申请复核' : '有异议', icon: 'warn', tone: 'seal' }
  if (item.canBePaid) return { word: '可拨付', icon: 'coin', tone: 'ok' }
  if (item.state === 'returned') return { word: '等企业', icon: 'building', tone: 'mute' }
  if (item.rounds > 0 && (item.state === 'submitted' || item.state === 'accepted')) return { word: '补正回来', icon: 'redo', tone: 'reed' }
  return caseStateLooks[item.state]
}

/** Who has it, as its reader says it: 我在办, 李科已接; '' while nobody has. */
export function holderWords(item: QueueItem, myId: string | undefined): string {
  if (item.assignee === null || isOver(item)) return ''
  return item.assignee.id === myId ? '我在办' : `${item.assignee.name}已接`
}

/** Nothing is owed on it any more. */
export function isOver(item: Pick<QueueItem, 'state' | 'dueOn'>): boolean {
  return item.dueOn === null && (endStates.includes(item.state) || item.state === 'paid')
}
