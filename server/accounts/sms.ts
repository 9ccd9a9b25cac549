// The seam for codes by SMS. The demo sends nothing and shows the code; elsewhere they go through the providers of server/messages.
import { sendSmsCode, type CodeDeps } from '../messages/code-sending.ts'
import { smsState } from '../messages/channels.ts'
import type { SmsTemplate } from '../config-channels.ts'
import type { Config } from '../config.ts'

export interface SmsSender {
  /** True when codes may be shown on screen instead (demo only). */
  readonly showsCode: boolean
  /** Hands the message to the provider; throws when the provider did not take it. Without `text` the code is for signing in. */
  sendCode(phone: string, code: string, reference: string, text?: CodeText): Promise<void>
}
/** The message's template at the provider and what fills it besides the code: it says what the code is for and who asks. */
export interface CodeText { template: Exclude<SmsTemplate, 'sign-in-code' | 'notice'>; params: Record<string, string> }

const demoSender: SmsSender = { showsCode: true, sendCode: () => Promise.resolve() }

/** Throws where this is no demonstration and nobody sends SMS. */
export function createSmsSender(deps: CodeDeps & { config: Config }): SmsSender {
  const state = smsState(deps.channels)
  if (state === 'demo') return demoSender
  if (state === 'off') throw new Error('without a demo, an SMS provider is needed')
  return { showsCode: false, sendCode: (phone, code, reference, text) => sendSmsCode(deps, { phone, reference, template: text?.template ?? 'sign-in-code', params: { code, ...text?.params } }) }
}
