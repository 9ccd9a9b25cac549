import { describe, expect, it } from 'vitest'
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

  it('refuse a port that is no number', () => {
    expect(() => loadConfig({ PORT: '30OO' })).toThrow('PORT')
  })
})
