// Alibaba Cloud SMS (Dysmsapi 2017-05-25): SendSms, and QuerySendDetails for what became of it. Our reference travels as OutId.
import { randomUUID } from 'node:crypto'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { AliyunConfig } from '../config.ts'
import { canonicalQuery, signAliyun } from './aliyun-signature.ts'
import { wasNeverSent, whyOf, type Known, type Outcome } from './outcome.ts'
import { callTimeoutMs } from './sms-gateway.ts'
import type { SmsOrder, SmsProvider, SmsQuestion } from './sms-provider.ts'

/** This number, whatever we do: another provider would not help. */
const deadNumbers = new Set(['isv.MOBILE_NUMBER_ILLEGAL', 'isv.MOBILE_COUNT_OVER_LIMIT', 'isv.BLACK_KEY_CONTROL_LIMIT', 'isv.BLACKLIST'])
/** This number has had enough for now. */
const frequent = new Set(['isv.BUSINESS_LIMIT_CONTROL', 'isv.DAY_LIMIT_CONTROL'])
const hour = 3_600_000

function text(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined
  return typeof value === 'string' ? value : ''
}

function judge(status: number, body: unknown): Outcome {
  const code = text(body, 'Code')
  if (status < 300 && code === 'OK') return { kind: 'accepted', providerId: text(body, 'BizId'), isFinal: false }
  const why = `${status} ${code || 'no code'}`.slice(0, 120)
  if (deadNumbers.has(code)) return { kind: 'refused', why }
  if (frequent.has(code)) return { kind: 'later', why, afterMs: hour }
  // Money, signature, template, permission, throttling, its own faults: the provider's trouble or our settings', not the number's.
  return { kind: 'later', why, isProviderDown: true }
}

/** SendStatus: 1 waiting for the receipt, 2 failed, 3 received. */
function readDetails(body: unknown, reference: string): Known {
  if (text(body, 'Code') !== 'OK') return 'cannot-say'
  const outer: unknown = typeof body === 'object' && body !== null && 'SmsSendDetailDTOs' in body ? body.SmsSendDetailDTOs : undefined
  const list: unknown = typeof outer === 'object' && outer !== null && 'SmsSendDetailDTO' in outer ? outer.SmsSendDetailDTO : undefined
  if (!Array.isArray(list)) return 'never-seen'
  const own: unknown = list.find((one: unknown) => text(one, 'OutId') === reference)
  if (own === undefined) return list.length < pageSize ? 'never-seen' : 'cannot-say'
  const status: unknown = typeof own === 'object' && own !== null && 'SendStatus' in own ? own.SendStatus : undefined
  return status === 3 ? 'delivered' : status === 2 ? 'failed' : 'pending'
}

const pageSize = 50

export function aliyunProvider(config: AliyunConfig, timeoutMs = callTimeoutMs): SmsProvider {
  async function call(action: string, query: Record<string, string>, at: number): Promise<{ status: number; body: unknown }> {
    const url = new URL(config.endpoint)
    const date = new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
    // fetch sets the host by itself, the same one.
    const { host: _host, ...headers } = signAliyun({ host: url.host, action, version: '2017-05-25', query, date, nonce: randomUUID() }, config.keyId, config.keySecret)
    const response = await fetch(`${url.origin}/?${canonicalQuery(query)}`, { method: 'POST', redirect: 'error', signal: AbortSignal.timeout(timeoutMs), headers: { ...headers, accept: 'application/json' } })
    const body: unknown = await response.json().catch(() => null)
    return { status: response.status, body }
  }
  return {
    name: 'aliyun',
    async send({ phone, template, params, reference, at }: SmsOrder): Promise<Outcome> {
      const query = { PhoneNumbers: phone, SignName: config.signName, TemplateCode: config.templates[template] ?? '', TemplateParam: JSON.stringify(params), OutId: reference }
      try {
        const { status, body } = await call('SendSms', query, at)
        return judge(status, body)
      } catch (error) {
        return wasNeverSent(error) ? { kind: 'later', why: whyOf(error), isProviderDown: true } : { kind: 'unknown', why: whyOf(error) }
      }
    },
    async ask({ reference, phone, sentAt, now }: SmsQuestion): Promise<Known> {
      const query = { PhoneNumber: phone, SendDate: shanghaiDate(sentAt).replaceAll('-', ''), PageSize: String(pageSize), CurrentPage: '1' }
      try {
        const { status, body } = await call('QuerySendDetails', query, now)
        return status < 300 ? readDetails(body, reference) : 'cannot-say'
      } catch {
        return 'cannot-say'
      }
    },
  }
}
