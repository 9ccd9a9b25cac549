// Money is an integer number of fen everywhere; text only at the edges. No floating point on the way.

export type MoneyReason = 'money-format' | 'money-negative' | 'money-comma' | 'money-decimals' | 'money-unsafe'
/** `limit` of money-decimals: decimals allowed. */
export type ParsedMoney = { ok: true; fen: number } | { ok: false; reason: MoneyReason; limit?: number }

/** 元 with at most two decimals: 80000, 80000.5, 80000.50. No sign, comma, exponent, full width or Chinese figures. */
export function parseMoneyYuan(text: string): ParsedMoney {
  return parseDecimal(text, 2)
}

/** 万元 with at most six decimals (the sixth is one fen): 8, 8.00, 0.000001. */
export function parseMoneyWan(text: string): ParsedMoney {
  return parseDecimal(text, 6)
}

function parseDecimal(text: string, decimals: number): ParsedMoney {
  const typed = text.trim()
  if (/^-/.test(typed)) return { ok: false, reason: 'money-negative' }
  if (/^\d{1,3}([,，]\d{3})+(\.\d+)?$/.test(typed)) return { ok: false, reason: 'money-comma' }
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(typed)
  if (!match) return { ok: false, reason: 'money-format' }
  const [whole, fraction] = [match[1] ?? '0', match[2] ?? '']
  if (fraction.length > decimals) return { ok: false, reason: 'money-decimals', limit: decimals }
  const fen = BigInt(whole + fraction.padEnd(decimals, '0'))
  return fen > BigInt(Number.MAX_SAFE_INTEGER) ? { ok: false, reason: 'money-unsafe' } : { ok: true, fen: Number(fen) }
}

/** For reading: 8000000 → 80,000; 8000050 → 80,000.50. Without the unit. */
export function formatYuan(fen: number): string {
  const [whole, fraction] = plainYuan(fen).split('.')
  const grouped = (whole ?? '0').replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** For reading: 8000000 → 8.00; 123456 → 0.123456. At least two decimals, as many more as the sum needs. Without the unit. */
export function formatWan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(7, '0')
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -6)}.${fraction}`
}

/** For an input box in 元: 8000000 → 80000; 8000050 → 80000.50. Parses back to the same fen. */
export function plainYuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  const fraction = digits.slice(-2)
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}${fraction === '00' ? '' : `.${fraction}`}`
}

/** For an input box in 万元: 8000000 → 8; 8050000 → 8.05. Parses back to the same fen. */
export function plainWan(fen: number): string {
  return formatWan(fen).replace(/\.?0+$/, '')
}

/** `6.20 万元`, or 不涉及 where the county pays nothing. */
export function sayAmount(fen: number | null): string {
  return fen === null ? '不涉及' : `${formatWan(fen)} 万元`
}
