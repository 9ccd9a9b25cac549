// Who finds the key of a vault on a phone that several people use.
import { createPinia, setActivePinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createApp } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { getLocalKey } from '#contract/accounts/endpoints.ts'
import { fakeIdb, me, rememberedHere } from '../subsidies/stage.dom.ts'

vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})
const server = { who: me as typeof me | null, isOnline: true, ended: 0 }
const tick = () => new Promise((resolve) => setTimeout(resolve, 30))
vi.mock('#client/http-request.ts', () => {
  return {
    request: async ({ method, path }: { method: string; path: string }) => {
      const { ApiError } = await import('#client/http.ts')
      if (!server.isOnline) throw new ApiError('offline')
      if (path.endsWith('/local-key')) {
        if (!server.who) throw new ApiError('not-signed-in', { status: 401 })
        return { key: btoa(String.fromCharCode(...new Uint8Array(32))) }
      }
      if (method === 'DELETE' || path.includes('sign-out')) {
        server.ended += 1
        server.who = null
        return undefined
      }
      if (!server.who) throw new ApiError('not-signed-in', { status: 401 })
      return server.who
    },
  }
})

/** A page opened anew: nothing in memory, everything on the phone as it is. */
async function openPage() {
  vi.resetModules()
  const pinia = createPinia()
  createApp({}).use(pinia).use(PiniaColada)
  setActivePinia(pinia)
  const { useSessionStore } = await import('#client/accounts/session.ts')
  const { openMyVault } = await import('#client/accounts/my-vault.ts')
  const { call } = await import('#client/http.ts')
  return { session: useSessionStore(), openMyVault, call }
}
const other = { ...me, id: 'other', name: '张海' }
async function opened() {
  const page = await openPage()
  await page.session.load()
  await page.openMyVault(me.id)
  await tick()
  expect([...rememberedHere.keys()].sort()).toEqual(['key', 'person'])
  return page
}
beforeEach(() => {
  rememberedHere.clear()
  localStorage.clear()
  Object.assign(server, { who: me, isOnline: true, ended: 0 })
})
afterEach(() => vi.restoreAllMocks())

describe('the kept key', () => {
  it('can be used and not read', async () => {
    await opened()
    const { key } = rememberedHere.get('key') as { key: CryptoKey }
    expect(key.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  it.each([[true], [false]])('is gone after a sign-out (with a network: %s), also for a page opened anew', async (isOnline) => {
    const { session } = await opened()
    server.isOnline = isOnline
    await session.signOut()
    await tick()
    expect([...rememberedHere.keys()]).toEqual([])
    const { session: next } = await openPage()
    expect(await next.load().catch(() => 'unknown')).toBe(isOnline ? null : 'unknown')
  })

  it('is gone when the session is over', async () => {
    await opened()
    server.who = null
    const { session } = await openPage()
    expect(await Promise.race([session.reload(), tick()])).toBeNull()
    await tick()
    expect([...rememberedHere.keys()]).toEqual([])
  })

  it('is gone when somebody else is signed in on this phone, whoever asks first', async () => {
    await opened()
    server.who = other
    const { session } = await openPage()
    session.set(other)
    await tick()
    expect(JSON.stringify([...rememberedHere.values()])).not.toContain(`"${me.id}"`)
    expect(rememberedHere.has('key')).toBe(false)
  })

  it('does not come back by another page that is still open when one signs out without a network', async () => {
    const first = await opened()
    const second = await openPage()
    await second.session.load()
    await second.openMyVault(me.id)
    server.isOnline = false
    await first.session.signOut()
    server.isOnline = true
    await expect(second.call(getLocalKey)).rejects.toMatchObject({ code: 'not-signed-in' })
    await tick()
    expect([second.session.isLost, server.ended, [...rememberedHere.keys()]]).toEqual([true, 1, []])
  })

  it('of one person sends nothing under the session of another who signed in on another page', async () => {
    const { session, call } = await opened()
    await expect(call(getLocalKey)).resolves.toMatchObject({})
    server.who = other
    localStorage.setItem('zqt.signed-in', other.id)
    await expect(call(getLocalKey)).rejects.toMatchObject({ code: 'not-signed-in' })
    expect([session.isLost, session.me?.id]).toEqual([true, me.id])
    server.who = me
    session.set(me)
    await expect(call(getLocalKey)).resolves.toMatchObject({})
  })

  it('is given up by a page that is told of the sign-out on another', async () => {
    const { session } = await opened()
    localStorage.removeItem('zqt.signed-in')
    window.dispatchEvent(new StorageEvent('storage', { key: 'zqt.signed-in', newValue: null }))
    await tick()
    expect([session.isLost, [...rememberedHere.keys()]]).toEqual([true, []])
  })

  it('is not there after the time of the session, by this phone', async () => {
    await opened()
    server.isOnline = false
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 13 * 3_600_000)
    const { session } = await openPage()
    await session.load().catch(() => null)
    await tick()
    expect([...rememberedHere.keys()]).toEqual([])
  })
})
