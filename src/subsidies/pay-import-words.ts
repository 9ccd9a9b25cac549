// What is wrong with a table of payments, or with one of its lines, and what to do about it.
import { caseStates, caseStateWords } from '#contract/cases/states.ts'
import type { BatchResult, PayRow } from '#contract/subsidies/batching.ts'
import { payColumns, payReasons, sheetFaults, type PayColumn, type PayReason, type SheetFault } from '#contract/subsidies/pay-reasons.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { ApiError } from '#client/http.ts'
import { errorText } from '#client/ui/error-text.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'
import { dateWithWeekday } from '#client/ui/format.ts'
import type { IconName } from '#client/ui/icon-paths.ts'
import { batchFailureText } from './batch-words.ts'
import { exactYuan } from './payment-words.ts'

export const columnWords: Record<PayColumn, string> = {
  number: '编号',
  firmName: '企业',
  amount: '金额',
  paidOn: '拨付日期',
  reference: '凭证号',
}

/** A line that was never judged ready, or what became of one that was sent. */
export type RowState = PayRow['state'] | 'left' | 'done' | 'refused'
export const rowLooks: Record<RowState, { word: string; icon: IconName; tone: 'ok' | 'seal' | 'mute' | 'pri' }> = {
  ready: { word: '可以记账', icon: 'check', tone: 'pri' },
  same: { word: '已经记过', icon: 'tick', tone: 'mute' },
  empty: { word: '没有填', icon: 'none', tone: 'mute' },
  wrong: { word: '有问题', icon: 'warn', tone: 'seal' },
  left: { word: '不记', icon: 'none', tone: 'mute' },
  done: { word: '已记账', icon: 'tick', tone: 'ok' },
  refused: { word: '没记上', icon: 'warn', tone: 'seal' },
}

function stateSentence(limit: string | number): string {
  const state = caseStates.find((known) => known === limit)
  if (state === 'approved') return '已核准，还没有公示。公示期满才能拨付，先不记这一行。'
  return `办件现在是「${state ? caseStateWords[state] : '别的状态'}」，还不能拨付。核对编号，或先不记这一行。`
}

const sentences: Record<PayReason, (limit: string | number) => string> = {
  'pay-unknown': () => '没有这个编号。对照我们导出的表改。',
  'pay-state': stateSentence,
  'pay-publicity': (limit) => `公示到 ${dateWithWeekday(String(limit))}，期满以后再记。`,
  'pay-dispute': () => '有没答复的异议，先答复，再记这一行。',
  'pay-returned': () => '账户退回了，等企业改好收款账户再拨。先不记这一行。',
  'pay-entered': (limit) => `已经记过，是 ${limit}。和这一行不一样，请对照凭证；记错了的，在「已拨付」里找这一件。`,
  'pay-recused': () => '您在这一件里回避，请别人来记。',
  'pay-twice': (limit) => `和第 ${limit} 行是同一件。一件只记一次，不记这一行。`,
  'pay-amount': (limit) => `核准的是 ${exactYuan(Number(limit))} 元，两个数对不上。对照凭证；是不是看错了行？`,
  'pay-no-amount': () => '这一件没有核准金额，不该有拨付金额。',
  'pay-firm': (limit) => `这个编号是「${limit}」的，企业对不上。是不是错了一行？改编号或企业名称。`,
  'pay-formula': () => '这一格是公式，算出来的数不算数。复制后「选择性粘贴」成数值，或在这里填。',
  'pay-cell-error': () => '这一格在表里显示出错。在这里填，或改好表再传。',
}
function isPayReason(reason: string): reason is PayReason {
  return payReasons.some((known) => known === reason)
}

export function payProblemText({ reason, limit = '' }: FieldProblem): string {
  if (reason === 'date-format') return '写全年月日，例如 2026-12-01。'
  if (reason === 'date-early') return `不能早于 ${dateWithWeekday(String(limit))}，那之前还不能拨付。`
  return isPayReason(reason) ? sentences[reason](limit) : fieldReasonText(reason, limit)
}

/** What the column is called that something is wrong in; a case as a whole by its number. */
export function payColumnWord({ field }: Pick<FieldProblem, 'field'>): string {
  return columnWords[payColumns.find((column) => column === field) ?? 'number']
}

/** Beside a line that was not entered: the column, then what is wrong. */
export function payRefusalText(item: Pick<BatchResult['items'][number], 'code' | 'fields'>): string {
  return batchFailureText(item, (problem) => `${payColumnWord(problem)}：${payProblemText(problem)}`)
}

const faults: Record<SheetFault, (details: Record<string, string | number>) => string> = {
  empty: () => '表里没有可以读的行。请填好再传。',
  'not-sheet': () => '这不是表格文件。请传 .xlsx 或 .csv。',
  'old-format': () => '这是旧格式 .xls，或加了密码。用 Excel 或 WPS 另存为不加密的 .xlsx 再传。',
  damaged: () => '文件坏了，读不出来。用 Excel 或 WPS 打开，另存为 .xlsx 再传。',
  macros: () => '表里有宏，不能收。另存为「Excel 工作簿（.xlsx）」再传。',
  'too-large': () => '表太大了。删掉多余的工作表和图片，只留拨付这几列，再传。',
  rows: ({ most }) => `行太多了${most ? `，一次最多 ${most} 行` : ''}。分成几张表传，或删掉表尾的空行。`,
  columns: ({ missing }) => `找不到这几列：${missing ?? ''}。表头要写这些字，顺序不限；可以下载导入模板来填。`,
}

/** Why a file could not be read. */
export function sheetFailureText(error: ApiError): string {
  if (error.code === 'too-large') return '文件超过 2 MB。只留拨付这几列再传。'
  if (error.code !== 'subsidies.sheet-unreadable') return errorText(error)
  const fault = sheetFaults.find((known) => known === error.details.reason)
  return fault ? faults[fault](error.details) : errorText(error)
}
