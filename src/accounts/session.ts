import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import type { Me, MyFirm, StaffRole } from '#contract/accounts/schema.ts'
import { onSessionLost } from '#client/http.ts'
import { keep, readKept } from '#client/ui/kept.ts'
import { endSession, readMe } from './api.ts'
import { forgetVaults } from './my-vault.ts'

const firmKey = 'zqt.firm'
/** Set while somebody is signed in on this phone: lets a public page ask who it is, and spares everybody else the request. */
const hintKey = 'zqt.signed-in'

/** Who is signed in and for which firm they act. Outlives pages; everything else of the server's is in queries. Browser only. */
export const useSessionStore = defineStore('session', () => {
  /** undefined: not known yet; null: nobody. */
  const me = shallowRef<Me | null>()
  /** The server no longer knows the session although someone was signed in here: the sheet asks for a code, nothing is navigated away (C1). */
  const isLost = ref(false)
  const chosenFirmId = ref(readKept(firmKey))
  let loading: Promise<Me | null> | null = null

  const activeFirms = computed<MyFirm[]>(() => me.value?.firms.filter((firm) => firm.state === 'active') ?? [])
  /** The firm the person acts for: the chosen one, else the first they are an active member of. */
  const firm = computed<MyFirm | null>(() => activeFirms.value.find((own) => own.id === chosenFirmId.value) ?? activeFirms.value[0] ?? null)
  const isStaff = computed(() => (me.value?.roles.length ?? 0) > 0)

  function hasRole(role: StaffRole): boolean {
    return me.value?.roles.includes(role) ?? false
  }

  /** Asks the server once; later calls answer from memory. Throws ApiError when it cannot be known (offline). */
  async function load(): Promise<Me | null> {
    if (me.value !== undefined) return me.value
    return reload()
  }

  /** For public pages: asks only where somebody was signed in, and is quiet when it cannot be known. */
  async function loadIfLikely(): Promise<void> {
    if (me.value !== undefined || readKept(hintKey) === null) return
    // Without a network the person stays unknown; the public page needs nobody.
    await load().catch(() => null)
  }

  async function reload(): Promise<Me | null> {
    loading ??= readMe().finally(() => (loading = null))
    me.value = await loading
    keep(hintKey, me.value ? '1' : null)
    return me.value
  }

  /** After signing in, or after any call that answers with a fresh Me. A different person starts with an empty cache. */
  function set(next: Me): void {
    if (me.value && me.value.id !== next.id) forgetPrivate()
    me.value = next
    isLost.value = false
    keep(hintKey, '1')
  }

  /** Drops the key of this person's vault and every reading but the public ones (keys beginning with 'public'). */
  function forgetPrivate(): void {
    forgetVaults()
    const cache = useQueryCache()
    for (const entry of cache.getEntries()) if (entry.key[0] !== 'public') cache.remove(entry)
  }

  function chooseFirm(id: string): void {
    chosenFirmId.value = id
    keep(firmKey, id)
  }

  /** Ends the session on the server, then forgets everything here. */
  async function signOut(): Promise<void> {
    await endSession()
    me.value = null
    isLost.value = false
    keep(hintKey, null)
    forgetPrivate()
  }

  // On the server a store lives for one rendering only.
  if (typeof window !== 'undefined')
    onSessionLost(() => {
      if (me.value) isLost.value = true
    })

  return { me, isLost, firm, activeFirms, isStaff, hasRole, load, loadIfLikely, reload, set, chooseFirm, signOut }
})
