// Codes of an app (RFC 6238: SHA-1, six digits, 30 seconds) and recovery codes. Pure but for the dice.
import { createHmac, randomInt } from 'node:crypto'
import { generateSecret, generateURI, verifySync } from 'otplib'
import { plainCode } from '#contract/identifiers/text.ts'
import { keyFor, openText, sealText } from '../sealed-text.ts'

export const stepSeconds = 30
/** How far back a code is looked for to tell a slow clock from a wrong code. Never forward: that would tell of codes that are still to come. */
const slowSeconds = 600

export type CodeJudgement = { ok: true; step: number } | { ok: false; /** How many seconds the app's clock is behind, about. */ behindSeconds?: number; /** It fits, but was taken before. */ isUsed?: boolean }

function stepOf(secret: string, token: string, now: number, epochTolerance: number | [number, number]): number | null {
  const epoch = Math.floor(now / 1000)
  const verdict = verifySync({ secret, token, epoch, epochTolerance, digits: 6, period: stepSeconds })
  return verdict.valid ? Math.floor(epoch / stepSeconds) + verdict.delta : null
}

/** A code of this step or its neighbours, newer than the last one taken. */
export function judgeAppCode(secret: string, typed: string, { now, lastStep }: { now: number; lastStep: number | null }): CodeJudgement {
  if (!isAppCode(typed)) return { ok: false }
  const step = stepOf(secret, typed, now, stepSeconds)
  if (step !== null) return lastStep === null || step > lastStep ? { ok: true, step } : { ok: false, isUsed: true }
  const slow = stepOf(secret, typed, now, [slowSeconds, 0])
  return slow === null ? { ok: false } : { ok: false, behindSeconds: Math.max(stepSeconds, Math.floor(now / 1000) - (slow + 1) * stepSeconds) }
}

export function isAppCode(typed: string): boolean {
  return /^\d{6}$/.test(typed)
}

/** As typed, however it was typed: no spaces, no hyphens, capitals. */
export function readFactorCode(input: string): string {
  return plainCode(input).replace(/[\s\-—_]/g, '').toUpperCase()
}

/** A secret of 160 bits as the app takes it, Base32. */
export function makeSecret(): string {
  return generateSecret()
}

/** What the QR code says; `issuer` and `label` are what the app writes beside the code. */
export function appAddress(secret: string, issuer: string, label: string): string {
  return generateURI({ secret, issuer, label, digits: 6, period: stepSeconds })
}

const purpose = 'second-factor'

export function sealSecret(secret: Buffer, text: string): string {
  return sealText(keyFor(secret, purpose), text)
}

/** Throws where APP_SECRET is another one than it was sealed with. */
export function openSecret(secret: Buffer, sealed: string): string {
  const text = openText(keyFor(secret, purpose), sealed)
  if (text === undefined) throw new Error('a second factor does not open: was APP_SECRET changed?')
  return text
}

/** No 0, O, 1, I: read from paper. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const recoveryLength = 10

/** 50 bits each. */
export function makeRecoveryCodes(count: number): string[] {
  const codes = new Set<string>()
  while (codes.size < count) codes.add(Array.from({ length: recoveryLength }, () => letters.charAt(randomInt(letters.length))).join(''))
  return [...codes]
}

/** As it is shown: ABCDE-FGHJK. */
export function writeRecoveryCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

/** Only this is stored, useless without the server's secret. */
export function hashRecoveryCode(secret: Buffer, accountId: string, code: string): string {
  return createHmac('sha256', keyFor(secret, 'recovery-code')).update(`${accountId}:${code}`).digest('hex')
}
