// A pasted or chosen table as a grid of cells; what the cells mean is contract/portfolio/import-table.ts.
import { withoutApostrophe } from '#contract/identifiers/formula-text.ts'
import { importLimits } from '#contract/portfolio/import-table.ts'

export class TableFault extends Error {
  readonly sentence: string
  constructor(sentence: string) {
    super(sentence)
    this.name = 'TableFault'
    this.sentence = sentence
  }
}

/** Tabs as Excel and WPS put them on the clipboard; else commas, semicolons, or two and more blanks, whichever stands in most lines. */
export function cellsOfText(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, '\n')
  const separator = ['\t', ',', '，', ';', '；'].find(
    (mark) =>
      lines.split('\n').filter((line) => line.includes(mark)).length * 2 >= lines.split('\n').filter((line) => line.trim() !== '').length,
  )
  const grid = separator === undefined ? lines.split('\n').map(splitByBlanks) : quoted(lines, separator)
  return checked(grid.map((cells) => cells.map((cell) => cell.trim())).filter((cells) => cells.some((cell) => cell !== '')))
}

/** Two blanks and more part cells; where there are none, single ones do, but for those inside a number (ZL 2017 1 0601862.3, 第 8661190 号). */
function splitByBlanks(line: string): string[] {
  const wide = line.trim().split(/\s{2,}|\u3000+/)
  if (wide.length > 1) return wide
  const joined = line
    .trim()
    .replace(/(?:(?:ZL|CN)\s*)?\d{2,4}\s+[12389]\s+\d{5,7}\s*[.．]\s*[\dXx]/gi, (number) => number.replace(/\s/g, ''))
    .replace(/第\s*(\w+)\s*号/g, '第$1号')
  return joined.split(/\s+/)
}

/** Cells may stand in quotes, with separators, line ends and doubled quotes inside (RFC 4180). */
function quoted(text: string, separator: string): string[][] {
  const grid: string[][] = [[]]
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text.charAt(at + 1) === '"') cell += text.charAt((at += 1))
      else isQuoted = false
    } else if (character === '"' && cell === '') isQuoted = true
    else if (character === separator || character === '\n') {
      grid.at(-1)?.push(cell)
      cell = ''
      if (character === '\n') grid.push([])
    } else cell += character
  }
  grid.at(-1)?.push(cell)
  return grid
}

function checked(grid: string[][]): string[][] {
  if (grid.length === 0) throw new TableFault('表里没有内容。')
  const cells = grid.reduce((sum, row) => sum + row.length, 0)
  if (cells > importLimits.cells || grid.some((row) => row.length > importLimits.columns))
    throw new TableFault('表太大了。一次最多 500 件，列也别太多。')
  if (grid.some((row) => row.some((cell) => cell.length > importLimits.cellLength))) throw new TableFault('有的格子里字太多，像是贴错了。')
  return grid
}

/** .xlsx, or .csv in UTF-8 or GBK. Read on the phone; nothing is sent yet. Throws TableFault with what to do. */
export async function cellsOfFile(file: File): Promise<string[][]> {
  if (file.size > importLimits.bytes) throw new TableFault('文件太大，最多 2 MB。把不用的列删掉再试。')
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return checked(await cellsOfWorkbook(bytes))
  if (/\.xls$/i.test(file.name)) throw new TableFault('旧版 .xls 读不了。在 Excel 或 WPS 里另存为 .xlsx 再选。')
  return cellsOfText(decode(bytes))
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

async function cellsOfWorkbook(bytes: Uint8Array): Promise<string[][]> {
  const [{ readSheet }, { safeWorkbook }] = await Promise.all([import('read-excel-file/universal'), import('./safe-workbook.ts')])
  const workbook = safeWorkbook(bytes)
  if (workbook === null) throw new TableFault('这个文件读不出来，或者展开后太大。在 Excel 或 WPS 里另存为 .xlsx 再选，或直接复制、粘贴。')
  try {
    const rows = await readSheet(workbook)
    return rows
      .slice(0, importLimits.rows + 20)
      .map((row) =>
        row.map((cell) =>
          cell === null || cell === undefined
            ? ''
            : cell instanceof Date
              ? cell.toISOString().slice(0, 10)
              : withoutApostrophe(String(cell).trim()),
        ),
      )
  } catch {
    throw new TableFault('这张表读不出来。另存为 .xlsx 再选，或直接复制、粘贴。')
  }
}
