import { describe, expect, it } from 'vitest'
import { quietHtml, readPaste, readPlainPaste } from '#client/notices/read-paste.ts'

/** As Word puts it on the clipboard: lists are paragraphs with a label, styles everywhere. */
const fromWord = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><style><!-- p.MsoNormal {margin:0} @list l0 {mso-list-id:1} --></style></head><body lang=ZH-CN>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->
<p class=MsoNormal align=center style='text-align:center'><span style='font-size:22.0pt;font-family:方正小标宋'>关于组织<span lang=EN-US>2026</span>年专利奖励申报的通知<o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal>各镇（街道）、<b>各企业</b>：</p>
<p class=MsoNormal>一、申报范围</p>
<p class=MsoNormal>　　桓台县内的&nbsp;企业，见<a href="https://example.gov.cn/a b">通知</a>，<a href="javascript:alert(1)">点这里</a>。</p>
<p class=MsoListParagraph style='margin-left:18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span><![endif]>申请表</p>
<p class=MsoListParagraph style='margin-left:36.0pt;mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>l<span>&nbsp;</span></span>盖章</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span>&nbsp;</span></span>证书复印件</p>
<table class=MsoTableGrid><tr><td><p><b>类别</b></p></td><td colspan=2><p>金额</p></td></tr><tr><td rowspan=2><p>发明</p></td><td>国内</td><td>2000</td></tr><tr><td>国外</td><td>5000</td></tr></table>
<p align=right style='text-align:right'>桓台县市场监督管理局</p></body></html>`

describe('what is pasted', () => {
  it('out of Word comes in as lists, tables and words', () => {
    expect(readPaste(fromWord)).toEqual({
      blocks: [
        { paragraph: '关于组织2026年专利奖励申报的通知', align: 'center' },
        { paragraph: [{ text: '各镇（街道）、' }, { text: '各企业', bold: true }, { text: '：' }] },
        { heading: '一、申报范围' },
        { paragraph: [{ text: '桓台县内的 企业，见' }, { text: '通知', href: 'https://example.gov.cn/ab' }, { text: '，点这里。' }] },
        { list: [{ words: '申请表', list: ['盖章'] }, '证书复印件'], ordered: true },
        { table: [['类别', '金额', '金额'], ['发明', '国内', '2000'], ['发明', '国外', '5000']] },
        { paragraph: '桓台县市场监督管理局', align: 'right' },
      ],
      left: [{ kind: 'link', count: 1 }, { kind: 'merged-cells', count: 2 }],
    })
  })
  it('gives the browser no style and no handler to report, and is read all the same', () => {
    const quiet = quietHtml(`${fromWord}<p onclick="a()" STYLE = 'color:red' title="x>y">字<img src=x/onerror=b()></p>`)
    expect(quiet).not.toMatch(/<style|[\s"'/](style|on[a-z]+)\s*=/i)
    expect(readPaste(quiet)).toEqual(readPaste(`${fromWord}<p>字<img src=x></p>`))
    const long = '<a'.repeat(1_000_000)
    expect(quietHtml(long)).toBe(long)
  })
  it('as plain text is a paragraph a line', () => {
    expect(readPlainPaste('一、范围\r\n　　全县企业。\n\n（一）条件\n1.有专利')).toEqual({ blocks: [{ heading: '一、范围' }, { paragraph: '全县企业。' }, { heading: '（一）条件', small: true }, { paragraph: '1.有专利' }], left: [] })
  })
  it('out of a web page keeps its lists and their order', () => {
    const html = '<h1>办事指南</h1><h2>材料</h2><ol><li>甲<ul><li>子<ul><li>孙</li></ul></li></ul></li><li><p>乙</p><p>续</p></li></ol><ol start=3><li>丙</li></ol><h3>时间</h3><blockquote>五日内</blockquote><p>一<br>二</p><img src="https://x/y.png" alt="图">'
    expect(readPaste(html)).toEqual({
      blocks: [{ heading: '办事指南' }, { heading: '材料', small: true }, { list: [{ words: '甲', list: ['子', '孙'] }, '乙 续', '丙'], ordered: true }, { heading: '时间', small: true }, { quote: '五日内' }, { paragraph: '一' }, { paragraph: '二' }],
      left: [{ kind: 'deep-list', count: 1 }, { kind: 'picture-kind', count: 1 }],
    })
  })
})
