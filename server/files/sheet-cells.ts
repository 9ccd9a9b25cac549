// Cells of the tables that leave as .xlsx: text stays text and becomes no formula, days are days (pitfalls C34, C35).
import type { Cell } from 'write-excel-file/node'
import { neutralText } from './sheet-text.ts'

export const edge = { borderStyle: 'thin', borderColor: '#728481' } as const

export function textCell(text: string, more: object = {}): Cell {
  return { value: neutralText(text), type: String, format: '@', alignVertical: 'center', wrap: true, ...edge, ...more }
}

/** YYYY-MM-DD; null: empty. The midnight of UTC: the writer counts from it, whatever zone the machine is in. */
export function dayCell(day: string | null): Cell {
  return day === null ? textCell('') : { value: new Date(`${day}T00:00:00.000Z`), type: Date, format: 'yyyy-mm-dd', align: 'center', alignVertical: 'center', ...edge }
}
