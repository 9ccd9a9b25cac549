// How a line of the audit is sealed; the same on the server and in the auditor's browser, which works the hash out again.

export interface SealedFields {
  id: number
  /** Epoch ms. */
  at: number
  account_id: string | null
  role: string | null
  action: string
  outcome: string
  subject: string | null
  firm_id: string | null
  request_id: string | null
  /** As it is stored: JSON. */
  details: string
}

/** What is hashed (SHA-256, hex): the hash before it, then its place and every column. */
export function textToSeal(prev: string, seq: number, line: SealedFields): string {
  return prev + JSON.stringify([seq, line.id, line.at, line.account_id, line.role, line.action, line.outcome, line.subject, line.firm_id, line.request_id, line.details])
}
