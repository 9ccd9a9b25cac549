// What requests and leads are called on the firm's pages, and how far they are.
import type { Terms } from '#contract/financing/lead-schema.ts'
import type { ReturnedItem } from '#contract/financing/request-schema.ts'
import { leadStateWords, requestStateWords, type LeadState, type RequestState } from '#contract/financing/workflow.ts'
import { plainWan } from '#contract/identifiers/money.ts'
import { fullDate } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'
import type { RequestField } from './request-values.ts'

const requestTones: Record<RequestState, Pick<StatusLook, 'icon' | 'tone'>> = {
  draft: { icon: 'edit', tone: 'reed' },
  submitted: { icon: 'clock', tone: 'pri' },
  returned: { icon: 'warn', tone: 'seal' },
  accepted: { icon: 'tick', tone: 'ok' },
  declined: { icon: 'none', tone: 'mute' },
  withdrawn: { icon: 'redo', tone: 'mute' },
  closed: { icon: 'folder', tone: 'mute' },
}
export function requestLook(state: RequestState): StatusLook {
  return { word: requestStateWords[state], ...requestTones[state] }
}

const leadTones: Record<LeadState, Pick<StatusLook, 'icon' | 'tone'>> = {
  offered: { icon: 'clock', tone: 'pri' },
  taken: { icon: 'tick', tone: 'ok' },
  'due-diligence': { icon: 'clock', tone: 'pri' },
  approved: { icon: 'tick', tone: 'ok' },
  signed: { icon: 'edit', tone: 'ok' },
  registered: { icon: 'lock', tone: 'ok' },
  lent: { icon: 'warn', tone: 'seal' },
  disbursed: { icon: 'coin', tone: 'ok' },
  settled: { icon: 'folder', tone: 'mute' },
  refused: { icon: 'none', tone: 'mute' },
  failed: { icon: 'none', tone: 'mute' },
  revoked: { icon: 'redo', tone: 'mute' },
  expired: { icon: 'none', tone: 'mute' },
  withdrawn: { icon: 'redo', tone: 'mute' },
}
export function leadLook(state: LeadState): StatusLook {
  return { word: leadStateWords[state], ...leadTones[state] }
}

export const stageSteps = ['对接', '尽调', '批复', '签约', '登记', '放款', '结清'] as const
/** Which of stageSteps is under way; null before a bank has taken it and once nothing will come of it. */
export function stagePlace(state: LeadState): number | null {
  const places: Partial<Record<LeadState, number>> = {
    taken: 1,
    'due-diligence': 1,
    approved: 3,
    signed: 4,
    registered: 5,
    lent: 5,
    disbursed: 6,
    settled: 7,
  }
  return places[state] ?? null
}

/** 24 → 2 年; 18 → 18 个月 */
export function monthsWords(months: number): string {
  return months % 12 === 0 ? `${months / 12} 年` : `${months} 个月`
}
export function wanWords(fen: number | null): string {
  return fen === null ? '还没有填' : `${plainWan(fen)} 万元`
}
export function wordOf(options: readonly { id: string; word: string }[] | undefined, id: string | null): string {
  if (id === null) return '还没有填'
  return options?.find((option) => option.id === id)?.word ?? id
}

/** Where on the form a returned item is put right. */
export function placeOf({ about }: Pick<ReturnedItem, 'about'>): RequestField | null {
  if (about === null) return null
  if (about === 'amount' || about === 'months' || about === 'use') return about
  if (about === 'finance') return 'turnover'
  if (about === 'contact') return 'contactName'
  return 'rightIds'
}

/** What is agreed and done with a bank, line by line; an amount says which of the three it is. */
export function termLines(terms: Terms): { word: string; value: string }[] {
  const day = (date: string | null) => (date === null ? null : fullDate(date))
  const lines: [string, string | null][] = [
    ['批复期限', terms.approvedMonths === null ? null : monthsWords(terms.approvedMonths)],
    ['利率', terms.rate],
    ['合同编号', terms.contractNumber],
    ['签约日', day(terms.signedOn)],
    ['质押登记号', terms.registrationNumber],
    ['质押登记日', day(terms.registeredOn)],
    ['放款日', day(terms.lentOn)],
    ['到期日', day(terms.maturesOn)],
    ['结清日', day(terms.settledOn)],
    ['注销登记日', day(terms.releasedOn)],
  ]
  return lines.flatMap(([word, value]) => (value === null ? [] : [{ word, value }]))
}

const deeds: Record<string, string> = {
  start: '开始填写',
  submit: '企业提交',
  resubmit: '企业补好交回',
  withdraw: '企业撤回需求',
  accept: '县局受理',
  return: '县局退回补充',
  decline: '县局没有受理',
  close: '办结',
  consent: '同意提供给银行',
  offer: '同意提供给银行',
  take: '银行接单',
  refuse: '银行没有接',
  examine: '开始尽调评估',
  approve: '银行批复',
  sign: '签约',
  register: '办好质押登记',
  lend: '银行说已放款',
  confirm: '企业确认收到',
  dispute: '企业说放款对不上',
  settle: '贷款结清',
  fail: '没有通过',
  revoke: '企业撤回授权',
  expire: '超期没有答复，关闭',
  call: '县局打电话催办',
}
/** `side` officer with a deed of the calendar in it: nobody pressed it. */
export function deedWords(event: { action: string; side: string }): string {
  if (event.action === 'accept' && event.side === 'calendar') return '条件都齐，直接受理'
  return deeds[event.action] ?? '有了新进展'
}
/** Two characters of the county's seal on what it has done; null for everybody else. */
export function deedSeal(event: { action: string; side: string }): string | null {
  const seals: Record<string, string> = { accept: '受理', return: '告知', decline: '告知', close: '办结' }
  return event.side === 'officer' || event.action === 'accept' ? (seals[event.action] ?? null) : null
}

export const viewWords = {
  blind: '看了不记名的概要',
  name: '在列表里看到名称',
  full: '看了企业和需求',
  receipt: '看了授权回执',
  file: '打开了材料',
  request: '看了整份需求',
  export: '导出了对接清单',
} as const
