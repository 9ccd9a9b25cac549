// What is shown of a number that is not the reader's business.

const gone = 'gone:'

/** What stands in place of the phone of somebody who is gone: no number, and another one for each account. */
export function gonePhone(accountId: string): string {
  return `${gone}${accountId}`
}

export function isGonePhone(phone: string): boolean {
  return phone.startsWith(gone)
}

/** 13800000001 → 138****0001; nothing for somebody who is gone. */
export function maskPhone(phone: string): string {
  if (isGonePhone(phone)) return ''
  return phone.length < 8 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** 37050163000000000371 → ****0371. */
export function maskAccount(account: string): string {
  return account.length < 8 ? '****' : `****${account.slice(-4)}`
}
