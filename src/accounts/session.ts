import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import type { Me, MyFirm, StaffRole } from '#contract/accounts/schema.ts'
import { ApiError, onSessionLost, setFactorAsker, setWhoAssurer } from '#client/http.ts'
import { keep, readKept } from '#client/ui/kept.ts'
import { endSession, readMe } from './api.ts'
import { forgetKeptKey, forgetVaults, isAnybodyRemembered, rememberedPerson, rememberPerson, whenKeyIsHere } from './my-vault.ts'

const firmKey = 'zqt.firm'
/** Id of whoever is signed in on this phone: lets a public page ask who it is, spares everybody else the request, and tells a page that is still open of the next person. */
const hintKey = 'zqt.signed-in'
/** Set while somebody has signed out here without a network: the server is told before it is asked anything else. */
const leavingKey = 'zqt.leaving'
/** A person this phone remembers does not wait longer for the server to say so. */
const patienceMs = 3_000
const isPassing = (error: unknown) => error instanceof ApiError && error.isRetryable

/** Who is signed in and for which firm they act. Outlives pages; everything else of the server's is in queries. Browser only. */
export const useSessionStore = defineStore('session', () => {
  /** undefined: not known yet; null: nobody. */
  const me = shallowRef<Me | null>()
  /** The server no longer knows the session although someone was signed in here: the sheet asks for a code, nothing is navigated away (C1). */
  const isLost = ref(false)
  /** False: remembered by this phone without a network, the server has not said so since. Nothing is sent before it has. */
  const isConfirmed = ref(true)
  const chosenFirmId = ref(readKept(firmKey))
  let loading: Promise<Me | null> | null = null
  /** What waits for the second factor. */
  let waiting: ((isProven: boolean) => void)[] = []
  let leaving: Promise<void> | null = null

  const activeFirms = computed<MyFirm[]>(() => me.value?.firms.filter((firm) => firm.state === 'active') ?? [])
  /** The firm the person acts for: the chosen one, else the first they are an active member of. */
  const firm = computed<MyFirm | null>(() => activeFirms.value.find((own) => own.id === chosenFirmId.value) ?? activeFirms.value[0] ?? null)
  const isStaff = computed(() => (me.value?.roles.length ?? 0) > 0)

  /** An auditor reads what officers read and is offered nothing that acts. */
  const canAct = computed(() => me.value?.roles.includes('auditor') !== true)

  function hasRole(role: StaffRole): boolean {
    return me.value?.roles.includes(role) ?? false
  }

  /**
   * Asks the server once; later calls answer from memory. Without a network it is the person this phone remembers (`isConfirmed` false). Throws ApiError when it
   * cannot be known.
   */
  async function load(): Promise<Me | null> {
    if (me.value !== undefined) return me.value
    const asking = reload()
    if (!isAnybodyRemembered()) return asking
    const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), navigator.onLine ? patienceMs : 0))
    const first = await Promise.race([asking, late]).catch((error: unknown) => {
      if (isPassing(error)) return 'late' as const
      throw error
    })
    return first === 'late' ? ((await recall()) ?? asking) : first
  }

  async function recall(): Promise<Me | null> {
    const person = await rememberedPerson()
    if (me.value !== undefined || !person || readKept(leavingKey) !== null) return me.value ?? null
    isConfirmed.value = false
    me.value = person
    return person
  }

  /** Ends first what was ended here without a network, on whichever page, and asks again about a person who is only remembered. Throws ApiError: nothing may be sent for them now. */
  async function confirm(): Promise<void> {
    await finishLeaving()
    if (isSomebodyElseHere()) throw new ApiError('not-signed-in', { status: 401 })
    // A session that is lost is judged by the server, request by request: signing in again must go through.
    if (isConfirmed.value || isLost.value || !me.value) return
    const { id } = me.value
    if ((await reload())?.id !== id) throw new ApiError('not-signed-in', { status: 401 })
  }

  /** On another page of this phone somebody else has signed in: what this page still sends would go out in their name (promises.md B 25). */
  function isSomebodyElseHere(): boolean {
    const here = readKept(hintKey)
    // '1': written before the id was.
    if (!me.value || here === null || here === '1' || here === me.value.id) return false
    isLost.value = true
    return true
  }

  /** For public pages: asks only where somebody was signed in, and is quiet when it cannot be known. */
  async function loadIfLikely(): Promise<void> {
    if (me.value !== undefined || readKept(hintKey) === null) return
    // Without a network the person stays unknown; the public page needs nobody.
    await load().catch(() => null)
  }

  function reload(): Promise<Me | null> {
    loading ??= askServer().finally(() => (loading = null))
    return loading
  }

  async function askServer(): Promise<Me | null> {
    await finishLeaving()
    const answered = await readMe()
    if (answered) set(answered)
    else {
      forgetKeptKey()
      keep(hintKey, null)
      // What a remembered person has open stays before them; the sheet asks for a code (C1).
      if (!isConfirmed.value) isLost.value = true
      else me.value = null
    }
    return me.value ?? null
  }

  /** Ends on the server what was ended here without a network. */
  async function finishLeaving(): Promise<void> {
    if (readKept(leavingKey) === null) return
    leaving ??= endSession()
      .catch((error: unknown) => {
        if (isPassing(error)) throw error
      })
      .then(() => keep(leavingKey, null))
      .finally(() => (leaving = null))
    await leaving
  }

  /** After signing in, or after any call that answers with a fresh Me. A different person starts with an empty cache. */
  function set(next: Me): void {
    if (me.value && me.value.id !== next.id) {
      // What the other one was about to do is not done in this one's name.
      letGo(false)
      forgetPrivate()
    }
    me.value = next
    isLost.value = false
    isConfirmed.value = true
    keep(hintKey, next.id)
    keep(leavingKey, null)
    if (next.factorStep) return
    rememberPerson(next)
    letGo(true)
  }

  function letGo(isProven: boolean): void {
    const gone = waiting
    waiting = []
    for (const answer of gone) answer(isProven)
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

  /** Forgets everything here and ends the session on the server; without a network that follows as soon as there is one. */
  async function signOut(): Promise<void> {
    forgetKeptKey()
    await endSession().catch((error: unknown) => {
      if (isPassing(error)) keep(leavingKey, '1')
      else if (!(error instanceof ApiError) || error.code !== 'not-signed-in') throw error
    })
    me.value = null
    isLost.value = false
    isConfirmed.value = true
    keep(hintKey, null)
    letGo(false)
    forgetPrivate()
  }

  // On the server a store lives for one rendering only.
  if (typeof window !== 'undefined') {
    const onLost = () => {
      if (!me.value) return
      isLost.value = true
      forgetKeptKey()
    }
    onSessionLost(onLost)
    // Signed out on another page of this phone: what is open here stays sealed for the next person, too.
    window.addEventListener('storage', ({ key, newValue }) => {
      if (key !== hintKey) return
      if (newValue === null) onLost()
      else isSomebodyElseHere()
    })
    setWhoAssurer(confirm)
    // The sheet shows by itself (App.vue); nothing is navigated away, and what was being sent goes on afterwards.
    setFactorAsker((step) => {
      if (!me.value) return Promise.resolve(false)
      me.value = { ...me.value, factorStep: step }
      return new Promise((resolve) => waiting.push(resolve))
    })
    whenKeyIsHere((userId) => {
      if (me.value?.id === userId && isConfirmed.value && !me.value.factorStep) rememberPerson(me.value)
    })
    // Quiet: whoever needs the answer asks for it.
    const onBack = () => void confirm().catch(() => undefined)
    window.addEventListener('online', onBack)
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && onBack())
    onBack()
  }

  return { me, isLost, isConfirmed, firm, activeFirms, isStaff, canAct, hasRole, load, loadIfLikely, reload, confirm, set, chooseFirm, signOut }
})
