// How the county's figures are written, on the page and in the table alike. Pure.
import { formatWan, plainWan } from '../identifiers/money.ts'
import { planStateOf } from './county-rules.ts'
import type { Unit } from './live-sources.ts'
import type { Indicator, Plan } from './targets-schema.ts'

/** Without its unit: 12, 10.50, 15,000.00. */
export function figureWords(unit: Unit, value: number): string {
  if (unit === 'fen') return grouped(formatWan(value))
  return unit === 'hundredths' ? grouped((value / 100).toFixed(2)) : grouped(String(value))
}

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const parts = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? parts : `${parts}.${fraction}`
}

/** 每年不少于 10 笔; 方案期末不少于 6,500 件; an aim without a number as it is; '' for none. */
export function targetWords({ target, aim, unit, unitWord }: Pick<Indicator, 'target' | 'aim' | 'unit' | 'unitWord'>): string {
  if (target === null) return aim ?? ''
  const value = unit === 'fen' ? grouped(plainWan(target.value)) : unit === 'hundredths' ? String(target.value / 100) : grouped(String(target.value))
  return `${target.span === 'year' ? '每年' : '方案期末'}${target.direction === 'more-than' ? '超过' : '不少于'} ${value} ${unitWord}`
}

/** What a year is to the plan. */
export function planWords(plan: Pick<Plan, 'fromYear' | 'toYear'>, year: number): string {
  const span = `${plan.fromYear}—${plan.toYear} 年`
  const state = planStateOf(plan, year)
  return state === 'running' ? `方案期 ${span}` : state === 'over' ? `参照（方案期 ${span}已满）` : `参照（方案期 ${span}，还没有开始）`
}

/** What is said where nobody has entered anything. */
export const notGiven = '待主办单位提供'
export const unconfirmed = '口径待主办单位确认'
/** Fewer than five of firms that are counted without being named. */
export const tooFew = '不到 5 家，不显示'
