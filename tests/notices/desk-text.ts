import type { NoticeText } from '#contract/notices/desk-schema.ts'

/** Whole and right: nothing stands in the way of it. */
export function aNotice(change: Partial<NoticeText> = {}): NoticeText {
  return {
    title: '关于办理专利转化补助的通知', documentNumber: '桓市监字〔2026〕1 号（示例）', issuer: '桓台县市场监督管理局', category: 'notice', writtenOn: '2026-11-20', validTo: '2027-12-31', sourceUrl: 'https://www.example.gov.cn/a',
    points: ['有发明专利的企业可以申请。'], facts: { who: '有发明专利的企业', until: '2026年12月31日', amount: null, how: '手机上申请' },
    body: [{ heading: '一、谁可以申请' }, { paragraph: '本县登记的企业。' }, { table: [['项目', '金额'], ['转化', '1 万元']] }], interpretation: [], deadlines: [{ id: 'apply', title: '申请截止', on: '2026-12-31' }], programmeIds: ['P05'], source: '示例', attachments: [], ...change,
  }
}
