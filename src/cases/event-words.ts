import type { CaseEvent } from '#contract/cases/schema.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'

/** What happened, as both sides read it. */
export const eventWords: Record<CaseAction, string> = {
  submit: '企业提交',
  withdraw: '企业撤回',
  accept: '受理',
  approve: '核准',
  refuse: '未通过',
}
const seals: Partial<Record<CaseAction, string>> = { accept: '受理', approve: '核准', refuse: '办结' }

/** Two characters of the county's seal; null for what the firm did. */
export function sealOf(event: Pick<CaseEvent, 'action' | 'actor'>): string | null {
  return event.actor === 'officer' ? (seals[event.action] ?? null) : null
}
