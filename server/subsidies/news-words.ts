// What changed in a scheme, in a few words, for people who follow it.
import type { FormNews } from '#contract/subsidies/scheme-changes.ts'

const parts: Record<FormNews['part'], string> = { field: '填写项', paper: '材料', condition: '条件', amount: '金额', batch: '受理时间' }
const verbs: Record<FormNews['kind'], string> = { added: '新增', changed: '改了', removed: '去掉了' }
/** What decides whether to apply comes before what is filled in. */
const order: readonly FormNews['part'][] = ['amount', 'condition', 'batch', 'paper', 'field']
const [mostSaid, longestLabel] = [3, 24]

function cut(label: string): string {
  const signs = [...label]
  return signs.length > longestLabel ? `${signs.slice(0, longestLabel).join('')}…` : label
}

/** Three of them by name, then how many there are: 改了金额「最高 10 万元」、新增材料「合同」等 5 处. Nothing changed: empty. */
export function newsWords(news: readonly FormNews[]): string {
  const said = news.toSorted((one, other) => order.indexOf(one.part) - order.indexOf(other.part)).slice(0, mostSaid).map(({ kind, part, label }) => `${verbs[kind]}${parts[part]}「${cut(label)}」`)
  return said.join('、') + (news.length > mostSaid ? `等 ${news.length} 处` : '')
}
