// Money, places and closing times in words; nothing is said by a bar alone.
import type { CaseState } from '#contract/cases/states.ts'
import { formatWan } from '#contract/identifiers/money.ts'
import type { BatchStanding, Line, Standing } from '#contract/subsidies/standing.ts'
import { dateOf, shortDate, timeOf } from '#client/ui/format.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** The batch that is open, else the next to open, else the last that was: the one people ask about. */
export function batchNow({ batches }: Pick<Standing, 'batches'>): BatchStanding | undefined {
  const of = (state: BatchStanding['state']) => batches.filter((batch) => batch.state === state).toSorted((one, other) => (one.opensAt < other.opensAt ? -1 : 1))
  return of('taking')[0] ?? of('soon')[0] ?? of('over').at(-1)
}

/** 还剩 18.00 万元 · 3 件在排队 */
export function leftWords({ leftFen, waiting }: Pick<BatchStanding, 'leftFen' | 'waiting'>): string {
  const left = leftFen === null ? '没有公布资金总额' : leftFen === 0 ? '资金已用完' : `还剩 ${formatWan(leftFen)} 万元`
  return waiting > 0 ? `${left} · ${waiting} 件在排队` : left
}

/** 17:30:59; the seconds of an instant are the same everywhere. */
function clockOf(instant: string): string {
  return `${timeOf(instant)}:${instant.slice(17, 19)}`
}

/** A day by name where it is near: 今天, 明天, 12月31日. */
function dayOf(instant: string, now: number): string {
  const date = dateOf(instant)
  if (date === dateOf(now)) return '今天'
  return date === dateOf(now + dayMs) ? '明天' : shortDate(date, dateOf(now))
}

/** 今天 23:59:59 截止 · 12月1日 09:00:00 开始 · 12月31日 23:59:59 已截止 */
export function windowAt(batch: Pick<BatchStanding, 'state' | 'opensAt' | 'closesAt'>, now: number): string {
  if (batch.state === 'soon') return `${dayOf(batch.opensAt, now)} ${clockOf(batch.opensAt)} 开始`
  return `${dayOf(batch.closesAt, now)} ${clockOf(batch.closesAt)} ${batch.state === 'over' ? '已截止' : '截止'}`
}

/** In the last hour before it closes: 还有 12 分 05 秒; '' before and after. The second it closes in is still inside. */
export function countdown(closesAt: string, now: number): string {
  const left = Date.parse(closesAt) + 1_000 - now
  if (left <= 0 || left > hourMs) return ''
  const seconds = Math.floor(left / 1_000)
  return `还有 ${Math.floor(seconds / 60)} 分 ${String(seconds % 60).padStart(2, '0')} 秒`
}

/** 近两年 12 件，中间数 6 个工作日（从提交到作出决定，企业补正的时间不算）。 */
export function processingWords(processing: Standing['processing']): string {
  if (processing === null) return '近两年办完的不到 3 件，还说不准要多久。'
  return `近两年 ${processing.cases} 件，中间数 ${processing.medianWorkdays} 个工作日：从提交算到作出决定，企业补正的时间不算在内。`
}

export function placeWords({ place, ahead }: Pick<Line, 'place' | 'ahead'>): string {
  return ahead === 0 ? `第 ${place} 位，前面没有等着的` : `第 ${place} 位，前面还有 ${ahead} 件`
}

/** What the place means for the money. */
export function placeMoney({ leftFen, isShort, ahead }: Pick<Line, 'leftFen' | 'isShort' | 'ahead'>): string {
  if (leftFen === null) return '按提交的先后办。'
  const left = leftFen === 0 ? '这一批的资金已用完' : `这一批还剩 ${formatWan(leftFen)} 万元`
  if (!isShort) return `${left}，按提交的先后办。`
  return `${left}，${ahead === 0 ? '不够您申报的数' : '前面的都给足，就不够到您'}。资金不够时按次序等，有余额再轮到，位次不变。`
}

/** Handed in and not decided. */
export const undecidedStates: readonly CaseState[] = ['submitted', 'accepted', 'returned', 'reviewing']
