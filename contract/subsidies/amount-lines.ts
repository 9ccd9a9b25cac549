// The arithmetic as people read it. All Chinese sentences of the amount rules are here.
import { formatWan, formatYuan } from '../identifiers/money.ts'

export function moneyWords(fen: number): string {
  return `${formatYuan(fen)} 元（${formatWan(fen)} 万元）`
}

export const amountLines = {
  percent: (label: string, base: number, percent: string, result: number) =>
    `${label} ${moneyWords(base)} × ${percent}% = ${moneyWords(result)}`,
  uplift: (percent: string, points: string) => `比例 ${percent}%，上浮 ${points} 个百分点`,
  tierCap: (label: string, cap: number) => `${label}：每家每年最高 ${formatWan(cap)} 万元`,
  overCap: (cap: number) => `超过每家每年最高 ${formatWan(cap)} 万元，按 ${formatWan(cap)} 万元算`,
  underCap: (cap: number) => `没有超过每家每年最高 ${formatWan(cap)} 万元`,
  yearLeft: (left: number) => (left === 0 ? '今年这个项目的上限已经用完' : `今年这个项目还能领 ${formatWan(left)} 万元，按 ${formatWan(left)} 万元算`),
  tier: (label: string, fen: number) => `${label}：${formatWan(fen)} 万元`,
  noTier: '没有符合的档',
  sum: (fen: number) => `合计 ${formatWan(fen)} 万元`,
  highest: (fen: number) => `按最高一档 ${formatWan(fen)} 万元`,
  interest: (principal: number, lpr: string, rate: string, days: number, ratio: string, result: number) =>
    `${formatWan(principal)} 万元 × LPR ${lpr}% × ${rate}% × ${days}÷365 天 × 质押比例 ${ratio}% = ${moneyWords(result)}`,
  overInterest: (paid: number) => `超过实际支付的利息，按实付利息 ${moneyWords(paid)} 算`,
  guidance: '县里只推荐，不拨付资金',
  closed: '已停止受理，不再计算',
  illustrative: '比例和金额是示例，以正式通知为准',
}
