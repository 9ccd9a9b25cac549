// Rows of a table whose texts wrap.
import type { Cell } from 'write-excel-file/node'

const lineHeight = 15

/** Lines a text takes in a column of this many half-width characters. */
function linesIn(text: string, width: number): number {
  return text.split('\n').reduce((all, line) => all + Math.max(1, Math.ceil([...line].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 2.1 : 1.05), 0) / (width - 1))), 0)
}

/** Every row says its height: not every program works it out when a table is opened, and wrapped lines would lie over each other. */
export function withHeight(row: Cell[], widths: readonly number[]): Cell[] {
  const most = Math.max(1, ...row.map((cell, index) => (cell && typeof cell === 'object' && 'value' in cell && typeof cell.value === 'string' ? linesIn(cell.value, widths[index] ?? 10) : 1)))
  const [first, ...rest] = row
  return [first && typeof first === 'object' ? { ...first, height: Math.min(400, most * lineHeight + 5) } : first, ...rest]
}
