// What this server can send by, made once from its settings. A demonstration without settings writes down what would have left and sends nothing.
import type { Config } from '../config.ts'
import type { Content } from '../content.ts'
import { createMailer, demoMailer, type Mailer } from './mail-sending.ts'
import { createPushSender, type PushSender } from './push-sending.ts'
import { createSmsProviders, demoProvider, type SmsProvider } from './sms-provider.ts'

export interface Channels {
  /** In the order they are tried; empty where SMS is not set up. */
  sms: readonly SmsProvider[]
  push: PushSender | undefined
  mail: Mailer | undefined
}

export function createChannels(config: Config, content: Pick<Content, 'channels'>): Channels {
  const sms = createSmsProviders(config)
  return {
    sms: sms.length === 0 && config.demo ? [demoProvider] : sms,
    push: config.push && createPushSender(config.push, content.channels.pushServices),
    mail: config.mail ? createMailer(config.mail) : config.demo ? demoMailer : undefined,
  }
}

export type ChannelState = 'on' | 'demo' | 'off'

export function smsState({ sms }: Channels): ChannelState {
  return sms.length === 0 ? 'off' : sms[0] === demoProvider ? 'demo' : 'on'
}
export function mailState({ mail }: Channels): ChannelState {
  return mail === undefined ? 'off' : mail === demoMailer ? 'demo' : 'on'
}
