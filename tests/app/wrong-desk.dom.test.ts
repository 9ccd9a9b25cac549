import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createApp } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import { installGuards } from '#client/app/guards.ts'
import { answer, fakeAxios, forgetAnswers } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const me = { id: 'a1', name: '罗成', phoneMasked: '138****0060', firms: [], consentVersion: 'v', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }

async function opened(roles: Me['roles'], path: string): Promise<string> {
  answer('GET /api/accounts/me', 200, { ...me, roles })
  const pinia = createPinia()
  const page = (at: string, allowed: Me['roles']) => ({ path: at, component: {}, meta: { roles: allowed } })
  const router = createRouter({ history: createMemoryHistory(), routes: [page('/desk', ['officer']), page('/desk/staff', ['administrator']), page('/bank', ['bank']), { path: '/:path(.*)*', component: {} }] })
  createApp({}).use(pinia).use(PiniaColada)
  installGuards(router, pinia)
  await router.push(path)
  return router.currentRoute.value.path
}

beforeEach(forgetAnswers)

describe('a page of another duty', () => {
  it.each<[Me['roles'], string, string]>([
    [['administrator'], '/desk', '/desk/staff'],
    [['officer'], '/desk/staff', '/desk'],
    [['bank'], '/desk', '/bank'],
    [['expert'], '/desk', '/me'],
    [[], '/desk', '/'],
  ])('leads %j from %s to where their own work is, %s', async (roles, path, root) => {
    expect(await opened(roles, path)).toBe(root)
  })

  it('opens for whoever has the duty', async () => {
    expect(await opened(['administrator'], '/desk/staff')).toBe('/desk/staff')
  })
})
