// Text that rests encrypted (AES-256-GCM): account numbers, and who objected (promises.md B2).
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const mark = 'sealed:1:'
const ivBytes = 12
const tagBytes = 16

/** One key for each purpose, so that text sealed for one never opens as another. */
export function keyFor(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
}

export function isSealed(text: string): boolean {
  return text.startsWith(mark)
}

export function sealText(key: Buffer, text: string): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return mark + sealed.toString('base64')
}

/** Undefined for what was not sealed with this key, such as text somebody typed that only looks like it. */
export function openText(key: Buffer, text: string): string | undefined {
  const bytes = Buffer.from(text.slice(mark.length), 'base64')
  if (!isSealed(text) || bytes.length <= ivBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes))
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, bytes.length - tagBytes)), decipher.final()]).toString('utf8')
  } catch (error) {
    if (error instanceof Error && error.message.includes('unable to authenticate')) return undefined
    throw error
  }
}
