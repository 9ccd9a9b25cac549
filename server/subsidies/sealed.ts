// Account numbers rest encrypted: in drafts, in snapshots, wherever answers are written down (promises.md B2).
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { allFields, type Rules } from '#contract/subsidies/fields.ts'
import type { Answers } from '#contract/subsidies/schema.ts'

const mark = 'sealed:1:'
const ivBytes = 12
const tagBytes = 16

function keyFrom(secret: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'answers of applications', 32))
}

function sealText(key: Buffer, text: string): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return mark + sealed.toString('base64')
}

/** Undefined for what was not sealed with this key, such as text somebody typed that only looks like it. */
function openText(key: Buffer, text: string): string | undefined {
  const bytes = Buffer.from(text.slice(mark.length), 'base64')
  if (bytes.length <= ivBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes))
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, bytes.length - tagBytes)), decipher.final()]).toString('utf8')
  } catch (error) {
    if (error instanceof Error && error.message.includes('unable to authenticate')) return undefined
    throw error
  }
}

/** The answers as they may be written down: fields the scheme calls sensitive are encrypted (AES-256-GCM). */
export function sealAnswers(secret: Buffer, programme: Pick<Rules, 'sections'>, answers: Answers): Answers {
  const key = keyFrom(secret)
  const sealed: Answers = { ...answers }
  for (const field of allFields(programme)) {
    const value = sealed[field.name]
    if ('sensitive' in field && field.sensitive && typeof value === 'string' && value !== '') sealed[field.name] = sealText(key, value)
  }
  return sealed
}

/** The answers as the person gave them. */
export function openAnswers(secret: Buffer, answers: Answers): Answers {
  const key = keyFrom(secret)
  const opened: Answers = { ...answers }
  for (const [name, value] of Object.entries(answers)) {
    if (typeof value === 'string' && value.startsWith(mark)) opened[name] = openText(key, value) ?? value
  }
  return opened
}
