// What each deed of an officer is called, why it may not be done yet, and what is said once it is done.
import type { CaseAction } from '#contract/cases/workflow.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { errorSentences } from '#client/ui/error-text.ts'
import { dateWithWeekday } from '#client/ui/format.ts'

/** The officer's deeds at the foot of a case, the one to do first in front; 一次告知 (return, take-back) has a panel of its own. */
export const deeds = [
  'answer-objection',
  'answer-appeal',
  'accept',
  'recommend',
  'approve',
  'publicise',
  'pay',
  'archive',
  'send-back',
  'refuse',
  'payment-failed',
  'correct',
  'recuse',
] as const satisfies readonly CaseAction[]
export type Deed = (typeof deeds)[number]

type Blocked = Pick<Application, 'state' | 'recommendation' | 'publicity'>
const words: Record<Deed, string> = {
  'answer-objection': '答复异议',
  'answer-appeal': '答复复核申请',
  accept: '受理',
  recommend: '初审通过，转复核',
  approve: '复核通过，核准',
  publicise: '开始公示',
  pay: '登记拨付',
  archive: '归档',
  'send-back': '退回初审',
  refuse: '不予通过',
  'payment-failed': '没有拨付成功',
  correct: '替企业更正',
  recuse: '申报回避',
}
const hints: Record<Deed, string> = {
  'answer-objection': '核实以后答复提出人和企业',
  'answer-appeal': '企业不服未通过，申请复核',
  accept: '材料收齐，开始审核',
  recommend: '写明金额和意见，换一位复核',
  approve: '定下金额，告诉企业',
  publicise: '公开单位、项目和金额',
  pay: '钱付出去以后，记下日期和凭证号',
  archive: '办完了，收进档案',
  'send-back': '请初审人再看一遍',
  refuse: '写明理由，企业可以申请复核',
  'payment-failed': '银行退回来了，请企业改账户',
  correct: '电话里核实过的笔误，替企业改一处',
  recuse: '和这家企业有利害关系，换人办',
}

/** The deed as its button says it. Before acceptance a refusal is 不予受理; one's own opinion is taken back, not sent back. */
export function deedWord(deed: Deed, { state, recommendation }: Blocked): string {
  if (deed === 'send-back' && recommendation?.byMe) return '收回初审意见'
  return deed === 'refuse' && state === 'submitted' ? '不予受理' : words[deed]
}
export function deedHint(deed: Deed): string {
  return hints[deed]
}

/** Why it cannot be done now, as a whole sentence. `code`: what an attempt would answer. */
export function blockedSentence(deed: Deed, code: string, application: Blocked): string {
  if (code === 'cases.other-person') return otherPerson(deed, application)
  if (code === 'cases.firm-unverified') return '企业还没有核验，核对营业执照以后才能受理。'
  if (code === 'subsidies.publicity-running' && application.publicity)
    return `还在公示，${dateWithWeekday(application.publicity.endsOn)}期满以后再办。`
  if (code === 'subsidies.dispute-open') return '还有没答复的异议，答复以后再办。'
  return Object.entries(errorSentences).find(([known]) => known === code)?.[1] ?? '现在还不能办这一步。'
}

function otherPerson(deed: Deed, { recommendation }: Blocked): string {
  if (deed === 'answer-appeal') return '不予通过是您定的，复核要另一位。'
  if (recommendation?.byMe === false) return '您替企业更正过内容，这一步要另一位来办。'
  return deed === 'refuse' ? '您是初审人，定不予通过要另一位。' : '您是初审人，复核要另一位。'
}

/** The same on the button itself, as short as a button is. */
export function blockedWord(deed: Deed, code: string, application: Blocked): string {
  if (code === 'cases.firm-unverified') return '先核验企业再受理'
  if (code === 'accounts.approver-needed') return deed === 'refuse' ? deedWord(deed, application) : '等审批人员来复核'
  if (code === 'cases.other-person') return deed === 'refuse' ? deedWord(deed, application) : '等另一位来复核'
  if (code === 'subsidies.publicity-running') return deed === 'pay' ? '公示期满再拨付' : '公示期满再办'
  return deedWord(deed, application)
}

/** What was done and who has been told. `before`: the case as it was. */
export function doneWords(deed: Deed, before: Pick<Blocked, 'state' | 'recommendation'>, isUpheld = false): string {
  switch (deed) {
    case 'accept':
      return '已受理，消息已发给企业'
    case 'recommend':
      return '已转复核，消息已发给企业和其他经办人员'
    case 'approve':
      return '已核准，消息已发给企业'
    case 'send-back':
      return before.recommendation?.byMe ? '已收回初审意见，消息已发给企业' : '已退回初审，消息已发给初审人和企业'
    case 'refuse':
      return before.state === 'submitted' ? '已定为不予受理，消息已发给企业' : '已定为未通过，消息已发给企业'
    case 'recuse':
      return '已申报回避，这一件由别人办'
    case 'correct':
      return '已更正，改了什么已告诉企业'
    case 'publicise':
      return '已开始公示，消息已发给企业'
    case 'answer-objection':
      return isUpheld ? '异议成立，公示已停，消息已发给提出人和企业' : '已答复，消息已发给提出人和企业'
    case 'answer-appeal':
      return isUpheld ? '已回到审核，消息已发给企业' : '已答复，消息已发给企业'
    case 'pay':
      return '已登记拨付，消息已发给企业'
    case 'payment-failed':
      return '已请企业改账户，消息已发给企业'
    case 'archive':
      return '已归档，消息已发给企业'
  }
}
