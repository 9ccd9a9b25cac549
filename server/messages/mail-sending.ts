// E-mail by SMTP: plain text, one receiver, one connection a message. Never throws: whatever happens is an outcome.
import { createTransport } from 'nodemailer'
import type { MailConfig } from '../config.ts'
import { whyOf, type Outcome } from './outcome.ts'

export interface Mail {
  to: string
  subject: string
  text: string
  /** Ours and unique: a message sent twice after a broken connection can be recognised. */
  reference: string
  /** https address that stops this kind of mail by one POST (RFC 8058). */
  stopUrl: string | null
}

export interface Mailer {
  send(mail: Mail): Promise<Outcome>
}

/** Takes everything and sends nothing. */
export const demoMailer: Mailer = { send: () => Promise.resolve({ kind: 'accepted', isFinal: true }) }

const timeoutMs = 15_000
const isLoopback = (host: string) => host === '127.0.0.1' || host === 'localhost'
/** No name, no encryption, no sign-in: the message was not sent yet. */
const beforeSending = new Set(['EDNS', 'ETLS', 'EAUTH'])

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Object.entries(error).find(([key]) => key === name)?.[1] : undefined
}

/** 5xx about the receiver: the address is dead. Other 5xx are about us (rights, content) and may be put right; 4xx passes. */
function judgeError(error: unknown): Outcome {
  const status = property(error, 'responseCode')
  const command = String(property(error, 'command') ?? '')
  const why = typeof status === 'number' ? `${command} answered ${status}` : whyOf(error)
  if (typeof status === 'number') {
    if (status >= 500 && command.startsWith('RCPT')) return { kind: 'refused', why, isGone: true }
    return status >= 500 && command !== 'AUTH' ? { kind: 'refused', why } : { kind: 'later', why }
  }
  // A connection that breaks later may have broken after the message.
  return property(error, 'syscall') === 'connect' || beforeSending.has(String(property(error, 'code'))) ? { kind: 'later', why } : { kind: 'unknown', why }
}

export function createMailer(config: MailConfig): Mailer {
  const { hostname } = new URL(config.url)
  const domain = /@([^>\s]+)/.exec(config.from)?.[1] ?? 'localhost'
  // Passwords and messages never travel in the clear, except to this machine itself.
  const transport = createTransport({ url: config.url, requireTLS: config.url.startsWith('smtp:') && !isLoopback(hostname), connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, disableFileAccess: true, disableUrlAccess: true })
  return {
    async send({ to, subject, text, reference, stopUrl }) {
      try {
        await transport.sendMail({
          from: config.from, to: { name: '', address: to }, subject, text, messageId: `<${reference}@${domain}>`,
          headers: { 'auto-submitted': 'auto-generated', ...(stopUrl ? { 'list-unsubscribe': `<${stopUrl}>`, 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' } : {}) },
        })
        return { kind: 'accepted', isFinal: true }
      } catch (error) {
        return judgeError(error)
      }
    },
  }
}
