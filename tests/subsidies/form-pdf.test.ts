import { beforeAll, describe, expect, it } from 'vitest'
import { computeAmount } from '#contract/subsidies/amount.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { loadContent, type Content } from '#server/content.ts'
import { buildForm, type FormSource } from '#server/subsidies/form/build-form.ts'
import { drawForm } from '#server/subsidies/form/draw-form.ts'
import { balanced, rowTexts } from '#server/pdf/line-breaks.ts'
import { printForm } from '#server/subsidies/form/print-form.ts'
import type { PrintedForm } from '#server/subsidies/form/printed-form.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { embeddedFonts, readPdf } from './pdf-reading.ts'

const today = '2026-11-23'
const firmOf40 = '桓台苇畔高端含氟特种新材料与精密机械密封装备研究开发制造集团股份有限公司淄川分厂'
let content: Content
beforeAll(() => {
  content = loadContent('content/huantai', { demo: true })
})

function aScheme(id: string): Programme {
  const programme = content.programme(id, today)
  if (!programme) throw new Error(`no scheme ${id}`)
  return programme
}

function aForm(id: string, overrides: Answers = {}, application: Partial<FormSource['application']> = {}): PrintedForm {
  const programme = aScheme(id)
  const answers = sampleAnswers(id, overrides)
  const page = { id: 'page', position: 1, file: { id: 'file', name: '', mediaType: 'application/pdf' as const, sizeBytes: 1, sha256: '', pages: 3, width: null, height: null, createdAt: '' } }
  return buildForm({
    application: {
      id: '3f2b8a90-1111-4222-8333-444455556666', number: 'HT2026-TX-0042', state: 'submitted', programmeTitle: programme.title, papers: programme.papers.map((paper) => ({ ...page, paperId: paper.id })),
      amount: computeAmount(programme, answers), savedAt: '2026-11-23T02:08:00.000Z', submittedAt: '2026-11-23T02:08:00.000Z', ...application,
    },
    programme, answers, office: content.county.office, publicUrl: 'https://ip.example.gov.cn',
  })
}

describe('the application form as PDF', () => {
  it.each(['P01', 'P02', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'P09'])('of %s says everything the firm gave, with places for seal and signatures', async (id) => {
    const form = aForm(id)
    const { text, pages } = await readPdf(await drawForm(form))
    const plain = text.replaceAll(' ', '')
    for (const part of form.sections.flatMap((section) => section.parts)) {
      if (part.kind === 'fact') expect(plain).toContain((part.value ?? part.label).replaceAll(' ', ''))
      if (part.kind === 'question') expect(plain).toContain(part.label.replaceAll(' ', ''))
      if (part.kind === 'rows') for (const cell of part.rows.flat()) expect(plain).toContain(cell.replaceAll(' ', ''))
    }
    for (const words of [...form.statement, ...form.papers.map((paper) => paper.name), ...form.opinions.map((opinion) => opinion.title)]) expect(plain).toContain(words.replaceAll(' ', ''))
    for (const words of ['编号：HT2026-TX-0042', '申请表', '法定代表人（签字）：', '经办人（签字）：', '单位（盖公章）：']) expect(plain).toContain(words)
    pages.forEach((page, index) => expect(page.text.replaceAll(' ', '')).toContain(`第${index + 1}页/共${pages.length}页`))
  }, 30_000)

  it('is the same bytes for the same data, in this thread and in another', async () => {
    const [once, again] = [await drawForm(aForm('P02')), await drawForm(aForm('P02'))]
    expect(again.equals(once)).toBe(true)
    expect(Buffer.from(await printForm(aForm('P02'))).equals(once)).toBe(true)
    const { info } = await readPdf(once)
    expect(info).toMatchObject({ CreationDate: 'D:20261123020800Z', Language: 'zh-CN' })
    expect((await drawForm(aForm('P02', { feeFen: 8_000_100 }))).equals(once)).toBe(false)
  }, 30_000)

  it('carries small subsets of its two weights with an outline for every character', async () => {
    const bytes = await drawForm(aForm('P05'))
    const fonts = embeddedFonts(bytes)
    expect(fonts.map((font) => font.name.replace(/^[A-Z]{6}\+/, '')).sort()).toEqual(['NotoSansSC-Bold', 'NotoSansSC-Regular'])
    expect(fonts.every((font) => /^[A-Z]{6}\+/.test(font.name))).toBe(true)
    const used = new Set((await readPdf(bytes)).text.replaceAll(/\s/g, ''))
    expect(fonts.reduce((sum, font) => sum + font.outlines, 0)).toBeGreaterThanOrEqual(used.size)
    expect(bytes.length).toBeLessThan(200_000)
  }, 30_000)

  it('holds a firm with 40 characters and 30 patents with the longest titles, headings repeated, nothing beyond the margins', async () => {
    expect([...firmOf40]).toHaveLength(40)
    const longest = '一种用于高温高压强腐蚀工况的复合含氟密封材料及其制备方法、'.repeat(5).slice(0, 120)
    const patents = Array.from({ length: 30 }, (_, index) => ({ patentNo: 'ZL201710601862.3', patentTitle: `${index + 1}号${longest}`.slice(0, 120), patentType: '发明', grantDate: '2019-08-20' }))
    const { pages, text } = await readPdf(await drawForm(aForm('P01', { companyName: firmOf40, patents, loanContractNo: 'A'.repeat(60) })))
    expect(text).toContain(firmOf40)
    expect(text).toContain('A'.repeat(60))
    for (const { patentTitle } of patents) expect(text).toContain(patentTitle)
    expect(pages.length).toBeLessThanOrEqual(9)
    for (const { pieces } of pages) {
      expect(Math.min(...pieces.map((piece) => piece.left))).toBeGreaterThanOrEqual(50)
      expect(Math.max(...pieces.map((piece) => piece.right))).toBeLessThanOrEqual(545)
      expect(Math.min(...pieces.map((piece) => piece.bottom))).toBeGreaterThan(20)
    }
    // Every further page opens with a heading: rows are never cut and never come without one.
    for (const page of pages.slice(1)) expect(page.text).toMatch(/^[一二三四五六七八九十]+、/)
  }, 30_000)

  it('ends with the last table, however little room that leaves: no empty page', async () => {
    for (let lines = 1; lines <= 12; lines += 1) {
      const { pages } = await readPdf(await drawForm(aForm('P02', { companyName: firmOf40, assessOrg: '示例资产评估有限公司'.repeat(lines * 2) }, { number: null, state: 'draft', submittedAt: null, papers: [] })))
      for (const page of pages) expect(page.pieces.some((piece) => piece.bottom > 100), `with ${lines} more lines`).toBe(true)
    }
  }, 60_000)

  it('loses nothing of a text longer than a page', async () => {
    const demand = Array.from({ length: 200 }, (_, index) => `第${index + 1}条需求`).join('\n')
    const { text } = await readPdf(await drawForm(aForm('P08', { demand })))
    for (let index = 1; index <= 200; index += 1) expect(text).toContain(`第${index}条需求`)
  }, 30_000)

  it('says of a draft that it is one, and what is missing for the sum', async () => {
    const { text } = await readPdf(await drawForm(aForm('P02', { feeFen: undefined }, { number: null, state: 'draft', submittedAt: null, papers: [] })))
    expect(text).toContain('草稿，还没有提交，没有编号')
    expect(text).toContain('还差：实际发生的费用')
    expect(text).not.toContain('HT2026')
  }, 30_000)

  it('marks invented figures as examples and writes the sum in capitals', async () => {
    const { text } = await readPdf(await drawForm(aForm('P02')))
    expect(text).toContain('【示例】')
    expect(text).toContain('人民币肆万元整')
    expect((await readPdf(await drawForm(aForm('P03')))).text).not.toContain('【示例】')
  }, 30_000)

  it('keeps rare characters and shows where the font lacks one', async () => {
    const { text } = await readPdf(await drawForm(aForm('P08', { legalPerson: '周㛃䶮', contactName: '李𠮷\u200b' })))
    expect(text).toContain('周㛃䶮')
    expect(text).toContain('李〓')
    expect(text).toContain('〓 处是字库里没有的字')
  }, 30_000)
})

describe('a line', () => {
  it('that takes two breaks at a pause near the middle, and never inside a number', () => {
    expect(balanced('贷款银行', 10)).toBe('贷款银行')
    expect(balanced('ISO 56005 分级（如申报）', 10)).toBe('ISO 56005 分级\n（如申报）')
    expect(balanced('这段时间实际支付的利息', 10)).toBe('这段时间实际\n支付的利息')
  })

  it('by line fills rows that fit on a page', () => {
    const rows = rowTexts('一\n'.repeat(50), 30)
    expect(rows.length).toBeGreaterThan(2)
    expect(rows.join('\n')).toBe('一\n'.repeat(50))
    expect(rowTexts('字'.repeat(3000), 30).join('')).toBe('字'.repeat(3000))
  })
})
