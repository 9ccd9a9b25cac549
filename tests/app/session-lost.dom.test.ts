import { PiniaColada } from '@pinia/colada'
import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { defineComponent, h } from 'vue'
import { listMessages } from '#contract/messages/endpoints.ts'
import type { Me } from '#contract/accounts/schema.ts'
import App from '#client/App.vue'
import { useSessionStore } from '#client/accounts/session.ts'
import { call } from '#client/http.ts'

const request = vi.hoisted(() => vi.fn())
vi.mock('axios', () => ({
  default: { request, isAxiosError: (error: unknown) => typeof error === 'object' && error !== null && 'isAxiosError' in error },
}))

const me: Me = {
  id: 'a1',
  name: '李敏',
  phoneMasked: '138****0002',
  roles: [],
  firms: [],
  consentVersion: 'v',
  sessionExpiresAt: '2026-12-01T00:00:00.000Z',
}
const HalfFilled = defineComponent({ render: () => h('input', { id: 'typed' }) })

async function aPageInUse() {
  document.body.innerHTML = '<div id="overlays"></div><div id="host"></div>'
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:path(.*)*', component: HalfFilled }] })
  await router.push('/subsidies/applications/x')
  const pinia = createPinia()
  const host = document.getElementById('host') ?? document.body
  const wrapper = mount(App, { attachTo: host, global: { plugins: [pinia, PiniaColada, router] } })
  const session = useSessionStore(pinia)
  session.set(me)
  const typed = document.querySelector<HTMLInputElement>('#typed')
  if (typed) typed.value = '填到一半'
  return { router, wrapper, session }
}

beforeEach(() => {
  request.mockReset()
  request.mockImplementation(async ({ url }: { url: string }) => {
    if (url === '/api/accounts/sessions') return { data: me }
    throw { isAxiosError: true, response: { status: 401, data: { code: 'not-signed-in', requestId: 'r' }, headers: {} } }
  })
})

describe('a session that ends while a form is being filled (C1)', () => {
  it('is said in place, blocks, leads nowhere, and what was typed stays', async () => {
    const { router, wrapper } = await aPageInUse()
    await call(listMessages, { query: {} }).catch(() => null)
    await vi.waitFor(() => expect(document.body.textContent).toContain('登录到时间了，填的内容都在。收个短信码接着填。'), {
      timeout: 5_000,
    })
    expect(router.currentRoute.value.fullPath).toBe('/subsidies/applications/x')
    expect(document.querySelector<HTMLInputElement>('#typed')?.value).toBe('填到一半')
    wrapper.unmount()
  })

  it('goes on where it was once the same person has signed in again', async () => {
    const { router, wrapper, session } = await aPageInUse()
    await call(listMessages, { query: {} }).catch(() => null)
    expect(session.isLost).toBe(true)
    session.set(me)
    expect(session.isLost).toBe(false)
    expect(router.currentRoute.value.fullPath).toBe('/subsidies/applications/x')
    expect(document.querySelector<HTMLInputElement>('#typed')?.value).toBe('填到一半')
    wrapper.unmount()
  })

  it('is not announced to somebody who never signed in', async () => {
    const { wrapper, session } = await aPageInUse()
    session.me = null
    await call(listMessages, { query: {} }).catch(() => null)
    expect(session.isLost).toBe(false)
    wrapper.unmount()
  })
})
