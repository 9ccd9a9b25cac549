// The link under an e-mail that stops this kind of mail without signing in. Signed: it names whose and which, and cannot be made up.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { channelCategories } from '#contract/messages/channels.ts'
import type { MessageCategory } from '#contract/messages/schema.ts'
import { keyFor } from '../sealed-text.ts'

export interface StopOrder { accountId: string; category: MessageCategory | null }

const sign = (secret: Buffer, accountId: string, category: string) => createHmac('sha256', keyFor(secret, 'stop-links')).update(`email:${category}:${accountId}`).digest('base64url').slice(0, 32)

export function stopToken(secret: Buffer, { accountId, category }: StopOrder): string {
  const name = category ?? 'all'
  return `${accountId}.${name}.${sign(secret, accountId, name)}`
}

/** Undefined for anything we did not sign. */
export function readStopToken(secret: Buffer, token: string): StopOrder | undefined {
  const [accountId = '', name = '', signature = '', ...rest] = token.split('.')
  const category = channelCategories.find((one) => one === name) ?? null
  if (rest.length > 0 || (category === null && name !== 'all')) return undefined
  const expected = Buffer.from(sign(secret, accountId, name))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected) ? { accountId, category } : undefined
}
