// Settings of SMS, push and e-mail, read from what server/config.ts gives: half of one is refused by name.
import { createECDH } from 'node:crypto'

export class ConfigError extends Error {}

/** A gateway of our own shape: takes JSON with a bearer token. */
export interface SmsGatewayConfig { url: string; token: string }
/** Alibaba Cloud SMS. templates: our name of a template → the code it has there. */
export interface AliyunConfig { endpoint: string; keyId: string; keySecret: string; signName: string; templates: Record<string, string> }
/** VAPID (RFC 8292): keys as base64url, subject a mailto: or https: address of whoever runs this. loopback: tests only, push services on this machine. */
export interface PushConfig { publicKey: string; privateKey: string; subject: string; loopback: boolean }
export interface MailConfig { url: string; from: string }

/** Templates a provider has to have: codes by what they are for, and one for notices (with {category}). */
export const smsTemplates = ['sign-in-code', 'assist-code', 'assist-submit-code', 'record-code', 'notice'] as const
export type SmsTemplate = (typeof smsTemplates)[number]

type Env = NodeJS.ProcessEnv

/** All of these settings or none: undefined where not one is given. */
export function together<const N extends string>(env: Env, ...names: N[]): ((name: N) => string) | undefined {
  const given = names.filter((name) => env[name])
  if (given.length === 0) return undefined
  const missing = names.filter((name) => !env[name])
  if (missing.length > 0) throw new ConfigError(`${given.join(', ')} also needs ${missing.join(', ')}`)
  return (name) => env[name] ?? ''
}

function readAliyun(env: Env): AliyunConfig | undefined {
  const found = together(env, 'ALIYUN_SMS_KEY_ID', 'ALIYUN_SMS_KEY_SECRET', 'ALIYUN_SMS_SIGN_NAME', 'ALIYUN_SMS_TEMPLATES')
  if (!found) return undefined
  const templates: Record<string, string> = {}
  for (const pair of found('ALIYUN_SMS_TEMPLATES').split(',')) {
    const [name = '', code = ''] = pair.split('=').map((part) => part.trim())
    if (name !== '' && code !== '') templates[name] = code
  }
  const missing = smsTemplates.filter((name) => !templates[name])
  if (missing.length > 0) throw new ConfigError(`ALIYUN_SMS_TEMPLATES lacks ${missing.join(', ')} (written as name=SMS_123456789, separated by commas)`)
  return { endpoint: env.ALIYUN_SMS_ENDPOINT || 'https://dysmsapi.aliyuncs.com', keyId: found('ALIYUN_SMS_KEY_ID'), keySecret: found('ALIYUN_SMS_KEY_SECRET'), signName: found('ALIYUN_SMS_SIGN_NAME'), templates }
}

/** The public half must be of the private one, or no push service would take anything. */
function isKeyPair(publicKey: string, privateKey: string): boolean {
  try {
    const pair = createECDH('prime256v1')
    pair.setPrivateKey(Buffer.from(privateKey, 'base64url'))
    return pair.getPublicKey('base64url') === Buffer.from(publicKey, 'base64url').toString('base64url')
  } catch {
    return false
  }
}

function readPush(env: Env, production: boolean): PushConfig | undefined {
  const found = together(env, 'VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT')
  if (!found) return undefined
  if (!isKeyPair(found('VAPID_PUBLIC_KEY'), found('VAPID_PRIVATE_KEY'))) throw new ConfigError('VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are not a pair; npm run cli -- push keys makes one')
  if (!/^(mailto:|https:\/\/)\S+$/.test(found('VAPID_SUBJECT'))) throw new ConfigError('VAPID_SUBJECT must be a mailto: or https: address')
  if (production && env.PUSH_LOOPBACK) throw new ConfigError('PUSH_LOOPBACK is for tests')
  return { publicKey: found('VAPID_PUBLIC_KEY'), privateKey: found('VAPID_PRIVATE_KEY'), subject: found('VAPID_SUBJECT'), loopback: Boolean(env.PUSH_LOOPBACK) }
}

function readMail(env: Env): MailConfig | undefined {
  const found = together(env, 'SMTP_URL', 'MAIL_FROM')
  if (!found) return undefined
  if (!/^smtps?:\/\//.test(found('SMTP_URL')) || !URL.canParse(found('SMTP_URL'))) throw new ConfigError('SMTP_URL must be smtp:// or smtps://user:password@host:port')
  if (/[\r\n]/.test(found('MAIL_FROM')) || !found('MAIL_FROM').includes('@')) throw new ConfigError('MAIL_FROM must be an address')
  return { url: found('SMTP_URL'), from: found('MAIL_FROM') }
}

export interface ChannelConfig { sms: SmsGatewayConfig | undefined; aliyun: AliyunConfig | undefined; smsCallbackSecret: string | undefined; push: PushConfig | undefined; mail: MailConfig | undefined }

/** Throws ConfigError naming what is missing or wrong. */
export function readChannels(env: Env, production: boolean): ChannelConfig {
  const gateway = together(env, 'SMS_GATEWAY_URL', 'SMS_GATEWAY_TOKEN')
  if (env.SMS_CALLBACK_SECRET && env.SMS_CALLBACK_SECRET.length < 24) throw new ConfigError('SMS_CALLBACK_SECRET must have at least 24 characters')
  return {
    sms: gateway && { url: gateway('SMS_GATEWAY_URL'), token: gateway('SMS_GATEWAY_TOKEN') },
    aliyun: readAliyun(env), smsCallbackSecret: env.SMS_CALLBACK_SECRET || undefined, push: readPush(env, production), mail: readMail(env),
  }
}
