// A repeated command has one effect (promise A5): the reply is stored with the effect and given again.
import { createHash, createHmac } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import { keyFor, openText, sealText } from '../sealed-text.ts'

export interface IdempotentRequest {
  accountId: string
  route: string
  key: string
  bodyHash: string
  at: number
  /** Seals the stored reply: for replies that name people who rest sealed elsewhere. */
  secret?: Buffer
}
export interface StoredReply<T> { status: number; body: T }

/** Hash that tells two bodies (and path parameters) apart. `secret`: for bodies with what rests sealed elsewhere; a sum is found from a plain hash by trying them all. */
export function hashRequest(params: unknown, body: unknown, secret?: Buffer): string {
  const hash = secret ? createHmac('sha256', keyFor(secret, 'request hashes')) : createHash('sha256')
  return hash.update(JSON.stringify([params ?? null, body ?? null])).digest('hex')
}

/** Checks the header: 1–255 visible ASCII characters, else `key-missing`. */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) throw new AppError('key-missing')
  return header
}

/**
 * Runs `work` once per (account, route, key) inside the caller's transaction and stores its reply with it; a repeat gets the stored reply.
 * Throws `key-reused` when the same key comes with another body. An error thrown by `work` rolls the key back, so it may be tried again.
 */
export async function once<T>(tx: Tx, request: IdempotentRequest, work: () => Promise<StoredReply<T>>): Promise<StoredReply<T>> {
  const sealing = request.secret && keyFor(request.secret, 'stored replies')
  const inserted = await tx.insertInto('idempotency')
    .values({ account_id: request.accountId, route: request.route, key: request.key, request_hash: request.bodyHash, status: null, body: null, created_at: request.at })
    .onConflict((conflict) => conflict.columns(['account_id', 'route', 'key']).doNothing()).returning('key').executeTakeFirst()
  if (!inserted) {
    const stored = await tx.selectFrom('idempotency').select(['request_hash', 'status', 'body'])
      .where('account_id', '=', request.accountId).where('route', '=', request.route).where('key', '=', request.key).executeTakeFirst()
    if (!stored) throw new AppError('in-progress', { retryAfterSeconds: 1 })
    if (stored.request_hash !== request.bodyHash) throw new AppError('key-reused')
    if (stored.status === null || stored.body === null) throw new AppError('in-progress', { retryAfterSeconds: 1 })
    return { status: stored.status, body: readStoredJson<T>(sealing ? (openText(sealing, stored.body) ?? stored.body) : stored.body) }
  }
  const reply = await work()
  const text = JSON.stringify(reply.body ?? null)
  await tx.updateTable('idempotency').set({ status: reply.status, body: sealing ? sealText(sealing, text) : text })
    .where('account_id', '=', request.accountId).where('route', '=', request.route).where('key', '=', request.key).execute()
  return reply
}
