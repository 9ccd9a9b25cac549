// What a product, an insurance and their marks are called.
import type { Insurance, Mark, Product } from '#contract/financing/product-schema.ts'
import type { RightType } from '#contract/financing/words-schema.ts'
import { plainWan } from '#contract/identifiers/money.ts'

export const markWords: Record<Mark, string | null> = { confirmed: null, example: '示例', unverified: '待核' }
export const toBeGiven = '待主办单位提供'

const typeWords: Record<RightType, string> = {
  发明: '发明专利',
  实用新型: '实用新型专利',
  外观设计: '外观设计专利',
  trademark: '注册商标',
  software: '软件著作权',
  other: '其他知识产权',
}
export function typesWords(types: readonly RightType[]): string {
  return types.map((type) => typeWords[type]).join('、')
}

/** What a bank leaves open is its own to decide; what no bank has said yet is still to be given. */
const openWords = ({ bankId = null }: Partial<Pick<Product, 'bankId'>>) => (bankId === null ? toBeGiven : '由银行确定')

/** 50—2000 万元, 最高 2000 万元, 50 万元起. */
export function amountWords({ fromFen, toFen, ...whose }: Pick<Product, 'fromFen' | 'toFen'> & Partial<Pick<Product, 'bankId'>>): string {
  if (fromFen === null && toFen === null) return openWords(whose)
  if (toFen === null) return `${plainWan(fromFen ?? 0)} 万元起`
  if (fromFen === null) return `最高 ${plainWan(toFen)} 万元`
  return fromFen === toFen ? `${plainWan(toFen)} 万元` : `${plainWan(fromFen)}—${plainWan(toFen)} 万元`
}

/** 1—3 年 where both are whole years, else in months; 最长 3 年, 6 个月起. */
export function termWords({ fromMonths, toMonths, ...whose }: Pick<Product, 'fromMonths' | 'toMonths'> & Partial<Pick<Product, 'bankId'>>): string {
  if (fromMonths === null && toMonths === null) return openWords(whose)
  const isYears = (fromMonths ?? 0) % 12 === 0 && (toMonths ?? 0) % 12 === 0
  const [from, to, unit] = isYears ? [fromMonths === null ? null : fromMonths / 12, toMonths === null ? null : toMonths / 12, '年'] : [fromMonths, toMonths, '个月']
  if (to === null) return `${from} ${unit}起`
  if (from === null) return `最长 ${to} ${unit}`
  return from === to ? `${to} ${unit}` : `${from}—${to} ${unit}`
}

/** What comes back of the premium; null where nobody pays anything. */
export function subsidyWords({ subsidyPercent, subsidyCapFen }: Pick<Insurance, 'subsidyPercent' | 'subsidyCapFen'>): string | null {
  if (subsidyPercent === null) return null
  return `补保费的 ${subsidyPercent}%${subsidyCapFen === null ? '' : `，每家每年最高 ${plainWan(subsidyCapFen)} 万元`}`
}
