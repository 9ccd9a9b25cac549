import type { CaseEvent } from '#contract/cases/schema.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'

/** What happened, as both sides read it. */
export const eventWords: Record<CaseAction, string> = {
  submit: '企业提交',
  withdraw: '企业撤回',
  accept: '受理，开始初审',
  return: '退回补正',
  resubmit: '企业改好交回',
  'take-back': '县里收回补正通知',
  correct: '经办人员代企业更正',
  'add-form': '企业交来盖章的申请表',
  recommend: '初审通过，转复核',
  'send-back': '复核退回初审',
  approve: '核准',
  refuse: '未通过',
  recuse: '经办人员回避，换人办理',
  publicise: '开始公示',
  object: '收到一条异议',
  'answer-objection': '答复异议',
  'close-publicity': '公示期满',
  pay: '已拨付',
  'payment-failed': '拨付没有成功，请企业更正账户',
  archive: '办结归档',
  appeal: '企业申请复核',
  'answer-appeal': '答复复核申请',
}
/** What happened in one line; how many defects a card had is read off its sentences, one a line. */
export function eventTitle(event: Pick<CaseEvent, 'action' | 'note'>): string {
  if (event.action !== 'return' || event.note === null) return eventWords[event.action]
  return `${eventWords.return}，一次告知 ${event.note.split(/\n(?=\d+\. )/).length} 处`
}

const seals: Partial<Record<CaseAction, string>> = {
  accept: '受理',
  return: '告知',
  'take-back': '收回',
  correct: '更正',
  recommend: '初审',
  approve: '核准',
  refuse: '办结',
  publicise: '公示',
  'answer-objection': '答复',
  pay: '拨付',
  'payment-failed': '告知',
  archive: '办结',
  'answer-appeal': '答复',
}

/** Two characters of the county's seal; null for what the firm, the public or the calendar did. */
export function sealOf(event: Pick<CaseEvent, 'action' | 'actor'>): string | null {
  return event.actor === 'officer' ? (seals[event.action] ?? null) : null
}
