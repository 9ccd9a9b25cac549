// Made-up people and firms that pass the same checks as real ones.

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** The n-th made-up 统一社会信用代码, with a right check character (GB 32100). */
export function aUscc(n: number): string {
  const body = `91370321MA3T${String(n).padStart(5, '0')}`
  const sum = [...body].reduce((all, character, index) => all + usccAlphabet.indexOf(character) * (3 ** index % 31), 0)
  return body + (usccAlphabet[(31 - (sum % 31)) % 31] ?? '')
}

/** The n-th made-up mobile number, apart from the demo's accounts. */
export function aPhone(n: number): string {
  return `139${String(n).padStart(8, '0')}`
}
