// Word files for tests: a good one as an office writes it (tests/fixtures/docx/ holds it; `node tests/notices/write-docx-sample.ts` makes it again), and zips put together by hand.
import { AlignmentType, BorderStyle, Document, ExternalHyperlink, FootnoteReferenceRun, HeadingLevel, ImageRun, LevelFormat, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType, type ParagraphChild } from 'docx'
import { zipSync, type Zippable } from 'fflate'
import sharp from 'sharp'

const body = (children: string | ParagraphChild[]) => new Paragraph({ indent: { firstLine: 640 }, children: typeof children === 'string' ? [new TextRun({ text: children, size: 32, font: '仿宋_GB2312' })] : children })
const cell = (text: string, more: { columnSpan?: number; rowSpan?: number; bold?: boolean } = {}) =>
  new TableCell({ ...(more.columnSpan ? { columnSpan: more.columnSpan } : {}), ...(more.rowSpan ? { rowSpan: more.rowSpan } : {}), children: [new Paragraph({ children: [new TextRun({ text, bold: more.bold ?? false })] })] })
const listed = (reference: string, level: number, text: string) => new Paragraph({ numbering: { reference, level }, children: [new TextRun({ text, size: 32 })] })

/** 600 × 300: three boxes, the way an application takes. */
export function samplePicture(): Promise<Buffer> {
  const box = { create: { width: 130, height: 80, channels: 3 as const, background: '#2f6fd0' } }
  return sharp({ create: { width: 600, height: 300, channels: 3, background: '#eef3fb' } }).composite([40, 235, 430].map((left) => ({ input: box, left, top: 110 }))).png().toBuffer()
}

/** A notice as the county's offices write them: red head, number, title, numbered parts, a table with merged cells, lists, a picture, a link, a footnote, who signed and when. */
export async function goodDocx(): Promise<Buffer> {
  const document = new Document({
    footnotes: { 1: { children: [new Paragraph('以上年度统计口径为准。')] } },
    numbering: {
      config: [
        { reference: 'parts', levels: [{ level: 0, format: LevelFormat.CHINESE_COUNTING, text: '%1、', alignment: AlignmentType.LEFT }] },
        { reference: 'papers', levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.LEFT }, { level: 1, format: LevelFormat.BULLET, text: '\uf0b7', alignment: AlignmentType.LEFT }] },
      ],
    },
    sections: [{
      children: [
        new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ text: '桓台县市场监督管理局文件', color: 'FF0000', size: 72, bold: true, font: '方正小标宋简体' })] }),
        new Paragraph({ alignment: AlignmentType.CENTER, border: { bottom: { style: BorderStyle.SINGLE, color: 'FF0000', size: 12, space: 1 } }, children: [new TextRun({ text: '桓市监发〔2026〕12号', size: 32 })] }),
        new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ text: '桓台县市场监督管理局', size: 44 })] }),
        new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ text: '关于组织申报2026年度专利奖励的通知', size: 44 })] }),
        new Paragraph(''),
        new Paragraph({ children: [new TextRun({ text: '各镇人民政府，各街道办事处，各有关企业：', size: 32 })] }),
        body('　　为鼓励企业创造和运用专利，现就2026年度专利奖励申报有关事项通知如下。'),
        new Paragraph({ heading: HeadingLevel.HEADING_1, numbering: { reference: 'parts', level: 0 }, children: [new TextRun('申报范围')] }),
        body([new TextRun({ text: '在桓台县登记的企业，', size: 32 }), new TextRun({ text: '2025年1月1日至12月31日', size: 32, bold: true }), new TextRun({ text: '授权的发明专利', size: 32 }), new FootnoteReferenceRun(1), new TextRun({ text: '。详见', size: 32 }), new ExternalHyperlink({ link: 'https://www.huantai.gov.cn/zhuanli', children: [new TextRun({ text: '县政府网站', style: 'Hyperlink', size: 32 })] }), new TextRun({ text: '。', size: 32 })]),
        new Paragraph({ heading: HeadingLevel.HEADING_1, numbering: { reference: 'parts', level: 0 }, children: [new TextRun('奖励标准')] }),
        new Table({
          width: { size: 100, type: WidthType.PERCENTAGE },
          rows: [
            new TableRow({ children: [cell('类别', { bold: true }), cell('奖励金额', { bold: true, columnSpan: 2 })] }),
            new TableRow({ children: [cell('发明专利', { rowSpan: 2 }), cell('国内授权'), cell('2000元/件')] }),
            new TableRow({ children: [cell('国外授权'), cell('10000元/件')] }),
          ],
        }),
        body('（一）同一企业全年不超过10万元。'),
        body('（二）申报材料'),
        listed('papers', 0, '专利奖励申请表，一式两份'),
        listed('papers', 1, '法定代表人签字'),
        listed('papers', 1, '加盖公章'),
        listed('papers', 0, '专利证书复印件'),
        new Paragraph({ heading: HeadingLevel.HEADING_1, numbering: { reference: 'parts', level: 0 }, children: [new TextRun('申报流程')] }),
        new Paragraph({ alignment: AlignmentType.CENTER, children: [new ImageRun({ type: 'png', data: await samplePicture(), transformation: { width: 400, height: 200 }, altText: { name: '流程图', title: '流程图', description: '申报流程：网上填报、县局审核、公示拨付' } })] }),
        body('请于2026年12月20日前通过知企通申报。联系电话：0533-0000000。'),
        new Paragraph(''),
        new Paragraph({ alignment: AlignmentType.RIGHT, children: [new TextRun({ text: '桓台县市场监督管理局', size: 32 })] }),
        new Paragraph({ alignment: AlignmentType.RIGHT, children: [new TextRun({ text: '二〇二六年十一月二十三日', size: 32 })] }),
      ],
    }],
  })
  return Packer.toBuffer(document)
}

export const contentTypes = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/><Default Extension="svg" ContentType="image/svg+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
export const packageRelations = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
export const relations = (inner: string) => `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`
const namespaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
export const documentXml = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?><w:document ${namespaces}><w:body>${inner}</w:body></w:document>`
export const para = (text: string, properties = '') => `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
export const pictureXml = (id: string) => `<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="图"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="${id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`

/** A Word file of these parts; `more` replaces or adds files by name. */
export function handDocx(inner: string, more: Record<string, string | Uint8Array> = {}): Buffer {
  const parts: Record<string, string | Uint8Array> = { '[Content_Types].xml': contentTypes, '_rels/.rels': packageRelations, 'word/document.xml': documentXml(inner), ...more }
  const zippable: Zippable = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? new TextEncoder().encode(part) : part]))
  return Buffer.from(zipSync(zippable, { mtime: new Date('2026-01-01T00:00:00Z') }))
}
