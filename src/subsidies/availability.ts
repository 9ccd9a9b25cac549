import type { Programme } from '#contract/subsidies/programme.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'
import { shortDate } from '#client/ui/format.ts'

type Window = Pick<Programme, 'availability' | 'opensOn' | 'closesOn'>

const looks: Record<Programme['availability'], StatusLook> = {
  taking: { word: '受理中', icon: 'clock', tone: 'pri' },
  soon: { word: '快开始了', icon: 'calendar', tone: 'reed' },
  over: { word: '本期已截止', icon: 'none', tone: 'mute' },
  'not-open': { word: '还没开放', icon: 'none', tone: 'mute' },
  closed: { word: '停止受理', icon: 'none', tone: 'mute' },
}

export function availabilityLook(availability: Programme['availability']): StatusLook {
  return looks[availability]
}

/** Within two weeks: from then on the date stands in red. */
export function closesSoon({ availability, closesOn }: Window, today: string): boolean {
  return availability === 'taking' && closesOn !== null && (Date.parse(closesOn) - Date.parse(today)) / 86_400_000 <= 14
}

/** 12月31日截止 · 12月1日开始 · 长期受理 … */
export function windowWords({ availability, opensOn, closesOn }: Window, today?: string): string {
  if (availability === 'soon') return opensOn ? `${shortDate(opensOn, today)}开始` : '开始日期待定'
  if (availability === 'over') return closesOn ? `${shortDate(closesOn, today)}已截止` : '已截止'
  if (availability === 'taking') return closesOn ? `${shortDate(closesOn, today)}截止` : '全年受理'
  return availability === 'closed' ? '不再受理' : '时间待定'
}
