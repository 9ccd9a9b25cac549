// What a provider made of one message. Everything a channel can answer comes down to one of these.
export type Outcome =
  /** Taken. isFinal: nothing more will be heard, as far as can be known it is delivered. */
  | { kind: 'accepted'; providerId?: string; isFinal: boolean }
  /** Will never be taken. isGone: the address itself is dead. */
  | { kind: 'refused'; why: string; isGone?: boolean }
  /** Not taken now. isProviderDown: the provider's own trouble, another one may take it. */
  | { kind: 'later'; why: string; afterMs?: number; isProviderDown?: boolean }
  /** The call ended without an answer: it may have been taken. */
  | { kind: 'unknown'; why: string }

/** What a provider says it knows of a message by our reference; `cannot-say` where it cannot be asked. */
export type Known = 'delivered' | 'failed' | 'pending' | 'never-seen' | 'cannot-say'

/** No secrets, no bodies: what may stand in a column for operators. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const cause = error.cause instanceof Error ? ` (${'code' in error.cause ? String(error.cause.code) : error.cause.name})` : ''
  return `${error.name}: ${error.message}${cause}`.slice(0, 200)
}

/** True when nothing can have reached the other side: the connection itself was not made. */
export function wasNeverSent(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPRIVATE'].includes(code)
}
