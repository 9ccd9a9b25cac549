// Counts as they are typed: whole numbers, or such with two decimals that are kept times a hundred.
import type { FieldReason } from '#contract/field-reasons.ts'
import type { Unit } from '#contract/reports/live-sources.ts'

export type ReadCount = { ok: true; value: number } | { ok: false; reason: FieldReason; limit?: number }

export function readCount(unit: Unit, text: string): ReadCount {
  const typed = text.normalize('NFKC').replace(/[\s,]/g, '')
  if (typed === '') return { ok: false, reason: 'required' }
  const decimals = unit === 'hundredths' ? 2 : 0
  const match = /^(\d{1,10})(?:\.(\d+))?$/.exec(typed)
  if (!match) return { ok: false, reason: 'wrong-type' }
  const fraction = match[2] ?? ''
  if (fraction.length > decimals) return { ok: false, reason: 'number-decimals', limit: decimals }
  return { ok: true, value: Number(`${match[1] ?? ''}${fraction.padEnd(decimals, '0')}`) }
}

/** For the box; reads back to the same value. */
export function writeCount(unit: Unit, value: number): string {
  return unit === 'hundredths' ? String(value / 100) : String(value)
}
