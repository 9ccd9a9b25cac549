import { defineComponent, h } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import type { Notifications } from '#contract/messages/notifications-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import NotificationsPage from '#client/messages/NotificationsPage.vue'
import StopPage from '#client/messages/StopPage.vue'
import { answer, answerWith, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'

// The toast is fetched when it is needed, which may be after a test is over.
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
vi.mock('axios', () => fakeAxios)

const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const Host = defineComponent(() => {
  useSessionStore().set(me)
  return () => h(NotificationsPage)
})
const StopHost = defineComponent(() => () => h(StopPage, { token: 'a.case.b' }))
const choices: Notifications['choices'] = (['case', 'account', 'policy', 'reminder'] as const).map((category) => ({ category, sms: true, push: true, email: true }))

function settings(more: Partial<Notifications> = {}): Notifications {
  return {
    phoneMasked: '138****0001', rhythm: 'each', choices, quietHours: { from: '20:30', to: '08:30' }, digestAt: '09:00', sms: 'on', push: { publicKey: null, devices: 0 },
    email: { state: 'on', address: null, waiting: null, isBounced: false }, ...more,
  }
}
let page: Page
const bodies = (route: string) => sent.filter((request) => `${request.method} ${request.url}` === route).map(({ data }) => data)
async function open(reply: Notifications): Promise<void> {
  answer('GET /api/messages/notifications', 200, reply)
  page = await mountPage(Host, '/me/notifications')
}
const boxes = () => [...document.querySelectorAll<HTMLInputElement>('.notify-choices input')]

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('通知方式', () => {
  it('shows only ways that lead somewhere, and says what SMS is for and when it is quiet', async () => {
    await open(settings())
    expect([...document.querySelectorAll('.notify-choices thead th')].map((cell) => cell.textContent)).toEqual(['短信'])
    expect(page.text()).toContain('138****0001')
    expect(page.text()).toContain('20:30')
    expect(page.text()).not.toContain('手机推送')
    expect(page.text()).not.toContain('多久发一次')
    page.unmount()
    await open(settings({ sms: 'off', email: { state: 'on', address: 'a@b.cn', waiting: null, isBounced: false } }))
    expect([...document.querySelectorAll('.notify-choices thead th')].map((cell) => cell.textContent)).toEqual(['邮件'])
    expect(page.text()).not.toContain('138****0001')
    expect(page.text()).toContain('多久发一次')
  })

  it('says in the demonstration that nothing is really sent', async () => {
    await open(settings({ sms: 'demo' }))
    expect(page.text()).toContain('不真的发出去')
  })

  it('saves one tick at a time and shows what the server answered', async () => {
    await open(settings())
    const reminder = { category: 'reminder', sms: false, push: true, email: true } as const
    answer('PATCH /api/messages/notifications', 200, settings({ choices: choices.map((choice) => (choice.category === 'reminder' ? reminder : choice)) }))
    document.querySelector<HTMLInputElement>('[aria-label="提醒发短信"]')?.click()
    await page.settle()
    expect(bodies('PATCH /api/messages/notifications')).toEqual([{ choices: [reminder] }])
    expect(boxes().map((box) => box.checked)).toEqual([true, true, true, false])
  })

  it('keeps showing the old state and says why when it could not be saved', async () => {
    await open(settings())
    document.querySelector<HTMLInputElement>('[aria-label="办件发短信"]')?.click()
    await page.settle()
    expect(page.text()).toContain('没有网')
    expect(document.querySelector('[aria-label="办件发短信"]')?.parentElement?.querySelector('.ck')?.classList.contains('on')).toBe(true)
  })
})

describe('an e-mail address', () => {
  it('is typed, proven by the code in the mail and then shown', async () => {
    await open(settings())
    answer('POST /api/messages/email', 202, { resendAfterSeconds: 60, expiresInSeconds: 600 })
    answer('POST /api/messages/email/confirm', 200, settings({ email: { state: 'on', address: 'li@example.cn', waiting: null, isBounced: false } }))
    await page.press('用邮件收')
    await page.press('发验证码到邮箱')
    expect(page.noteOf('邮箱')).toContain('请填邮箱')
    await page.type('邮箱', 'li@example.cn')
    await page.press('发验证码到邮箱')
    await page.type('验证码', '123456')
    await page.press('确认邮箱')
    expect(bodies('POST /api/messages/email')).toEqual([{ address: 'li@example.cn' }])
    expect(bodies('POST /api/messages/email/confirm')).toEqual([{ code: '123456' }])
    expect(page.text()).toContain('li@example.cn')
    expect(page.text()).toContain('不用邮件收')
  })

  it('that is none, or a code that is wrong, is said at its box', async () => {
    await open(settings())
    answer('POST /api/messages/email', 422, { code: 'invalid-input', fields: [{ field: 'address', reason: 'format' }], requestId: 'r' })
    await page.press('用邮件收')
    await page.type('邮箱', 'li')
    await page.press('发验证码到邮箱')
    expect(page.noteOf('邮箱')).toContain('name@example.com')
    answer('POST /api/messages/email', 202, { resendAfterSeconds: 0, expiresInSeconds: 600 })
    answer('POST /api/messages/email/confirm', 422, { code: 'accounts.code-wrong', details: { left: 4 }, requestId: 'r' })
    await page.press('发验证码到邮箱')
    await page.type('验证码', '000000')
    await page.press('确认邮箱')
    expect(page.noteOf('验证码')).toContain('还可以试 4 次')
  })

  it('that sent our mail back is said so', async () => {
    await open(settings({ email: { state: 'on', address: 'li@example.cn', waiting: null, isBounced: true } }))
    expect(page.text()).toContain('退了信')
  })
})

describe('pushes', () => {
  it('are offered in words where this browser has none, and nothing asks for permission', async () => {
    await open(settings({ push: { publicKey: 'BKey', devices: 0 } }))
    await page.settle()
    expect(page.text()).toContain('收不到推送')
    expect(page.text()).not.toContain('在这部手机上开推送')
  })
})

describe('the link under a mail', () => {
  it('asks first and stops when pressed', async () => {
    answer('GET /api/messages/stop/a.case.b', 200, { channel: 'email', category: 'case', isStopped: false })
    answerWith('POST /api/messages/stop/a.case.b', () => ({ status: 200, body: { channel: 'email', category: 'case', isStopped: true } }))
    page = await mountPage(StopHost, '/messages/stop/a.case.b')
    expect(page.text()).toContain('不再收办件方面的邮件？')
    expect(bodies('POST /api/messages/stop/a.case.b')).toHaveLength(0)
    await page.press('停发')
    expect(page.text()).toContain('停了，不再发办件方面的邮件')
    expect(document.querySelector('a.btn')?.getAttribute('href')).toBe('/me/notifications')
  })
})
