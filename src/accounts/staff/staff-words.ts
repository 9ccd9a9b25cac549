// How accounts of those who work here are spoken of.
import { dutyWords } from '#contract/accounts/duties.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { StaffAction } from '#contract/accounts/staff-rules.ts'
import type { StaffHeld, StaffOutcome, StaffPerson, StaffProposal } from '#contract/accounts/staff-schema.ts'
import { dateTime } from '#client/ui/format.ts'

/** What somebody with this duty may do, in one line. */
export const dutyHints: Readonly<Record<StaffRole, string>> = {
  officer: '受理、审核办件，发通知，安排专家',
  approver: '受理人员能办的都能办，还能复核、核准',
  auditor: '受理人员看得到的都看得到，什么都不能办',
  administrator: '只管账号，看不到办件、企业和资金',
  assistant: '在企业现场代填，提交由企业自己确认',
  expert: '接受预约，写服务记录',
  bank: '只看本行的对接',
}

/** What one person is, after their duty: the town, the bank, the house. */
export function placeWords({ duty, town, of }: Pick<StaffPerson, 'duty' | 'town' | 'of'>): string {
  if (duty === 'assistant') return town ?? '全县各镇办'
  return of ?? ''
}

export function seenWords({ lastSeenAt }: Pick<StaffPerson, 'lastSeenAt'>): string {
  return lastSeenAt === null ? '还没有登录过' : `最近 ${dateTime(lastSeenAt, true)}`
}

export function proposalWords({ deed, name, phoneMasked, duty, before }: StaffProposal): string {
  if (deed === 'reset-factor') return `重置${name}的动态口令`
  if (deed === 'reopen') return `重新开通${name}的${dutyWords[duty]}账号`
  if (deed === 'invite') return `给${name}（${phoneMasked}）开通${dutyWords[duty]}账号`
  return `${name}由${before ? dutyWords[before] : '没有岗位'}改为${dutyWords[duty]}`
}

/** What becomes of what they have in hand, said before. */
export function heldWords({ things, visits }: StaffHeld): string[] {
  return [
    ...(things > 0 ? [`名下还有 ${things} 件没办完，会退回「没人接」，由同事接办。`] : []),
    ...(visits > 0 ? [`还有 ${visits} 次约好的服务，不会自动取消：受理人员会看到「专家不能来，要换人」，要尽快改约。`] : []),
  ]
}

interface ActWords {
  word: string
  title: (name: string) => string
  confirm: string
  hint: string
  done: string
  ready: readonly string[]
}
/** The deeds that need nothing but a reason. */
export const actWords: Readonly<Record<Exclude<StaffAction, 'change'>, ActWords>> = {
  'end-sessions': {
    word: '全部退出登录',
    title: (name) => `让${name}在所有设备上退出？`,
    confirm: '全部退出',
    hint: '手机丢了、电脑借给别人用过，可以这样做。账号不变，本人可以马上重新登录。',
    done: '已全部退出',
    ready: ['手机丢失。', '电脑不在本人手上。'],
  },
  'reset-factor': {
    word: '重置动态口令',
    title: (name) => `重置${name}的动态口令？`,
    confirm: '重置',
    hint: '先当面或打电话核实是本人。重置后旧口令和恢复码都作废，所有设备退出，下次登录重新设。',
    done: '已重置，消息已发给本人',
    ready: ['换了手机，已当面核实。', '手机丢失，已电话核实本人。'],
  },
  shut: {
    word: '停用账号',
    title: (name) => `停用${name}的账号？`,
    confirm: '停用',
    hint: '马上退出所有设备，不能再登录，也不再收到消息。办过的事留在原处。随时可以重新开通。',
    done: '已停用',
    ready: ['调离岗位。', '离职。', '账号可能被他人使用。'],
  },
  reopen: {
    word: '重新开通',
    title: (name) => `重新开通${name}的账号？`,
    confirm: '重新开通',
    hint: '岗位和停用前一样，本人用原来的手机号登录。',
    done: '已重新开通，消息已发给本人',
    ready: ['回到原岗位。', '停用有误。'],
  },
}

/** After a deed: it is done, or waits for the second person. */
export function outcomeWords({ proposal }: StaffOutcome, done: string): string {
  return proposal ? '已提出，等另一位系统管理员确认' : done
}
