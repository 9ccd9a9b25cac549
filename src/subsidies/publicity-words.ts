// How a publicity and an objection stand, in words and looks.
import type { Objection, PublicityItem } from '#contract/subsidies/handling.ts'
import { formatWan } from '#contract/identifiers/money.ts'
import { shortDate, weekdayWord } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

type Item = Pick<PublicityItem, 'startsOn' | 'endsOn' | 'workdays' | 'workdaysLeft' | 'state' | 'objections'>

/** Objections are taken to the end of the last day, in Shanghai. */
export function isTakingObjections(item: Item, today: string): boolean {
  return item.state === 'running' && today <= item.endsOn
}

export function publicityLook(item: Item, today: string): StatusLook {
  if (item.state === 'stopped') return { word: '停止公示', icon: 'none', tone: 'mute' }
  if (isTakingObjections(item, today)) return { word: '公示中', icon: 'notice', tone: 'pri' }
  if (item.state === 'running' && item.objections > 0) return { word: '核实异议', icon: 'clock', tone: 'reed' }
  return { word: '公示期满', icon: 'tick', tone: 'ok' }
}

/** Beside the look: what became of it, or how long it still runs. */
export function publicityResult(item: Item, today: string): string {
  if (item.state === 'stopped') return '重新审核'
  if (isTakingObjections(item, today)) {
    if (today === item.endsOn) return '今天最后一天，24 时截止'
    return item.workdaysLeft > 0 ? `剩 ${item.workdaysLeft} 个工作日` : `${shortDate(item.endsOn, today)} 24 时截止`
  }
  if (item.state === 'running' && item.objections > 0) return '公示期满，答复以后出结果'
  return item.objections > 0 ? '异议不成立' : '无异议'
}

/** Both in one: 公示期满，无异议. */
export function publicityState(item: Item, today: string): string {
  return `${publicityLook(item, today).word}，${publicityResult(item, today)}`
}

/** First and last day as people say them, each in one piece: 11月23日（周一） and 至 11月30日（周一）. */
export function publicityDays(item: Pick<Item, 'startsOn' | 'endsOn'>, today: string): [from: string, to: string] {
  const say = (date: string) => `${shortDate(date, today)}（周${weekdayWord(date)}）`
  return [say(item.startsOn), `至 ${say(item.endsOn)}`]
}

/** 10.80 万元; where the county pays nothing itself: 不涉及金额. */
export function publicitySum(amountFen: number | null): string {
  return amountFen === null ? '不涉及金额' : `${formatWan(amountFen)} 万元`
}

export function objectionLook(objection: Pick<Objection, 'state'>): StatusLook {
  if (objection.state === 'open') return { word: '核实中', icon: 'clock', tone: 'pri' }
  return objection.state === 'upheld' ? { word: '成立', icon: 'tick', tone: 'ok' } : { word: '不成立', icon: 'none', tone: 'mute' }
}
