// Signature version 3 of Alibaba Cloud (ACS3-HMAC-SHA256) for calls whose parameters stand in the query, as its documentation describes it.
import { createHash, createHmac } from 'node:crypto'

export interface AliyunCall {
  host: string
  action: string
  version: string
  query: Record<string, string>
  /** ISO 8601 in UTC without milliseconds. */
  date: string
  nonce: string
}

/** RFC 3986: everything but letters, digits and -_.~ */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

export function canonicalQuery(query: Record<string, string>): string {
  return Object.keys(query).sort().map((name) => `${encode(name)}=${encode(query[name] ?? '')}`).join('&')
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')

/** All headers of the call, Authorization among them; the body is empty. */
export function signAliyun(call: AliyunCall, keyId: string, keySecret: string): Record<string, string> {
  const contentHash = sha256('')
  const signed: Record<string, string> = {
    host: call.host, 'x-acs-action': call.action, 'x-acs-content-sha256': contentHash, 'x-acs-date': call.date, 'x-acs-signature-nonce': call.nonce, 'x-acs-version': call.version,
  }
  const names = Object.keys(signed).sort()
  const canonical = ['POST', '/', canonicalQuery(call.query), ...names.map((name) => `${name}:${signed[name] ?? ''}`), '', names.join(';'), contentHash].join('\n')
  const signature = createHmac('sha256', keySecret).update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`, 'utf8').digest('hex')
  return { ...signed, authorization: `ACS3-HMAC-SHA256 Credential=${keyId},SignedHeaders=${names.join(';')},Signature=${signature}` }
}
