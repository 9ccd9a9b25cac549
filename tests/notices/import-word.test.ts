// A Word file as it comes in, block by block, and the frame of an official document as offices vary it.
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readChineseDate } from '#server/notices/import-front.ts'
import { readWordFile } from '#server/notices/import-reading.ts'
import { writeNumber } from '#server/notices/docx-numbering.ts'
import { goodDocx, handDocx, para, relations } from './docx-samples.ts'

const centred = (text: string, size = 44, color = '') => `<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="${size}"/>${color ? `<w:color w:val="${color}"/>` : ''}</w:rPr><w:t>${text}</w:t></w:r></w:p>`
const right = (text: string) => para(text, '<w:jc w:val="right"/>')
const numbered = (text: string, id: number, level = 0) => para(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr>`)
const level = (at: number, format: string, text: string) => `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`
const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const numbering = `<w:numbering ${w}><w:abstractNum w:abstractNumId="1">${level(0, 'chineseCounting', '%1、')}${level(1, 'chineseCounting', '（%2）')}${level(2, 'decimal', '%3.')}</w:abstractNum><w:abstractNum w:abstractNumId="2">${level(0, 'decimal', '%1.')}${level(1, 'lowerLetter', '%2)')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`
const styles = `<w:styles ${w}><w:style w:type="paragraph" w:styleId="a5"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="gw"><w:name w:val="公文二级标题"/></w:style></w:styles>`
const read = (inner: string, more: Record<string, string | Uint8Array> = {}) => readWordFile(handDocx(inner, more))

const picture = { picture: expect.any(String), alt: '申报流程：网上填报、县局审核、公示拨付', width: 1, height: 1 }
const good = [
  { paragraph: '各镇人民政府，各街道办事处，各有关企业：' },
  { paragraph: '为鼓励企业创造和运用专利，现就2026年度专利奖励申报有关事项通知如下。' },
  { heading: '一、申报范围' },
  { paragraph: [{ text: '在桓台县登记的企业，' }, { text: '2025年1月1日至12月31日', bold: true }, { text: '授权的发明专利。详见' }, { text: '县政府网站', href: 'https://www.huantai.gov.cn/zhuanli' }, { text: '。' }] },
  { heading: '二、奖励标准' },
  { table: [['类别', '奖励金额', '奖励金额'], ['发明专利', '国内授权', '2000元/件'], ['发明专利', '国外授权', '10000元/件']] },
  { paragraph: '（一）同一企业全年不超过10万元。' },
  { heading: '（二）申报材料', small: true },
  { list: [{ words: '专利奖励申请表，一式两份', list: ['法定代表人签字', '加盖公章'] }, '专利证书复印件'], ordered: true },
  { heading: '三、申报流程' },
  picture,
  { paragraph: '请于2026年12月20日前通过知企通申报。联系电话：0533-0000000。' },
  { paragraph: '桓台县市场监督管理局', align: 'right' },
  { paragraph: '二〇二六年十一月二十三日', align: 'right' },
]

describe('a Word file of an office', () => {
  it.each([['as it is kept', () => readFile(new URL('../fixtures/docx/notice.docx', import.meta.url))], ['as it is made now', goodDocx]])('comes in clean, %s', async (_, bytes) => {
    const { pictures, ...answer } = await readWordFile(await bytes())
    expect(answer).toEqual({
      title: '桓台县市场监督管理局关于组织申报2026年度专利奖励的通知', documentNumber: '桓市监发〔2026〕12号', issuer: '桓台县市场监督管理局', writtenOn: '2026-11-23',
      blocks: good, left: [{ kind: 'footnote', count: 1 }, { kind: 'merged-cells', count: 2 }],
    })
    expect(pictures.length).toBe(1)
  })

  it('keeps the numbers Word writes by itself; only 1. 2. 3. become a list of ours', async () => {
    const { blocks } = await read(numbered('总体要求', 1) + numbered('目标', 1, 1) + numbered('到年底，全县有效专利达到五百件。', 1, 2) + numbered('任务', 1, 1) + numbered('保障措施', 1) + numbered('甲', 2) + numbered('乙', 2) + para('另外') + numbered('丙', 2) + numbered('丁', 3) + numbered('其一', 3, 1), { 'word/numbering.xml': numbering })
    expect(blocks).toEqual([{ heading: '一、总体要求' }, { heading: '（一）目标', small: true }, { list: ['到年底，全县有效专利达到五百件。'], ordered: true }, { heading: '（二）任务', small: true }, { heading: '二、保障措施' }, { list: ['甲', '乙'], ordered: true }, { paragraph: '另外' }, { paragraph: '3. 丙' }, { paragraph: '1. 丁' }, { paragraph: 'a) 其一' }])
  })

  it('knows headings by their styles, also Chinese ones', async () => {
    const styled = (text: string, id: string) => para(text, `<w:pStyle w:val="${id}"/>`)
    const { title, blocks } = await read(styled('办事指南', 'a5') + styled('材料', '1') + styled('原件', 'gw') + para('带身份证。'), { 'word/styles.xml': styles })
    expect([title, blocks]).toEqual(['办事指南', [{ heading: '材料' }, { heading: '原件', small: true }, { paragraph: '带身份证。' }]])
  })

  it.each([['桓政办字〔2026〕12号', '桓政办字〔2026〕12号'], ['桓政办字[2026]12号', '桓政办字〔2026〕12号'], ['桓市监函（2026）第3号　　　签发人：张三', '桓市监函〔2026〕3号'], ['桓 政 发 【2025】 7 号', '桓政发〔2025〕7号'], ['第12号', null], ['2026年12号', null]])('reads the number %s as %s', async (written, expected) => {
    const { documentNumber } = await read(centred('桓台县人民政府办公室文件', 72, 'FF0000') + centred(written, 32) + centred('关于开展质押融资贴息的通知') + para('各企业：') + para('现通知如下。'))
    expect(documentNumber).toBe(expected)
  })

  it('takes title lines, red head and number out, and leaves the signature', async () => {
    const answer = await read(centred('桓台县人民政府办公室文件', 72, 'E00000') + centred('桓政办字〔2026〕12号', 32) + centred('桓台县人民政府办公室') + centred('关于印发《桓台县知识产权') + centred('质押融资办法》的通知') + para('各镇：') + para('现印发给你们。') + right('桓台县人民政府办公室') + right('2026年3月5日') + para('（此件公开发布）'))
    expect(answer).toMatchObject({ title: '桓台县人民政府办公室关于印发《桓台县知识产权质押融资办法》的通知', documentNumber: '桓政办字〔2026〕12号', issuer: '桓台县人民政府办公室', writtenOn: '2026-03-05' })
    expect(answer.blocks).toEqual([{ paragraph: '各镇：' }, { paragraph: '现印发给你们。' }, { paragraph: '桓台县人民政府办公室', align: 'right' }, { paragraph: '2026年3月5日', align: 'right' }, { paragraph: '（此件公开发布）' }])
  })

  it('has no frame where there is none: everything is text', async () => {
    expect(await read(para('今天下午两点在三楼会议室开会，请带好材料。') + para('会议大约一个小时。'))).toMatchObject({ title: null, documentNumber: null, issuer: null, writtenOn: null, blocks: [{ paragraph: '今天下午两点在三楼会议室开会，请带好材料。' }, { paragraph: '会议大约一个小时。' }] })
  })

  it('counts boxes, drawings, comments and footnotes, and leaves what was deleted', async () => {
    const box = '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p/></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>'
    const line = '<w:p><w:r><w:pict><v:line/></w:pict></w:r></w:p>'
    const text = '<w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:r><w:commentReference w:id="0"/><w:footnoteReference w:id="2"/></w:r></w:p>'
    const { blocks, left } = await read(text + box + line)
    expect([blocks, [...left].sort((one, other) => one.kind.localeCompare(other.kind))]).toEqual([[{ paragraph: '留增' }], [{ kind: 'comment', count: 1 }, { kind: 'drawing', count: 1 }, { kind: 'footnote', count: 1 }, { kind: 'text-box', count: 1 }]])
  })

  it('reads files that call their prefixes otherwise, as other programs do', async () => {
    const strange = '<a:document xmlns:a="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><a:body><a:p><a:pPr><a:jc a:val="center"/></a:pPr><a:r><a:t>居中的一行，不是标题。</a:t></a:r></a:p></a:body></a:document>'
    expect((await read('', { 'word/document.xml': strange })).blocks).toEqual([{ paragraph: '居中的一行，不是标题。', align: 'center' }])
  })

  it('takes links of the web, and no other', async () => {
    const link = (id: string) => `<w:p><w:hyperlink r:id="${id}"><w:r><w:t>${id}</w:t></w:r></w:hyperlink></w:p>`
    const hyper = (id: string, target: string) => `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="${target}" TargetMode="External"/>`
    const { blocks, left } = await read(link('r1') + link('r2') + link('r3'), { 'word/_rels/document.xml.rels': relations(hyper('r1', 'http://a.cn/b?c=1&amp;d=2') + hyper('r2', 'java&#10;script:alert(1)') + hyper('r3', 'file:///C:/x.docx')) })
    expect([blocks, left]).toEqual([[{ paragraph: [{ text: 'r1', href: 'http://a.cn/b?c=1&d=2' }] }, { paragraph: 'r2' }, { paragraph: 'r3' }], [{ kind: 'link', count: 2 }]])
  })
})

describe('numbers and dates', () => {
  it.each([[1, 'chineseCounting', '一'], [10, 'chineseCounting', '十'], [21, 'chineseCountingThousand', '二十一'], [105, 'chineseCounting', '一百〇五'], [3, 'decimalEnclosedCircle', '③'], [28, 'lowerLetter', 'bb'], [9, 'lowerRoman', 'ix'], [2, 'ideographTraditional', '乙'], [7, 'cardinalText', '7']])('%d in %s is %s', (number, format, text) => expect(writeNumber(number, format)).toBe(text))
  it.each([['二〇二六年十一月二十三日', '2026-11-23'], ['二○二六年三月十日', '2026-03-10'], ['2026年3月5日', '2026-03-05'], ['２０２６ 年 12 月 31 日', '2026-12-31'], ['2026年2月30日', null], ['2026-03-05', null], ['二〇二六年三月', null]])('%s is %s', (text, date) => expect(readChineseDate(text)).toBe(date))
})
