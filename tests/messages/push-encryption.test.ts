// RFC 8291 by its own vector, by a second implementation (web-push), and by decrypting with the subscriber's key.
import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { encryptPayload, longestPlain, makeVapidKeys, vapidHeader } from '#server/messages/push-encryption.ts'
import { decryptPush } from './push-subscriber.ts'

/** The second implementation; it brings no types. */
interface WebPush {
  encrypt(p256dh: string, auth: string, text: string, encoding: string): { cipherText: Buffer }
  getVapidHeaders(audience: string, subject: string, publicKey: string, privateKey: string, encoding: string): object
}
const webPush = createRequire(import.meta.url)('web-push') as WebPush

const url = (text: string) => Buffer.from(text, 'base64url')

describe('the payload', () => {
  it('is that of RFC 8291, section 5 and appendix A', () => {
    const sender = createECDH('prime256v1')
    sender.setPrivateKey(url('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'))
    const subscriber = { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' }
    const body = encryptPayload('When I grow up, I want to be a watermelon', subscriber, { sender, salt: url('DGv6ra1nlYgDCS1FRnbzlw') })
    expect(body.toString('base64url')).toBe('DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN')
  })

  it('opens with the subscriber\'s key, and so does what web-push makes', () => {
    const receiver = createECDH('prime256v1')
    receiver.generateKeys()
    const auth = randomBytes(16)
    const subscriber = { p256dh: receiver.getPublicKey('base64url'), auth: auth.toString('base64url') }
    expect(decryptPush(encryptPayload('您有一条新的办件消息', subscriber), receiver, auth)).toBe('您有一条新的办件消息')
    const { cipherText } = webPush.encrypt(subscriber.p256dh, subscriber.auth, '您有一条', 'aes128gcm')
    expect(decryptPush(cipherText, receiver, auth)).toBe('您有一条')
    expect(() => decryptPush(encryptPayload('x', subscriber), receiver, randomBytes(16))).toThrow()
  })

  it('fits into 4,096 octets or is refused', () => {
    const receiver = createECDH('prime256v1')
    receiver.generateKeys()
    const subscriber = { p256dh: receiver.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') }
    expect(encryptPayload('x'.repeat(longestPlain), subscriber)).toHaveLength(4096)
    expect(() => encryptPayload('x'.repeat(longestPlain + 1), subscriber)).toThrow('too long')
  })
})

describe('who sends it', () => {
  it('is signed for the push service and for twelve hours, as RFC 8292 says', () => {
    const keys = makeVapidKeys()
    const at = Date.parse('2026-11-23T02:08:00Z')
    const header = vapidHeader('https://push.example.net:8443/send/abc', keys, 'mailto:a@example.cn', at)
    const [, head = '', claims = '', signature = '', key] = /^vapid t=([^.]+)\.([^.]+)\.([^,]+), k=(.+)$/.exec(header) ?? []
    expect(key).toBe(keys.publicKey)
    expect(JSON.parse(url(head).toString())).toEqual({ typ: 'JWT', alg: 'ES256' })
    expect(JSON.parse(url(claims).toString())).toEqual({ aud: 'https://push.example.net:8443', exp: at / 1000 + 43_200, sub: 'mailto:a@example.cn' })
    const point = url(keys.publicKey)
    const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } })
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, url(signature))).toBe(true)
  })

  it('has keys that web-push takes as its own', () => {
    const keys = makeVapidKeys()
    expect(() => webPush.getVapidHeaders('https://push.example.net', 'mailto:a@example.cn', keys.publicKey, keys.privateKey, 'aes128gcm')).not.toThrow()
  })
})
