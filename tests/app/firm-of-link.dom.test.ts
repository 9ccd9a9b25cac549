import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createApp } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Me, MyFirm } from '#contract/accounts/schema.ts'
import { installGuards } from '#client/app/guards.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const firm = (id: string, state: MyFirm['state']): MyFirm => ({ id, name: `${id}有限公司`, uscc: '91370321MA3C0A001X', role: 'clerk', state, verification: 'verified' }) as MyFirm
const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0002', roles: [], firms: [firm('first', 'active'), firm('second', 'active'), firm('asked', 'pending')], consentVersion: 'v', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }

async function follow(link: string): Promise<string | undefined> {
  const pinia = createPinia()
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:path(.*)*', component: {}, meta: { signedIn: true } }] })
  createApp({}).use(pinia).use(PiniaColada)
  installGuards(router, pinia)
  await router.push(link)
  return useSessionStore(pinia).firm?.id
}

beforeEach(() => {
  localStorage.clear()
  forgetAnswers()
  answer('GET /api/accounts/me', 200, me)
})

describe('a message about one of several firms', () => {
  it('opens with that firm', async () => {
    expect(await follow('/rights/fees?firm=second')).toBe('second')
  })

  it.each(['asked', 'nobody', ''])('does not choose %j, for which the person does not act', async (id) => {
    expect(await follow(`/rights/fees?firm=${id}`)).toBe('first')
  })
})
