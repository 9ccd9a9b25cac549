// Web push as the two RFCs say: the payload under the subscriber's key (RFC 8291, aes128gcm) and who sends it (VAPID, RFC 8292). The push service reads neither.
import { createCipheriv, createECDH, createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign, type ECDH } from 'node:crypto'

const curve = 'prime256v1'
/** What one record of 4,096 octets holds of plain text with header, delimiter and tag taken off. */
export const longestPlain = 3993
const recordSize = 4096

const hmac = (key: Buffer, ...parts: (Buffer | string)[]) => {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}
const one = Buffer.from([1])

export interface Subscriber { p256dh: string; auth: string }
/** Only for the vector of the RFC: the sender's key and salt are new for every message. */
export interface Fixed { sender: ECDH; salt: Buffer }

function newSender(): Fixed {
  const sender = createECDH(curve)
  sender.generateKeys()
  return { sender, salt: randomBytes(16) }
}

/** The body of the request. Throws where the keys are none or the text does not fit. */
export function encryptPayload(text: string | Buffer, subscriber: Subscriber, { sender, salt }: Fixed = newSender()): Buffer {
  const plain = Buffer.from(text)
  if (plain.length > longestPlain) throw new Error('too long for one push')
  const receiverKey = Buffer.from(subscriber.p256dh, 'base64url')
  const senderKey = sender.getPublicKey()
  const shared = sender.computeSecret(receiverKey)
  const inputKey = hmac(hmac(Buffer.from(subscriber.auth, 'base64url'), shared), 'WebPush: info\0', receiverKey, senderKey, one)
  const root = hmac(salt, inputKey)
  const contentKey = hmac(root, 'Content-Encoding: aes128gcm\0', one).subarray(0, 16)
  const nonce = hmac(root, 'Content-Encoding: nonce\0', one).subarray(0, 12)
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce)
  const sealed = Buffer.concat([cipher.update(plain), cipher.update(Buffer.from([2])), cipher.final(), cipher.getAuthTag()])
  const header = Buffer.alloc(21)
  salt.copy(header)
  header.writeUInt32BE(recordSize, 16)
  header.writeUInt8(senderKey.length, 20)
  return Buffer.concat([header, senderKey, sealed])
}

export interface VapidKeys { publicKey: string; privateKey: string }

export function makeVapidKeys(): VapidKeys {
  const jwk = generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(jwk.x ?? '', 'base64url'), Buffer.from(jwk.y ?? '', 'base64url')])
  return { publicKey: point.toString('base64url'), privateKey: jwk.d ?? '' }
}

const tokenLifeSeconds = 12 * 3600

/** The Authorization header for a push service; `at` in epoch ms. */
export function vapidHeader(endpoint: string, keys: VapidKeys, subject: string, at: number): string {
  const point = Buffer.from(keys.publicKey, 'base64url')
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', d: keys.privateKey, x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: new URL(endpoint).origin, exp: Math.floor(at / 1000) + tokenLifeSeconds, sub: subject })}`
  const signature = sign('sha256', Buffer.from(claims), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  return `vapid t=${claims}.${signature}, k=${keys.publicKey}`
}
