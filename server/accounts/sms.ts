// The seam for sign-in messages. The demo sends nothing and shows the code; production needs a gateway.
import type { Config, SmsGatewayConfig } from '../config.ts'

export interface SmsSender {
  /** True when codes may be shown on screen instead (demo only). */
  readonly showsCode: boolean
  /** Hands the message to the provider; throws when the provider did not take it. Without `text` the code is for signing in. */
  sendCode(phone: string, code: string, reference: string, text?: CodeText): Promise<void>
}
/** The message's template at the provider and what fills it besides the code: it says what the code is for and who asks. */
export interface CodeText { template: 'assist-code' | 'assist-submit-code' | 'record-code'; params: Record<string, string> }

const demoSender: SmsSender = { showsCode: true, sendCode: () => Promise.resolve() }

function gatewaySender(gateway: SmsGatewayConfig): SmsSender {
  return {
    showsCode: false,
    async sendCode(phone, code, reference, text) {
      const response = await fetch(gateway.url, {
        method: 'POST', redirect: 'error', signal: AbortSignal.timeout(10_000),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.token}` },
        body: JSON.stringify({ phone, template: text?.template ?? 'sign-in-code', params: { code, ...text?.params }, reference }),
      })
      if (!response.ok) throw new Error(`the SMS gateway answered ${response.status}`)
    },
  }
}

export function createSmsSender(config: Config): SmsSender {
  if (config.sms) return gatewaySender(config.sms)
  if (!config.demo) throw new Error('without a demo, SMS_GATEWAY_URL is needed')
  return demoSender
}
