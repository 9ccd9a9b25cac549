// What is shown of a number that is not the reader's business.

/** 13800000001 → 138****0001. */
export function maskPhone(phone: string): string {
  return phone.length < 8 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** 37050163000000000371 → ****0371. */
export function maskAccount(account: string): string {
  return account.length < 8 ? '****' : `****${account.slice(-4)}`
}
