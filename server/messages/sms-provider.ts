import type { Config } from '../config.ts'
import { aliyunProvider } from './sms-aliyun.ts'
import { gatewayProvider } from './sms-gateway.ts'
import type { Known, Outcome } from './outcome.ts'

/** reference: ours, unique; what a receipt or a question later names. */
export interface SmsOrder { phone: string; template: string; params: Record<string, string>; reference: string; at: number }

/** sentAt: when we tried. */
export interface SmsQuestion { reference: string; phone: string; sentAt: number; now: number }

export interface SmsProvider {
  readonly name: string
  /** Never throws: whatever happens is an outcome. */
  send(order: SmsOrder): Promise<Outcome>
  /** What became of it, asked by our reference. */
  ask(question: SmsQuestion): Promise<Known>
}

/** Takes everything and sends nothing: the demonstration writes down what would have left. */
export const demoProvider: SmsProvider = {
  name: 'demo',
  send: () => Promise.resolve({ kind: 'accepted', isFinal: true }),
  ask: () => Promise.resolve('delivered'),
}

/** In the order they are tried. Empty where none is set up. */
export function createSmsProviders(config: Config): SmsProvider[] {
  return [...(config.aliyun ? [aliyunProvider(config.aliyun)] : []), ...(config.sms ? [gatewayProvider(config.sms)] : [])]
}
