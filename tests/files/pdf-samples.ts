// PDFs written by hand, byte by byte: what viewers open, and what hostile people send.
import { deflateSync } from 'node:zlib'

export interface PdfParts {
  /** Objects after the catalog (1), page tree (2) and page (3); the first is number 4. */
  extra?: string[]
  /** Added to the catalog, the page and the trailer dictionary. */
  catalog?: string
  page?: string
  trailer?: string
  pages?: number
}

/** A PDF of empty pages with a right cross-reference table. */
export function aPdf({ extra = [], catalog = '', page = '', trailer = '', pages = 1 }: PdfParts = {}): Buffer {
  const kids = Array.from({ length: pages }, (_, index) => `${index === 0 ? 3 : 3 + extra.length + index} 0 R`)
  const onePage = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${page} >>`
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages} >>`,
    onePage, ...extra, ...Array.from({ length: pages - 1 }, () => onePage),
  ]
  let text = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

/** An object stream holding these objects, numbered from `first`, as the text of an object for `extra`. */
export function anObjectStream(first: number, objects: string[], filter = '/FlateDecode'): string {
  let body = ''
  const table = objects.map((object, index) => {
    const entry = `${first + index} ${body.length}`
    body += `${object} `
    return entry
  }).join(' ') + ' '
  const plain = Buffer.from(table + body, 'latin1')
  const packed = filter === '' ? plain : deflateSync(plain)
  return `<< /Type /ObjStm /N ${objects.length} /First ${table.length} ${filter ? `/Filter ${filter}` : ''} /Length ${packed.length} >>\nstream\n${packed.toString('latin1')}\nendstream`
}

export const scriptAction = "<< /S /JavaScript /JS (app.alert('x')) >>"
