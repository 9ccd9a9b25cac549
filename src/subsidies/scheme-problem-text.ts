// What the content check found in a scheme, in an officer's words; shown beside the place it is about.
import type { SchemeReason } from '#contract/subsidies/scheme-reasons.ts'
import type { SchemeProblem } from '#contract/subsidies/scheme-schema.ts'

const sentences: Record<SchemeReason, string> = {
  empty: '还没有填。',
  'too-long': '太长了，最多 {about} 个字。',
  'too-many': '太多了，最多 {about} 个。',
  repeated: '「{about}」有两个，改掉一个。',
  'bad-name': '「{about}」不能当内部名：用英文字母开头，只有字母和数字。',
  'money-name': '金额的内部名要以 Fen 结尾。',
  'no-field': '申报表里没有「{about}」这一项。',
  'no-paper': '材料里没有「{about}」这一份。',
  'no-fact': '没有「{about}」这个依据。',
  'no-right': '台账里不数「{about}」。',
  'no-profile': '企业资料里没有「{about}」。',
  'no-scheme': '没有编号「{about}」的项目。',
  'no-library': '资料库里没有「{about}」这一类。',
  'unused-fact': '没有条件用到它，删掉，或写一条条件。',
  'fact-field': '要选从哪一项取。',
  'field-type': '「{about}」的类型对不上。',
  'not-patent': '「{about}」不是专利号。',
  'one-value': '要填比较的值，或选比较的填项，只能一种。',
  'order-kind': '大于、小于只能比数和日期。',
  'list-value': '「是其中之一」要一组值，别的只要一个值。',
  'never-value': '这一项不会是「{about}」。',
  'min-above-max': '最小值比最大值大。',
  decimals: '小数位数在 0 到 8 之间。',
  pattern: '写法要求读不懂。',
  'pattern-risky': '写法要求太复杂，会让提交变慢。',
  'row-sensitive': '按行填的不能填账号。',
  payee: '收款账户这一段要有三项：户名（从企业资料带出）、开户银行、银行账号（加密）。',
  'one-scan': '只能有一份材料是盖章后回传的。',
  'scan-origin': '只有自动生成的表格才要盖章回传。',
  'paper-size': '每份大小在 1 到 {about} MB 之间。',
  percent: '百分比要大于 0，不超过 100，最多四位小数。',
  'not-above-zero': '金额要大于 0。',
  'no-tiers': '还没有分档。',
  'first-step': '第一步要是企业提交。',
  'accepted-step': '缺「受理」这一步。',
  'last-step': '最后一步要是拨付或归档。',
  'one-submit': '只有第一步能是企业提交。',
  'step-order': '「{about}」排错了次序：受理、审核、核准、公示、拨付。',
  workdays: '工作日在 0 到 250 之间。',
  'no-date': '不是日期。',
  'no-time': '不是时间。',
  'closes-before-opens': '截止比开始早。',
  'outside-validity': '批次超出了文件的有效期。',
  overlap: '和前一批重叠：「{about}」开始时，前一批还没截止。',
  'valid-to': '失效日比生效日早。',
  'no-basis': '没有依据文件。',
  'no-batch': '要受理，先写一个批次。',
  'basis-unverified': '依据文件没有一份核对过。核对后勾上，才能开放受理。',
  'amount-example': '金额没有文件依据，页面会标「示例」，不能开放受理。',
  'claim-item': '查重的费用项：写一个词，或选一个填项，只能一种。',
  'claim-year': '按填项的年份查重，要选是哪一项。',
}

/** In the demonstration what only hinders opening is a warning. */
const inDemo: Partial<Record<SchemeReason, string>> = {
  'basis-unverified': '依据文件没有一份核对过。演示里可以开放，正式使用要先核对。',
  'amount-example': '金额没有文件依据，页面会标「示例」。演示里可以开放，正式使用要先有文件。',
}

export function schemeProblemText({ reason, about, blocks }: Pick<SchemeProblem, 'reason' | 'about' | 'blocks'>): string {
  return ((blocks ? undefined : inDemo[reason]) ?? sentences[reason]).replace('{about}', about ?? '')
}
