import type { Blocker, PersonPart, PersonRequest, Sight } from '#contract/accounts/person-schema.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

type Asked = Pick<PersonRequest, 'kind' | 'parts'>

export function isClosing({ kind, parts }: Asked): boolean {
  return kind === 'delete' && parts.includes('account')
}
export function whatWord(asked: Asked): string {
  if (isClosing(asked)) return '注销账号'
  return { copy: '查阅复制', correct: '更正', delete: '删除' }[asked.kind]
}
export const partWords: Record<PersonPart, string> = { account: '整个账号', messages: '站内消息', channels: '邮箱、推送和通知设置', follows: '关注和读过的通知' }
export const smallParts = ['messages', 'channels', 'follows'] as const satisfies readonly PersonPart[]

/** open: an answer is owed; else what it was. */
export function lookOf({ state, verdict, kind }: Pick<PersonRequest, 'state' | 'verdict' | 'kind'>): StatusLook {
  if (state === 'open') return { word: '办理中', icon: 'clock', tone: 'pri' }
  if (state === 'withdrawn') return { word: '已撤回', icon: 'redo', tone: 'mute' }
  if (kind === 'copy') return { word: '已自动答复', icon: 'tick', tone: 'ok' }
  if (verdict === 'refuse') return { word: '没有同意', icon: 'none', tone: 'mute' }
  return verdict === 'part' ? { word: '部分同意', icon: 'tick', tone: 'ok' } : { word: '已同意', icon: 'tick', tone: 'ok' }
}

/** What has to be done first, for whoever asks. */
export const blockerWords: Record<Blocker['reason'], string> = {
  administrator: '您是唯一的企业管理员，先交给同事，或在请求里说明企业不办了',
  booking: '这次预约的联系人是您，先换人、办完或取消',
  financing: '这份融资需求的联系人是您，先换人或办完',
  objection: '您提的异议还没有答复',
  appeal: '您对这家企业的申诉还没有答复',
}
/** The same for an officer. */
export const blockerFacts: Record<Blocker['reason'], string> = { administrator: '唯一的企业管理员', booking: '没办完的预约，联系人是本人', financing: '没办完的融资需求，联系人是本人', objection: '异议还没有答复', appeal: '申诉还没有答复' }

const sideWords: Record<Sight['side'], string> = { officer: '县局人员', bank: '银行', expert: '专家', assistant: '镇办专员', member: '企业成员' }
const sightWords: Record<Sight['what'], string> = { blind: '接单前的概要', name: '企业名称', full: '授权的内容', receipt: '授权凭证', file: '文件', request: '融资需求', export: '导出的表' }
export function sayWho({ side, bankName }: Sight): string {
  return bankName ?? sideWords[side]
}
export function saySight({ what, title }: Sight): string {
  return title === '' ? sightWords[what] : `${sightWords[what]}：${title}`
}
