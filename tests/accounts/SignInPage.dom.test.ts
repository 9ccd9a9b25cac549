import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import SignInPage from '#client/accounts/SignInPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from './mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const firm = { id: 'f1', name: '苇畔', uscc: '91370321MA0DEM013L', role: 'administrator', state: 'active', verification: 'verified', town: '马桥镇' } as const
const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [firm], consentVersion: '3', sessionExpiresAt: '2026-11-24T00:00:00.000Z' }
let page: Page

beforeEach(() => {
  vi.useFakeTimers()
  answer('GET /api/accounts/me', 401, { code: 'not-signed-in', requestId: 'r' })
  answer('GET /api/county', 200, { privacy: { title: '隐私政策', version: '3', summary: [], sections: [], updatedOn: '2026-11-23' } })
  answer('POST /api/accounts/codes', 202, { demoCode: '246810', resendAfterSeconds: 60, expiresInSeconds: 600 })
  answer('POST /api/accounts/sessions', 201, me)
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

async function atTheCode(path = '/sign-in?next=/subsidies/P05'): Promise<void> {
  page = await mountPage(SignInPage, path)
  await page.type('手机号', '138 0000 0001')
  await page.press('收短信码')
}
const bodyOf = (url: string) => sent.find((request) => request.method === 'POST' && request.url === url)?.data

describe('signing in on the page', () => {
  it('shows the code of the demo with the words that this is one, and counts down to the next', async () => {
    await atTheCode()
    expect(page.text()).toContain('这是演示，不发短信。短信码是 246810')
    expect(page.button('60 秒后可再收').disabled).toBe(true)
    await vi.advanceTimersByTimeAsync(60_500)
    expect(page.button('再收一次').disabled).toBe(false)
  })

  it('waits for the consent, which is not ticked beforehand, and sends its version', async () => {
    await atTheCode()
    await page.type('短信码', '246810')
    expect(page.button('先看过并同意隐私政策').disabled).toBe(true)
    await page.tick('我看过并同意')
    await page.tick('这是我自己的手机')
    await page.press('登录')
    expect(bodyOf('/api/accounts/sessions')).toEqual({ phone: '138 0000 0001', code: '246810', consentVersion: '3', ownPhone: true })
    expect(page.router.currentRoute.value.fullPath).toBe('/subsidies/P05')
  })

  it('shows the notice in a sheet, so that nothing typed is lost', async () => {
    await atTheCode()
    await page.type('短信码', '246810')
    await page.press('《隐私政策》')
    await page.press('看过了，同意')
    await page.press('登录')
    expect(bodyOf('/api/accounts/sessions')).toMatchObject({ code: '246810', consentVersion: '3' })
  })

  it('says beside the phone what is wrong with it, without asking the server', async () => {
    page = await mountPage(SignInPage, '/sign-in')
    await page.type('手机号', '1380000000')
    await page.press('收短信码')
    expect(page.noteOf('手机号')).toBe('手机号是 11 位，现在是 10 位。')
    expect(bodyOf('/api/accounts/codes')).toBeUndefined()
    await page.type('手机号', '+44 7911 123456')
    await page.leave('手机号')
    expect(page.noteOf('手机号')).toBe('只能用中国大陆的手机号（+86）。')
  })

  it('says beside the code that it is wrong and how often one may still try', async () => {
    await atTheCode()
    answer('POST /api/accounts/sessions', 422, { code: 'accounts.code-wrong', details: { left: 3 }, requestId: 'r' })
    await page.type('短信码', '000000')
    await page.tick('我看过并同意')
    await page.press('登录')
    expect(page.noteOf('短信码')).toBe('短信码不对，看看最新收到的那条。还可以试 3 次。')
    expect(page.router.currentRoute.value.path).toBe('/sign-in')
  })

  it('asks a new person for the name, then for a firm, and keeps where they were going', async () => {
    await atTheCode()
    answer('POST /api/accounts/sessions', 201, { ...me, name: '', firms: [] })
    answer('PATCH /api/accounts/me', 200, { ...me, name: '李敏', firms: [] })
    await page.type('短信码', '246810')
    await page.tick('我看过并同意')
    await page.press('登录')
    expect(page.text()).toContain('怎么称呼您')
    await page.type('姓名', '李敏')
    await page.press('存好，下一步')
    expect(page.router.currentRoute.value.fullPath).toBe('/firms/new?next=/subsidies/P05')
  })

  it('asks for no firm where the page is for anybody', async () => {
    const forAnybody = { path: '/publicity/:id/object', component: { template: '<i />' }, meta: { anybody: true as const } }
    answer('GET /api/accounts/me', 200, { ...me, firms: [] })
    page = await mountPage(SignInPage, '/sign-in?next=/publicity/1/object', [forAnybody])
    expect(page.router.currentRoute.value.fullPath).toBe('/publicity/1/object')
  })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/sign-in?next=/sign-in'])('goes home instead of to %s', async (next) => {
    await atTheCode(`/sign-in?next=${encodeURIComponent(next)}`)
    await page.type('短信码', '246810')
    await page.tick('我看过并同意')
    await page.press('登录')
    expect(page.router.currentRoute.value.fullPath).toBe('/')
  })

  it('says so when there is no network, and keeps what was typed', async () => {
    forgetAnswers()
    await atTheCode()
    expect(page.text()).toContain('没有网')
    expect(document.querySelector<HTMLInputElement>('input[type=tel]')?.value).toBe('138 0000 0001')
  })

  it('leads a person who is signed in already straight on', async () => {
    answer('GET /api/accounts/me', 200, me)
    page = await mountPage(SignInPage, '/sign-in?next=/me')
    expect(page.router.currentRoute.value.fullPath).toBe('/me')
  })
})
