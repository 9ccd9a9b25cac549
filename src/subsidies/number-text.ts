import { plainCode } from '#contract/identifiers/text.ts'

/** null for nothing typed, undefined for what is no plain decimal number (3.45, full width allowed; no sign, comma or exponent). */
export function readNumber(text: string): number | null | undefined {
  const plain = plainCode(text)
  if (plain === '') return null
  return /^(0|[1-9]\d{0,14})(\.\d{1,10})?$/.test(plain) ? Number(plain) : undefined
}
