// Pushes are offered after something was handed in, where they can work, and never again to whoever said no.
import { defineComponent, h } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import type { PushState } from '#client/messages/push.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, type Page } from '../accounts/mount-page.dom.ts'

const push = vi.hoisted(() => ({ state: 'off' as string, asked: 0 }))
// The toast is fetched when it is needed, which may be after a test is over.
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
vi.mock('axios', () => fakeAxios)
vi.mock('#client/messages/push.ts', () => ({
  readPushState: () => Promise.resolve(push.state as PushState),
  turnPushOn: () => {
    push.asked += 1
    push.state = 'on'
    return Promise.resolve('on')
  },
  turnPushOff: () => Promise.resolve(),
}))
const { default: PushOffer } = await import('#client/messages/PushOffer.vue')

const next = '添加到手机桌面'
const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const Host = defineComponent(() => {
  useSessionStore().set(me)
  return () => h(PushOffer, null, { default: () => h('p', '添加到手机桌面') })
})
let page: Page
async function open(publicKey: string | null = 'BKey'): Promise<void> {
  answer('GET /api/messages/notifications', 200, {
    phoneMasked: '138****0001', rhythm: 'each', choices: [], quietHours: { from: '20:30', to: '08:30' }, digestAt: '09:00', sms: 'on', push: { publicKey, devices: 0 },
    email: { state: 'off', address: null, waiting: null, isBounced: false },
  })
  page = await mountPage(Host, '/subsidies/applications/a/submitted')
}

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  Object.assign(push, { state: 'off', asked: 0 })
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

// What else may be offered stands in its slot: after pushes, at another moment.
describe('the offer of pushes', () => {
  it('asks the browser only when the button is pressed', async () => {
    await open()
    expect(push.asked).toBe(0)
    await page.press('在这部手机上开推送')
    expect(push.asked).toBe(1)
    expect(page.text()).not.toContain('在这部手机上开推送')
    expect(page.text()).not.toContain(next)
  })

  it('is not made again to whoever said no', async () => {
    await open()
    await page.press('不用')
    expect(page.text()).toBe('')
    page.unmount()
    await open()
    expect(page.text()).toBe(next)
  })

  it.each(['on', 'blocked', 'wechat', 'ios', 'none'])('is not made where pushes are %s', async (state) => {
    push.state = state
    await open()
    expect(page.text()).toBe(next)
  })

  it('is not made where the server has no keys', async () => {
    await open(null)
    expect(page.text()).toBe(next)
  })
})
