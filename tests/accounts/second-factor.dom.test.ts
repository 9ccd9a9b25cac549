import { createPinia, setActivePinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createApp, defineComponent, h } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askToJoin } from '#contract/accounts/endpoints.ts'
import type { Me } from '#contract/accounts/schema.ts'
import FactorSheet from '#client/accounts/FactorSheet.vue'
import FreshCodeSheet from '#client/accounts/FreshCodeSheet.vue'
import SecondFactorPage from '#client/accounts/SecondFactorPage.vue'
import SignInPage from '#client/accounts/SignInPage.vue'
import { useSessionStore } from '#client/accounts/session.ts'
import { call } from '#client/http.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from './mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const me: Me = { id: 'a1', name: '王倩', phoneMasked: '138****0010', roles: ['officer'], firms: [], consentVersion: '3', sessionExpiresAt: '2026-11-24T00:00:00.000Z' }
const wrong = (details: Record<string, number>) => ({ code: 'accounts.factor-wrong', details: { now: Date.parse('2026-11-23T02:08:05Z') / 1000, ...details }, requestId: 'r' })
const recoveryCodes = Array.from({ length: 10 }, (_, n) => `ABCD${n + 2 > 9 ? 'Z' : n + 2}-FGHJK`)
const state = { isSetUp: true, isDemanded: false, setUpAt: '2026-11-20T02:00:00.000Z', recoveryLeft: 9, graceUntil: null }
let page: Page | undefined

beforeEach(() => {
  vi.useFakeTimers()
  answer('GET /api/accounts/me', 401, { code: 'not-signed-in', requestId: 'r' })
  answer('GET /api/county', 200, { serviceName: '知企通', ownPhoneDays: 5, privacy: { title: '隐私政策', version: '3', summary: [], sections: [], updatedOn: '2026-11-23' } })
  answer('POST /api/accounts/codes', 202, { demoCode: '246810', resendAfterSeconds: 60, expiresInSeconds: 300 })
  answer('POST /api/accounts/second-factor/setups', 201, { address: 'otpauth://totp/x?secret=ABCDEFGH', secret: 'ABCDEFGHIJKLMNOP', expiresAt: '2026-11-23T03:00:00.000Z' })
  answer('POST /api/accounts/second-factor/confirmations', 201, { recoveryCodes, me: { ...me, hasFactor: true } })
})
afterEach(() => {
  page?.unmount()
  page = undefined
  forgetAnswers()
  vi.useRealTimers()
})

async function afterTheSms(factorStep: 'prove' | 'set-up'): Promise<Page> {
  answer('POST /api/accounts/sessions', 201, { ...me, factorStep })
  const opened = await mountPage(SignInPage, '/sign-in?next=/desk/queue')
  page = opened
  await opened.type('手机号', '13800000010')
  await opened.press('收短信码')
  await opened.type('短信码', '246810')
  await opened.tick('我看过并同意')
  await opened.press('登录')
  return opened
}
const bodiesOf = (url: string) => sent.filter((request) => request.method === 'POST' && request.url === url).map(({ data }) => data)
const prove = '/api/accounts/sessions/current/factor'

describe('after the code by SMS', () => {
  it('the app’s code is asked for, a wrong one is explained with the right time, and the way goes on', async () => {
    const shown = await afterTheSms('prove')
    expect(shown.text()).toContain('再输一次手机验证器里的数字')
    expect(shown.router.currentRoute.value.path).toBe('/sign-in')
    answer(`POST ${prove}`, 422, wrong({}))
    await shown.type('动态口令', '111111')
    await shown.press('登录')
    expect(shown.text()).toContain('标准时间是 10:08:05')
    answer(`POST ${prove}`, 200, { me: { ...me, hasFactor: true } })
    await shown.type('动态口令', '123456')
    await shown.press('登录')
    expect(bodiesOf(prove)).toEqual([{ code: '111111' }, { code: '123456' }])
    expect(shown.router.currentRoute.value.fullPath).toBe('/desk/queue')
  })

  it.each([
    [{ behindSeconds: 245 }, '时间慢了大约 4 分钟'],
    [{ used: 1 }, '这组数字刚用过'],
  ])('%j is said in plain words', async (details, words) => {
    const shown = await afterTheSms('prove')
    answer(`POST ${prove}`, 422, wrong(details))
    await shown.type('动态口令', '111111')
    await shown.press('登录')
    expect(shown.text()).toContain(words)
  })

  it('a recovery code does as well; what was wrong with the other box is not said of it', async () => {
    const shown = await afterTheSms('prove')
    answer(`POST ${prove}`, 422, wrong({}))
    await shown.type('动态口令', '111111')
    await shown.press('登录')
    await shown.press('手机不在身边')
    expect(shown.noteOf('恢复码')).toContain('设置时存下的')
    answer(`POST ${prove}`, 200, { me: { ...me, hasFactor: true }, recoveryLeft: 9 })
    await shown.type('恢复码', 'abcde fghjk')
    await shown.press('登录')
    expect(bodiesOf(prove).at(-1)).toEqual({ code: 'abcde fghjk' })
    expect(shown.router.currentRoute.value.fullPath).toBe('/desk/queue')
  })

  it('somebody without one sets it up first, and goes on when the recovery codes are kept', async () => {
    // Fetched when it is needed; the steps of the test's own clock must not race that.
    await import('#client/accounts/FactorSetUp.vue')
    const shown = await afterTheSms('set-up')
    await shown.press('开始设置')
    expect(shown.text()).toContain('ABCD EFGH IJKL MNOP')
    expect(document.querySelector('.factor-qr path')?.getAttribute('d')).toMatch(/^M\d+ \d+h1v1/)
    await shown.type('验证器里的 6 位数字', '123456')
    await shown.press('核对，下一步')
    expect(document.querySelectorAll('.recovery-codes li')).toHaveLength(10)
    expect(shown.router.currentRoute.value.path).toBe('/sign-in')
    expect(shown.button('存好了再继续').disabled).toBe(true)
    await shown.tick('我存好了')
    await shown.press('完成')
    expect(shown.router.currentRoute.value.fullPath).toBe('/desk/queue')
  })
})

describe('the page of the second factor', () => {
  async function open(now: object): Promise<Page> {
    answer('GET /api/accounts/me', 200, { ...me, hasFactor: true })
    answer('GET /api/accounts/second-factor', 200, { ...state, ...now })
    page = await mountPage(SecondFactorPage, '/me/second-factor')
    return page
  }

  it('shows how many recovery codes are left, makes new ones and shows them once', async () => {
    const shown = await open({})
    expect(shown.text()).toContain('2026年11月20日设好')
    expect(shown.text()).toContain('恢复码还剩 9 个')
    answer('POST /api/accounts/second-factor/recovery-codes', 201, { recoveryCodes })
    await shown.press('恢复码还剩 9 个')
    expect(document.querySelectorAll('.recovery-codes li')).toHaveLength(10)
    await shown.tick('我存好了')
    await shown.press('完成')
    expect(document.querySelectorAll('.recovery-codes li')).toHaveLength(0)
  })

  it('offers to give it up only where it is not demanded', async () => {
    expect((await open({})).button('停用')).toBeTruthy()
    page?.unmount()
    const shown = await open({ isDemanded: true })
    expect(() => shown.button('停用')).toThrow()
  })

  it('says until when it goes without', async () => {
    expect((await open({ isSetUp: false, isDemanded: true, setUpAt: null, recoveryLeft: 0, graceUntil: '2026-11-26T02:08:00.000Z' })).text()).toContain('请在 2026年11月26日 前设好')
  })
})

describe('a factor that is missed in the middle of something', () => {
  it('is asked for in place; what was being sent goes again by itself, once', async () => {
    vi.useRealTimers()
    const pinia = createPinia()
    setActivePinia(pinia)
    const app = createApp(defineComponent({ render: () => h('i') }))
    app.use(pinia).use(PiniaColada)
    const session = app.runWithContext(() => useSessionStore())
    session.set(me)
    const join = 'POST /api/accounts/firms/f1/members'
    answer(join, 403, { code: 'accounts.factor-needed', details: { step: 'prove' }, requestId: 'r' })
    const sending = call(askToJoin, { params: { id: 'f1' }, body: {} })
    await vi.waitFor(() => expect(session.me?.factorStep).toBe('prove'))
    answer(join, 201, { state: 'pending' })
    session.set({ ...me, hasFactor: true })
    expect(await sending).toEqual({ state: 'pending' })
    expect(bodiesOf('/api/accounts/firms/f1/members')).toHaveLength(2)
    answer(join, 403, { code: 'accounts.factor-needed', details: { step: 'prove' }, requestId: 'r' })
    answer('DELETE /api/accounts/sessions/current', 204)
    const lost = call(askToJoin, { params: { id: 'f1' }, body: {} }).catch((error: unknown) => error)
    await vi.waitFor(() => expect(session.me?.factorStep).toBe('prove'))
    await session.signOut()
    expect(await lost).toMatchObject({ code: 'accounts.factor-needed' })
  })

  it('has a sheet with no way round it but signing out', async () => {
    page = await mountPage(defineComponent({ render: () => h(FactorSheet, { step: 'prove' }) }), '/desk')
    expect(page.text()).toContain('再输动态口令')
    expect(() => page?.button('先不')).toThrow()
    expect(page.button('换个账号，退出登录')).toBeTruthy()
  })
})

describe('a fresh confirmation', () => {
  async function asked(by: 'factor' | null): Promise<Page> {
    answer('GET /api/accounts/me', 200, { ...me, hasFactor: true })
    const shown = await mountPage(FreshCodeSheet, '/desk')
    page = shown
    const session = useSessionStore()
    session.set({ ...me, hasFactor: true })
    answer('POST /api/accounts/firms/f1/members', 403, { code: 'accounts.fresh-code-needed', ...(by ? { details: { by } } : {}), requestId: 'r' })
    void call(askToJoin, { params: { id: 'f1' }, body: {} }).catch(() => undefined)
    await shown.settle()
    return shown
  }
  const confirmations = '/api/accounts/sessions/current/confirmations'

  it('may be given with the app’s code where messages are slow', async () => {
    const shown = await asked(null)
    await shown.press('短信慢？用动态口令')
    answer(`POST ${confirmations}`, 204)
    await shown.type('动态口令', '123456')
    await shown.press('确认，接着办')
    expect(bodiesOf(confirmations)).toEqual([{ code: '123456', by: 'factor' }])
  })

  it('of the factor itself takes no SMS', async () => {
    const shown = await asked('factor')
    expect(shown.text()).toContain('再核对一次动态口令')
    expect(() => shown.button('收短信码')).toThrow()
    expect(() => shown.button('改收短信码')).toThrow()
  })
})
