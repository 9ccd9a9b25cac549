// Words of the calendar a firm puts into its phone.
import { formatYuan } from '#contract/identifiers/money.ts'
import type { AnnuityLine, YearItem } from '#contract/portfolio/schema.ts'

export const calendarName = '专利年费'
export const fileName = '专利年费.ics'

export function summaryOf({ number, line }: YearItem): string {
  return `${line.state === 'grace' ? '最晚补缴' : '缴'}专利年费：${number} 第 ${line.year} 年度 ${formatYuan(line.totalFen)} 元`
}

export function descriptionOf({ title, line }: YearItem, isUnverified: boolean): string {
  return [
    title,
    `应缴 ${formatYuan(line.payableFen)} 元${line.reductionPercent > 0 ? `（减缴 ${line.reductionPercent}%，全额 ${formatYuan(line.feeFen)} 元）` : ''}`,
    ...graceWords(line),
    ...(isUnverified ? ['年费标准待核，缴费以国家知识产权局的缴费通知为准。'] : []),
    '由企业自己向国家知识产权局缴。已经缴了的，在台账里记上，再放一次日历就没有了。',
  ].join('\n')
}

function graceWords(line: AnnuityLine): string[] {
  if (line.graceEndsOn === null || line.dueOn === null) return []
  if (line.state === 'grace') return [`应缴日 ${line.dueOn} 已过，另加滞纳金，越晚越多。宽限到 ${line.graceEndsOn}，过了就终止。`]
  return [`过了这一天还可以补缴到 ${line.graceEndsOn}，要加滞纳金。`]
}
