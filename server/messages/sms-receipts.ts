// What providers say became of an SMS. Proven by a secret only they have; a state only moves forward, so a receipt that comes twice, late or early does no harm.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

/** reference: ours. */
export interface Receipt { reference: string; isDelivered: boolean; why: string }

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

export interface ReceiptRequest { provider: string; body: string; signature: string | undefined; key: string | undefined }

/**
 * The gateway signs the body (X-Signature: HMAC-SHA256 as hex). Alibaba Cloud signs nothing: the address it is given carries the secret. Throws `not-signed-in`.
 */
export function assertGenuine(secret: string | undefined, { provider, body, signature, key }: ReceiptRequest): void {
  const isGenuine = secret !== undefined && (provider === 'aliyun' ? same(key ?? '', secret) : same(signature ?? '', createHmac('sha256', secret).update(body, 'utf8').digest('hex')))
  if (!isGenuine) throw new AppError('not-signed-in', { detail: 'a receipt nobody of ours has signed' })
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
}
const word = (value: unknown) => (typeof value === 'string' ? value.slice(0, 100) : '')

/** Alibaba Cloud: [{out_id, success, err_code}]. Gateway: {reference, state: delivered | failed} or a list of them. What is neither is left out. */
function readReceipts(provider: string, body: string): Receipt[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch (cause) {
    throw new AppError('invalid-json', { cause })
  }
  return [parsed].flat().flatMap((one: unknown) => {
    if (provider === 'aliyun') {
      const success = field(one, 'success')
      return typeof success === 'boolean' ? [{ reference: word(field(one, 'out_id')), isDelivered: success, why: word(field(one, 'err_code')) }] : []
    }
    const state = field(one, 'state')
    return state === 'delivered' || state === 'failed' ? [{ reference: word(field(one, 'reference')), isDelivered: state === 'delivered', why: word(field(one, 'why')) }] : []
  }).filter(({ reference }) => reference !== '')
}

/** Returns how many rows moved. Unknown references and rows that are final already are passed over without a word. */
export async function takeReceipts(deps: Deps, request: ReceiptRequest, requestId: string): Promise<number> {
  assertGenuine(deps.config.smsCallbackSecret, request)
  const receipts = readReceipts(request.provider, request.body).slice(0, 1000)
  const now = deps.clock.now()
  return deps.commands.run(async (tx) => {
    let moved = 0
    for (const { reference, isDelivered, why } of receipts) {
      const result = await tx.updateTable('deliveries')
        .set((eb) => ({ state: isDelivered ? 'delivered' as const : 'failed-permanent' as const, why: isDelivered ? null : why || 'the provider could not deliver it', provider: request.provider, accepted_at: eb.fn.coalesce('accepted_at', eb.val(now)), finished_at: now, target: '' }))
        .where('id', '=', reference).where('channel', '=', 'sms').where('attempts', '>', 0).where((eb) => eb.or([eb('finished_at', 'is', null), eb('state', '=', 'unknown')])).executeTakeFirst()
      moved += Number(result.numUpdatedRows)
    }
    await recordAudit(tx, { at: now, accountId: null, role: null, action: 'messages.receipts', subject: `provider:${request.provider}`, requestId, details: { told: receipts.length, moved } })
    return moved
  })
}
