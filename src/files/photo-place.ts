// Where on the page, in the words a person would use.

/** Third of the page from the left and from the top, 0 to 2. */
export interface Part {
  column: number
  row: number
}

const corners = [
  ['左上角', '上边中间', '右上角'],
  ['左边', '中间', '右边'],
  ['左下角', '下边中间', '右下角'],
] as const
const rows = ['上面', '中间', '下面'] as const
const columns = ['左边', '中间', '右边'] as const

export function partOf(x: number, y: number): Part {
  return { column: Math.min(2, Math.floor(x * 3)), row: Math.min(2, Math.floor(y * 3)) }
}

/** 右下角 · 下面 · 左边 · 好几处; null for nothing. */
export function placeWords(parts: readonly Part[]): string | null {
  const [first] = parts
  if (!first) return null
  if (parts.length === 1) return corners[first.row]?.[first.column] ?? null
  if (parts.every((part) => part.row === first.row)) return rows[first.row] ?? null
  if (parts.every((part) => part.column === first.column)) return columns[first.column] ?? null
  return '好几处'
}
