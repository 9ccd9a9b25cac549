import { describe, expect, it } from 'vitest'
import { makeVapidKeys } from '#server/messages/push-encryption.ts'
import { loadConfig } from '#server/config.ts'

const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://ip.example.gov.cn', APP_SECRET: 'x'.repeat(32), SMS_GATEWAY_URL: 'https://sms.example.cn', SMS_GATEWAY_TOKEN: 't', DATA_DIR: '/srv/zhiqitong' }

describe('settings', () => {
  it('make a demonstration when nothing is configured', () => {
    expect(loadConfig({})).toMatchObject({ demo: true, port: 3000, databaseUrl: undefined, publicUrl: 'http://localhost:3000' })
  })

  it('are complete for production', () => {
    expect(loadConfig(production)).toMatchObject({ demo: false, publicUrl: 'https://ip.example.gov.cn' })
  })

  it.each(['PUBLIC_URL', 'APP_SECRET', 'SMS_GATEWAY_URL', 'SMS_GATEWAY_TOKEN', 'DATA_DIR'])('name %s when production lacks it', (name) => {
    const { [name as keyof typeof production]: _, ...rest } = production
    expect(() => loadConfig(rest)).toThrow(name)
  })

  it('refuse plain http, a short secret and a set clock in production', () => {
    expect(() => loadConfig({ ...production, PUBLIC_URL: 'http://ip.example.gov.cn' })).toThrow('https')
    expect(() => loadConfig({ ...production, APP_SECRET: 'short' })).toThrow('32 characters')
    expect(() => loadConfig({ ...production, ZQT_CLOCK: '2026-11-23T00:00:00Z' })).toThrow('ZQT_CLOCK')
  })

  it('demand a second factor in production and offer it in the demonstration, unless told otherwise', () => {
    expect([loadConfig(production).secondFactor, loadConfig({}).secondFactor]).toEqual(['demanded', 'offered'])
    expect([loadConfig({ ...production, SECOND_FACTOR: 'offered' }).secondFactor, loadConfig({ SECOND_FACTOR: 'demanded' }).secondFactor]).toEqual(['offered', 'demanded'])
    expect(() => loadConfig({ SECOND_FACTOR: 'off' })).toThrow('SECOND_FACTOR')
  })

  it('take Alibaba Cloud in place of the gateway, with all its settings and every template', () => {
    const { SMS_GATEWAY_URL: _url, SMS_GATEWAY_TOKEN: _token, ...rest } = production
    const templates = 'sign-in-code=SMS_1, assist-code=SMS_2,assist-submit-code=SMS_3,record-code=SMS_4,notice=SMS_5'
    const aliyun = { ALIYUN_SMS_KEY_ID: 'id', ALIYUN_SMS_KEY_SECRET: 's', ALIYUN_SMS_SIGN_NAME: '签名', ALIYUN_SMS_TEMPLATES: templates }
    expect(loadConfig({ ...rest, ...aliyun }).aliyun).toMatchObject({ endpoint: 'https://dysmsapi.aliyuncs.com', templates: { notice: 'SMS_5', 'assist-code': 'SMS_2' } })
    expect(() => loadConfig({ ...rest, ...aliyun, ALIYUN_SMS_TEMPLATES: templates.replace(/,notice=.*/, '') })).toThrow('notice')
    for (const name of Object.keys(aliyun)) expect(() => loadConfig({ ...rest, ...aliyun, [name]: '' }), name).toThrow(name)
  })

  it('refuse half of a channel, keys that are no pair, a short secret for receipts and a loopback in production', () => {
    const pair = makeVapidKeys()
    const push = { VAPID_PUBLIC_KEY: pair.publicKey, VAPID_PRIVATE_KEY: pair.privateKey, VAPID_SUBJECT: 'mailto:a@example.cn' }
    expect(loadConfig(push).push).toEqual({ publicKey: pair.publicKey, privateKey: pair.privateKey, subject: 'mailto:a@example.cn', loopback: false })
    expect(() => loadConfig({ ...push, VAPID_PRIVATE_KEY: makeVapidKeys().privateKey })).toThrow('not a pair')
    expect(() => loadConfig({ ...push, VAPID_SUBJECT: 'a@example.cn' })).toThrow('VAPID_SUBJECT')
    expect(() => loadConfig({ ...production, ...push, PUSH_LOOPBACK: '1' })).toThrow('PUSH_LOOPBACK')
    expect(() => loadConfig({ SMTP_URL: 'smtp://127.0.0.1:25' })).toThrow('MAIL_FROM')
    expect(() => loadConfig({ SMTP_URL: 'http://127.0.0.1', MAIL_FROM: 'a@b.cn' })).toThrow('SMTP_URL')
    expect(() => loadConfig({ SMS_CALLBACK_SECRET: 'short' })).toThrow('24 characters')
    expect(loadConfig({})).toMatchObject({ sms: undefined, aliyun: undefined, push: undefined, mail: undefined })
  })

  it('take a token for the metrics that cannot be guessed, a reserve of the disk and a folder of PostgreSQL’s programs', () => {
    expect(() => loadConfig({ METRICS_TOKEN: 'short' })).toThrow('24 characters')
    expect(loadConfig({ METRICS_TOKEN: 'x'.repeat(24) }).metricsToken).toBe('x'.repeat(24))
    expect(loadConfig({})).toMatchObject({ metricsToken: undefined, diskReserveBytes: 512 * 1024 ** 2 })
    expect(loadConfig({ DISK_RESERVE_MB: '64' }).diskReserveBytes).toBe(64 * 1024 ** 2)
    expect(() => loadConfig({ DISK_RESERVE_MB: 'much' })).toThrow('DISK_RESERVE_MB')
    expect(loadConfig({ PG_BIN: '/opt/pg/bin' }).programFolders).toEqual(['/opt/pg/bin'])
    expect(loadConfig({ PATH: '/a:/b' }).programFolders.slice(-2)).toEqual(['/a', '/b'])
  })

  it('refuse a port that is no number', () => {
    expect(() => loadConfig({ PORT: '30OO' })).toThrow('PORT')
  })
})
