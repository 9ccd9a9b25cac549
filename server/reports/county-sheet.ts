// The county's figures of a year as .xlsx: against the plan, by month, town and industry, what was entered with its history, and how each is counted. No firm is named.
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import { isMet, measured, shareOf } from '#contract/reports/county-rules.ts'
import { notGiven, planWords, targetWords, tooFew, unconfirmed } from '#contract/reports/county-words.ts'
import type { CountyFigures, Slice } from '#contract/reports/county-schema.ts'
import type { Indicator } from '#contract/reports/targets-schema.ts'
import { liveSources } from '#contract/reports/live-sources.ts'
import { chineseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { dayCell, edge, textCell } from '../files/sheet-cells.ts'
import { withHeight } from '../files/sheet-rows.ts'
import { neutralText } from '../files/sheet-text.ts'
import type { SignedIn } from '../http/route.ts'
import { listEntriesOfYear } from './county-entries.ts'
import { readAllIndicators } from './county-figures.ts'

export const countySheetName = '全县知识产权指标'
const strong = { fontWeight: 'bold' } as const
const head = { ...strong, align: 'center', backgroundColor: '#edf1ef' } as const
const formats = { times: '#,##0', fen: '#,##0.00####', hundredths: '0.00' } as const
const scales = { times: 1, fen: 1_000_000, hundredths: 100 } as const
const stateWords = { live: '有效', replaced: '已更正', removed: '已去掉' } as const

function figureCell({ unit }: Pick<Indicator, 'unit'>, value: number | null, none = ''): Cell {
  return value === null ? textCell(none, { align: 'center' }) : { value: value / scales[unit], type: Number, format: formats[unit], align: 'right', alignVertical: 'center', ...edge }
}

interface Sheet { sheet: string; widths: number[]; columns: readonly string[]; rows: Cell[][] }

function sheetOf({ sheet, widths, columns, rows }: Sheet, title: string, about: string) {
  const wide = (text: string, more: object): Cell => ({ value: neutralText(text), type: String, format: '@', columnSpan: columns.length, alignVertical: 'center', wrap: true, align: 'center', ...more })
  const spread = (cell: Cell): (Cell | null)[] => [cell, ...columns.slice(1).map(() => null)]
  const data: SheetData = [spread(wide(title, { ...strong, fontSize: 16, height: 30 })), spread(wide(about, { height: 36 })), columns.map((word) => textCell(word, head)), ...rows.map((row) => withHeight(row, widths))]
  return { sheet, data, orientation: 'landscape' as const, stickyRowsCount: 3, columns: widths.map((width) => ({ width })) }
}

function summaryRows({ indicators, figures, plan, year, groups, state }: CountyFigures): Cell[][] {
  const wordOf = new Map(groups.map(({ id, word }) => [id, word]))
  return indicators.flatMap((indicator, index) => {
    const figure = figures[index]
    if (!figure) return []
    const is = measured(indicator, figure)
    const { target } = indicator
    const said = target === null || is === null ? '' : `${state === 'running' ? '' : '参照，'}${isMet(target, is) ? '达到' : '还没有达到'}`
    return [[
      textCell(wordOf.get(indicator.group) ?? ''), textCell(indicator.word), textCell(indicator.unitWord, { align: 'center' }), figureCell(indicator, figure.value, figure.isSmall ? tooFew : notGiven), dayCell(figure.asOf),
      indicator.tally === 'plan' ? figureCell(indicator, figure.sincePlan, notGiven) : textCell(''), textCell(targetWords(indicator)), target === null || is === null ? textCell('') : { value: shareOf(target, is), type: Number, format: '0.0', align: 'right', alignVertical: 'center', ...edge },
      textCell(said), indicator.kind === 'both' ? figureCell(indicator, figure.known, year > plan.toYear ? '' : '只知道今天的') : textCell(''), textCell(figure.people === null ? '' : `${figure.people} 人`),
    ]]
  })
}

type Parts = Awaited<ReturnType<typeof readAllIndicators>>['parts']

/** One line a town (or industry), one column an indicator would be too wide: one line each indicator, one column each part. Parts of all indicators in the order they are first met. */
function partRows(parts: Parts, slicesOf: (part: Parts[number]) => Slice[] | null): { columns: string[]; rows: Cell[][] } {
  const found = parts.flatMap((part) => { const slices = slicesOf(part); return slices === null ? [] : [{ indicator: part.indicator, slices }] })
  const words = [...new Set(found.flatMap(({ slices }) => slices.filter(({ id }) => id !== '').map(({ word }) => word))), ...new Set(found.flatMap(({ slices }) => slices.filter(({ id }) => id === '').map(({ word }) => word)))]
  return {
    columns: ['指标', '单位', ...words],
    rows: found.map(({ indicator, slices }) => [textCell(indicator.word), textCell(indicator.unitWord, { align: 'center' }), ...words.map((word) => {
      const slice = slices.find((one) => one.word === word)
      const isUnknown = slice === undefined || (indicator.kind !== 'live' && slice.rows === 0)
      return isUnknown ? textCell('') : figureCell(indicator, slice.value)
    })]),
  }
}

/** Leaves a line in the audit. Throws `not-found`. */
export async function exportCounty(deps: Deps, account: SignedIn, asked: number | undefined, requestId: string): Promise<{ bytes: Buffer; year: number }> {
  const { overview, parts } = await readAllIndicators(deps, asked)
  const { year, plan, indicators, today } = overview
  const entries = await listEntriesOfYear(deps.db, year)
  const of = new Map(indicators.map((indicator) => [indicator.id, indicator]))
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'reports.figures-export', subject: `year:${year}`, requestId, details: { indicators: indicators.length, entries: entries.length } }))
  const title = `${deps.content.county.name}${countySheetName}（${year} 年）`
  const about = `${plan.title}（${plan.document}），${planWords(plan, year)}。数到 ${chineseDate(today)}，企业按现在所在的镇街、行业算。填报单位：${deps.content.county.office}`
  const [towns, industries] = [partRows(parts, ({ byTown }) => byTown), partRows(parts, ({ byIndustry }) => byIndustry)]
  const months = parts.flatMap(({ indicator, months: of12 }) => (of12 === null ? [] : [[textCell(indicator.word), textCell(indicator.unitWord, { align: 'center' }), ...of12.map(({ value, rows }) => (rows === 0 && indicator.kind !== 'live' ? textCell('') : figureCell(indicator, value)))]]))
  const partWidths = ({ columns }: { columns: string[] }) => columns.map((_, index) => (index === 0 ? 22 : index === 1 ? 8 : 14))
  const sheets: Sheet[] = [
    { sheet: '汇总', widths: [12, 24, 8, 18, 12, 16, 26, 12, 16, 18, 12], columns: ['类别', '指标', '单位', '本年', '截至', '方案期累计', '目标', '完成（%）', '对照目标', '平台登记的', '人数'], rows: summaryRows(overview) },
    { sheet: '按月', widths: [22, 8, ...Array.from({ length: 12 }, () => 12)], columns: ['指标', '单位', ...Array.from({ length: 12 }, (_, index) => `${index + 1} 月`)], rows: months },
    { sheet: '按镇街', widths: partWidths(towns), ...towns },
    { sheet: '按行业', widths: partWidths(industries), ...industries },
    {
      sheet: '录入', widths: [22, 12, 16, 10, 14, 14, 30, 36, 12, 12, 10, 30], columns: ['指标', '日期', '数值', '人数', '镇（街道）', '行业', '名称', '依据', '录入人', '录入日', '状态', '去掉的理由'],
      rows: entries.flatMap((entry) => {
        const indicator = of.get(entry.indicator)
        return indicator ? [[textCell(indicator.word), dayCell(entry.on), figureCell(indicator, entry.value), entry.people === null ? textCell('') : figureCell({ unit: 'times' }, entry.people), textCell(entry.town ?? ''), textCell(entry.industry ?? ''), textCell(entry.title), textCell(entry.basis), textCell(entry.by), dayCell(shanghaiDate(Date.parse(entry.at))), textCell(stateWords[entry.state]), textCell(entry.removedReason ?? '')]] : []
      }),
    },
    {
      sheet: '口径', widths: [24, 60, 20, 14, 24], columns: ['指标', '怎么算', '出自方案', '数从哪来', '口径'],
      rows: indicators.map((indicator) => [textCell(indicator.word), textCell(indicator.definition), textCell(indicator.section ?? '方案没有写'), textCell(indicator.kind === 'live' ? '平台算' : '县局录入'), textCell(indicator.source !== undefined && liveSources[indicator.source].isAnonymous ? `${unconfirmed}；不列企业` : indicator.isConfirmed ? '已确认' : unconfirmed)]),
    },
  ]
  const bytes = await writeExcelFile(sheets.map((sheet) => sheetOf(sheet, title, about)), { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
  return { bytes, year }
}
