// Texts of notices for tests of the desk's pages.
import type { NoticeText } from '#contract/notices/desk-schema.ts'

export function aText(over: Partial<NoticeText> = {}): NoticeText {
  return {
    title: '贴息申报通知', documentNumber: '云市监〔2026〕8号', issuer: '县市场监管局', category: 'policy', writtenOn: '2026-11-20', validTo: null, sourceUrl: null, points: ['质押贷款可以申报贴息。'],
    facts: { who: '全县企业', until: null, amount: null, how: null }, body: [{ heading: '一、条件' }, { paragraph: '注册在本县。' }], interpretation: [], deadlines: [], programmeIds: [], source: '已与原文核对。', attachments: [], ...over,
  }
}
