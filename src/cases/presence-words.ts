import type { CaseEvent, Presence } from '#contract/cases/schema.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'

/** What somebody has just done, behind their name. */
const done: Record<CaseAction, string> = {
  submit: '提交了',
  withdraw: '撤回了',
  accept: '受理了',
  return: '发出了一次告知',
  resubmit: '交回了补正',
  'take-back': '收回了告知',
  correct: '代企业更正了',
  'add-form': '交来了盖章的申请表',
  recommend: '初审通过，转了复核',
  'send-back': '退回了初审',
  approve: '核准了',
  refuse: '办成了不予通过',
  recuse: '申报了回避',
  publicise: '开始公示了',
  object: '提了一条异议',
  'answer-objection': '答复了异议',
  'close-publicity': '公示期满',
  pay: '登记了拨付',
  'payment-failed': '登记了拨付没成',
  archive: '归档了',
  appeal: '申请了复核',
  'answer-appeal': '答复了复核申请',
}

/** 王倩刚刚受理了; 企业的李敏刚刚交回了补正; 公示期满. */
export function justDone(event: CaseEvent): string {
  if (event.actor === 'calendar') return done[event.action]
  const who = event.actor === 'firm' ? `企业的${event.actorName}` : event.actor === 'public' ? '有人' : event.actorName
  return `${who}刚刚${done[event.action]}`
}

/** 王倩也在看; 王倩正在办; 企业的李敏正在改. */
export function besideMe(others: Presence['others']): { words: string; isBusy: boolean }[] {
  return others.map(({ name, side, doing }) => {
    if (side === 'firm') return { words: `企业的${name}正在改`, isBusy: true }
    return doing === 'editing' ? { words: `${name}正在办这件`, isBusy: true } : { words: `${name}也在看`, isBusy: false }
  })
}
