// Tables as a finance office might send them, and as an attacker would.
import { strToU8, zipSync } from 'fflate'
import writeExcelFile from 'write-excel-file/node'

export type Value = string | number | Date | null
/** A workbook of these rows: numbers as numbers, days as days. */
export function xlsxOf(rows: readonly (readonly Value[])[]): Promise<Buffer> {
  const data = rows.map((row) => row.map((value) => {
    if (value === null) return null
    if (typeof value === 'number') return { value, type: Number }
    return value instanceof Date ? { value, type: Date, format: 'yyyy/m/d' } : { value, type: String }
  }))
  return writeExcelFile(data, { sheet: '拨付' }).toBuffer()
}

const types = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
const relations = (type: string, target: string) => `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`
const workbook = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'

/** A workbook whose cells are this XML, with other parts beside it. */
export function rawXlsx(rows: string, { head = '<?xml version="1.0"?>', parts = {} }: { head?: string; parts?: Record<string, Uint8Array> } = {}): Uint8Array {
  return zipSync({
    '[Content_Types].xml': strToU8(types), '_rels/.rels': strToU8(relations('officeDocument', 'xl/workbook.xml')), 'xl/workbook.xml': strToU8(`<?xml version="1.0"?>${workbook}`), 'xl/_rels/workbook.xml.rels': strToU8(relations('worksheet', 'worksheets/sheet1.xml')),
    'xl/worksheets/sheet1.xml': strToU8(`${head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`), ...parts,
  }, { level: 1 })
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
/** One row of text cells, as rawXlsx takes them; a cell that begins with < is taken as it is, its place written as {at}. */
export function rawRow(number: number, cells: readonly string[]): string {
  const cell = (text: string, index: number) => {
    const at = `${String.fromCharCode(65 + index)}${number}`
    return text.startsWith('<') ? text.replace('{at}', at) : `<c r="${at}" t="inlineStr"><is><t>${escape(text)}</t></is></c>`
  }
  return `<row r="${number}">${cells.map(cell).join('')}</row>`
}
