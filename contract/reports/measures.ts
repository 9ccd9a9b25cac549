// What a month report counts, in the order of its lines, and how. Values only: a phone imports this file.

export const measureIds = ['received', 'accepted', 'decided', 'corrected', 'workdays', 'overdue', 'introduced', 'loans', 'lent', 'visits', 'satisfaction', 'notices', 'told', 'read'] as const
export type MeasureId = (typeof measureIds)[number]

/** times: a count · percent, workdays, marks: with one decimal · fen: money. */
export type MeasureUnit = 'times' | 'percent' | 'workdays' | 'marks' | 'fen'

export interface Measure {
  id: MeasureId
  word: string
  unit: MeasureUnit
  /** On screen after the figure. */
  unitWord: string
  /** How it is counted, said beside it and in the table. */
  how: string
}

/** Days are of Asia/Shanghai; a month runs from its first midnight to the next one's. */
export const measures: readonly Measure[] = [
  { id: 'received', word: '收件', unit: 'times', unitWord: '件', how: '当月第一次提交的申报办件' },
  { id: 'accepted', word: '受理', unit: 'times', unitWord: '件', how: '当月受理的办件' },
  { id: 'decided', word: '办结', unit: 'times', unitWord: '件', how: '当月核准或未通过的办件，一件算一次' },
  { id: 'corrected', word: '补正率', unit: 'percent', unitWord: '%', how: '当月办结的办件里，退回补正过的占多少' },
  { id: 'workdays', word: '平均用时', unit: 'workdays', unitWord: '个工作日', how: '当月办结的办件，从第一次提交到办结的工作日，企业补正的时间不算' },
  { id: 'overdue', word: '超期', unit: 'times', unitWord: '次', how: '当月过了答复期限还没有答复的，一件的一个期限算一次' },
  { id: 'introduced', word: '对接', unit: 'times', unitWord: '次', how: '当月银行接单的融资对接，一家银行一件算一次' },
  { id: 'loans', word: '放款笔数', unit: 'times', unitWord: '笔', how: '当月企业确认收到放款、质押已登记的合同，不论哪天放的款' },
  { id: 'lent', word: '放款金额', unit: 'fen', unitWord: '万元', how: '上面这些合同的实际放款额合计' },
  { id: 'visits', word: '服务场次', unit: 'times', unitWord: '场', how: '当月见面、已交服务记录的专家服务；那个月定稿以后才交记录的，算在交的那个月' },
  { id: 'satisfaction', word: '满意度', unit: 'marks', unitWord: '分', how: '当月企业评价的平均，三项各 5 分' },
  { id: 'notices', word: '发布通知', unit: 'times', unitWord: '条', how: '当月发布的政策通知' },
  { id: 'told', word: '通知触达', unit: 'times', unitWord: '人次', how: '当月通知进了消息的人次，一条通知一个人算一次' },
  { id: 'read', word: '通知已读', unit: 'percent', unitWord: '%', how: '上面这些人次里，到月底读过的占多少' },
]
const byId = new Map(measures.map((measure) => [measure.id, measure]))

export function measureOf(id: MeasureId): Measure {
  const found = byId.get(id)
  if (!found) throw new Error(`no measure ${id}`)
  return found
}

/** One line behind a figure. `count`: what it adds; `share`: what it adds to the part of a percentage, or its value where the figure is a mean. */
export interface Part { count: number; share: number | null }

/** The figure out of its rows: a sum, a share of it in percent, or a mean; null where nothing was counted. Rounded to one decimal; fen to none. */
export function figureOf(unit: MeasureUnit, parts: readonly Part[]): number | null {
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  const shares = parts.reduce((sum, { share }) => sum + (share ?? 0), 0)
  if (unit === 'times') return total
  if (unit === 'fen') return shares
  if (total === 0) return null
  return Math.round((unit === 'percent' ? (shares * 100) / total : shares / total) * 10) / 10
}

/** Something of every measure. */
export function perMeasure<T>(of: (id: MeasureId) => T): Record<MeasureId, T> {
  return {
    received: of('received'), accepted: of('accepted'), decided: of('decided'), corrected: of('corrected'), workdays: of('workdays'), overdue: of('overdue'), introduced: of('introduced'), loans: of('loans'), lent: of('lent'), visits: of('visits'), satisfaction: of('satisfaction'), notices: of('notices'), told: of('told'), read: of('read'),
  }
}
