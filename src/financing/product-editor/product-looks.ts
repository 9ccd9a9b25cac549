// Where a product stands, in words.
import type { EditedProduct, ProductAction } from '#contract/financing/editing-schema.ts'
import { dateOf, dateTime, shortDate } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'
import { amountWords, termWords } from '../product-words.ts'
import { previewLoan, wordsIn } from './product-fields.ts'
import { isLoan } from './product-work.ts'

export function lookOfProduct({ open, live }: EditedProduct): StatusLook {
  if (open?.state === 'proposed') return { word: '等县局核准', icon: 'stamp', tone: 'seal' }
  if (open?.returnedReason) return { word: '退回修改', icon: 'redo', tone: 'seal' }
  if (open) return { word: live ? '在改新一稿' : '草稿', icon: 'edit', tone: 'reed' }
  return { word: '企业看得到', icon: 'eye', tone: 'ok' }
}
export function titleOfProduct({ open, live }: EditedProduct): string {
  return wordsIn(open ?? live)?.title.trim() || '还没有名称'
}
/** Whose, how much, how long. */
export function aboutProduct(product: EditedProduct): string {
  const words = wordsIn(product.open ?? product.live)
  if (!words) return ''
  if (!isLoan(words)) return words.insurer.trim() || '保险'
  const loan = previewLoan(words, product)
  return `额度：${amountWords(loan)}；期限：${termWords(loan)}`
}
export function whenOfProduct({ open, live, takenDownAt }: EditedProduct): string {
  if (open?.state === 'proposed' && open.proposedAt) return `${dateTime(open.proposedAt)} 送核准`
  if (open) return `${open.savedBy ?? ''} ${dateTime(open.savedAt)} 存${takenDownAt ? '，已下线' : live ? '，线上是上一稿' : ''}`.trim()
  return live?.publishedAt ? `${shortDate(dateOf(live.publishedAt))}公布` : ''
}

export interface DeedWords { title: string; confirm: string; tone: 'primary' | 'seal'; follows: string; reason?: string; ready?: readonly string[]; done: string }
export function deedWords(action: Exclude<ProductAction, 'propose'>, { kind, live }: EditedProduct): DeedWords {
  switch (action) {
    case 'recall':
      return { title: '收回接着改？', confirm: '收回', tone: 'primary', follows: '收回以后可以改，改好再送核准。', done: '已收回' }
    case 'discard':
      return { title: '扔掉这一稿？', confirm: '扔掉', tone: 'seal', follows: live ? '线上的一稿不变。扔掉的找不回来。' : '扔掉的找不回来。', done: '已扔掉' }
    case 'publish':
      return { title: live ? '核准，换掉线上的一稿？' : '核准并公布？', confirm: '核准公布', tone: 'seal', follows: kind === 'loan' ? '企业马上看得到，不再标「示例」。利率、额度以银行写的为准，县局不担保。' : '企业马上看得到。', done: '已公布' }
    case 'return':
      return { title: '退回修改？', confirm: '退回', tone: 'seal', follows: '写的人会收到您的理由，改好再送。', reason: '要改什么', ready: ['写明利率由银行确定或以合同为准', '条件写得更清楚一些', '有保证获批的说法，请删掉'], done: '已退回' }
    case 'take-down':
      return { title: '马上下线？', confirm: '下线', tone: 'seal', follows: '企业马上看不到。内容留作草稿，改好再送核准可以重新上线。', reason: '为什么下线', ready: ['不再办理', '和实际不符，要改'], done: '已下线' }
  }
}
