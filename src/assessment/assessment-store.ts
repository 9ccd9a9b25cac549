// The person's assessments on this phone. Outlives pages; opens without a network, keeps what is answered and sends it by itself: after a pause,
// when the network, the page or the session is back, and on a timer. Nothing is kept or sent under another person.
import { ref, shallowReactive, type Ref } from 'vue'
import { defineStore } from 'pinia'
import type { Assessment } from '#contract/assessment/schema.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { followPerson } from '#client/accounts/unsent-work.ts'
import { createBackoff, type Backoff } from '#client/files/upload-retry.ts'
import { toApiError } from '#client/http.ts'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { openTabChannel } from '#client/ui/tab-channel.ts'
import { endAssessment, readAssessment } from './api.ts'
import { createBeginning } from './beginning.ts'
import { createEdits } from './edits.ts'
import { loadEdition } from './kept-editions.ts'
import { listKept, readAlias, readAll } from './local-record.ts'
import { createSending } from './sending.ts'
import { adoptCopy, makeSheet, type Sheet } from './sheet.ts'
import { keepSheet, type SheetKeeper } from './sheet-keeper.ts'

const freshMs = 15_000

/** What runs for a sheet behind the scenes. */
export interface Chore {
  keeper: SheetKeeper
  backoff: Backoff
  timer?: ReturnType<typeof setTimeout>
  keeping?: ReturnType<typeof setTimeout>
  running?: Promise<void>
  loading?: Promise<void>
  reading?: Promise<void>
  readAt: number
  /** Moves with everything that changes the server's copy from here: a reading that was under way meanwhile is read again. */
  stamp: number
}

/** What the parts of the store need of each other. */
export interface StoreCore {
  session: ReturnType<typeof useSessionStore>
  isOffline: Ref<boolean>
  sheets: Map<string, Sheet>
  aliases: Map<string, string>
  sheetOf(id: string): Sheet | null
  choreOf(sheet: Sheet): Chore
  makeOne(id: string): Sheet
  myVault(): Promise<Vault>
  nextOrder(): number
  open(id: string): Promise<Sheet>
  take(sheet: Sheet, next: Assessment): Promise<void>
  giveEdition(sheet: Sheet): Promise<void>
  schedule(sheet: Sheet): void
  flush(id: string): Promise<void>
}

export const useAssessmentStore = defineStore('assessment', () => {
  const session = useSessionStore()
  const isOffline = ref(typeof navigator !== 'undefined' && navigator.onLine === false)
  const sheets = shallowReactive(new Map<string, Sheet>())
  const aliases = shallowReactive(new Map<string, string>())
  const chores = new WeakMap<Sheet, Chore>()
  const tabs = openTabChannel('zqt.assessment', (id) => void onNews(id))
  let lastOrder = 0
  /** Another tab has written something. */
  let areOthersHere = false

  const realId = (id: string) => aliases.get(id) ?? id
  const sheetOf = (id: string) => sheets.get(realId(id)) ?? null
  const isHere = (sheet: Sheet) => sheets.get(sheet.id) === sheet
  /** Grows also over pages and tabs. */
  const nextOrder = () => (lastOrder = Math.max(Date.now() * 1000, lastOrder + 1))

  function myVault(): Promise<Vault> {
    const userId = session.me?.id
    return userId ? openMyVault(userId) : Promise.reject(new Error('nobody is signed in'))
  }

  function makeOne(id: string): Sheet {
    const sheet = makeSheet(id, isOffline)
    const keeper = keepSheet(
      sheet,
      async () => (isHere(sheet) ? myVault() : null),
      () => tabs.announce(id),
    )
    chores.set(sheet, { keeper, backoff: createBackoff(() => void flush(id)), readAt: 0, stamp: 0 })
    sheets.set(id, sheet)
    return sheet
  }
  function choreOf(sheet: Sheet): Chore {
    const chore = chores.get(sheet)
    if (!chore) throw new Error('a sheet without its chores')
    return chore
  }

  const { schedule, flush, noteRest } = createSending({
    isOffline,
    sheetOf,
    choreOf,
    isHere,
    myVault,
    keepCopy: (sheet) => keepCopy(sheet),
    refetch: (id) => refetch(id),
    move: (from, started) => move(from, started),
    areOthersHere: () => areOthersHere,
  })
  const core: StoreCore = {
    session,
    isOffline,
    sheets,
    aliases,
    sheetOf,
    choreOf,
    makeOne,
    myVault,
    nextOrder,
    open,
    take,
    giveEdition,
    schedule,
    flush,
  }
  const edits = createEdits(core)
  const { begin, move } = createBeginning(core, edits)

  /** Opens it with what the phone keeps, and asks the server behind it. Never rejects: see the sheet's `error`. */
  async function open(id: string): Promise<Sheet> {
    const vault = await myVault().catch(() => null)
    if (vault && !sheetOf(id)) {
      const real = await readAlias(vault, id)
      if (real !== id) aliases.set(id, real)
    }
    const sheet = sheetOf(id) ?? makeOne(realId(id))
    const chore = choreOf(sheet)
    // Whoever is not known yet has a vault later.
    if (vault) await (chore.loading ??= chore.keeper.read().then(() => giveEdition(sheet)))
    if (Date.now() - chore.readAt > freshMs) void refetch(sheet.id)
    if (sheet.view.unsent > 0) schedule(sheet)
    return sheet
  }

  async function giveEdition(sheet: Sheet): Promise<void> {
    const [copy, edition] = [sheet.copy.value, sheet.edition.value]
    if (!copy || edition?.version === copy.editionVersion || (edition && copy.state === 'closed')) return
    try {
      sheet.edition.value = await loadEdition(copy.editionId, copy.editionVersion, await myVault().catch(() => null))
    } catch (caught) {
      sheet.error.value = toApiError(caught)
    }
  }

  /** Reads the server's copy. Never rejects. */
  async function refetch(id: string): Promise<void> {
    const sheet = sheetOf(id)
    if (!sheet || sheet.changes.value.begun) return
    const chore = choreOf(sheet)
    await (chore.reading ??= readCopy(sheet, chore).finally(() => (chore.reading = undefined)))
  }

  async function readCopy(sheet: Sheet, chore: Chore): Promise<void> {
    try {
      const stamp = chore.stamp
      const next = await readAssessment(sheet.id)
      if (!isHere(sheet)) return
      if (stamp !== chore.stamp) return await readCopy(sheet, chore)
      chore.readAt = Date.now()
      await take(sheet, next)
    } catch (caught) {
      const error = toApiError(caught)
      sheet.error.value = error
      const isOurs = session.activeFirms.some((firm) => firm.id === sheet.copy.value?.firmId)
      // Deleted by a colleague. Where the firm itself is out of reach, what waits is kept.
      if (error.code === 'not-found' && isOurs) await dropLocal(sheet)
    }
  }

  /** The server's word, newest: merged, kept, and what may go now is sent. */
  async function take(sheet: Sheet, next: Assessment): Promise<void> {
    const chore = choreOf(sheet)
    chore.keeper.save(adoptCopy(sheet, next))
    sheet.error.value = null
    await giveEdition(sheet)
    await keepCopy(sheet)
    if (sheet.view.unsent > 0) schedule(sheet)
  }

  async function keepCopy(sheet: Sheet): Promise<void> {
    const { keeper } = choreOf(sheet)
    if (sheet.copy.value?.state === 'closed' && sheet.view.unsent === 0) await keeper.forget()
    else await keeper.saveCopy()
  }

  function adopt(next: Assessment): void {
    const sheet = sheetOf(next.id) ?? makeOne(next.id)
    choreOf(sheet).stamp += 1
    void take(sheet, next)
  }

  /** As `adopt`, for what a reply changes of the copy alone (evidence). */
  function amend(id: string, change: (copy: Assessment) => Assessment): void {
    const sheet = sheetOf(id)
    if (!sheet?.copy.value) return
    choreOf(sheet).stamp += 1
    sheet.copy.value = change(sheet.copy.value)
    void keepCopy(sheet)
  }

  async function onNews(id: string): Promise<void> {
    areOthersHere = true
    const sheet = sheets.get(id)
    if (!sheet) return
    await choreOf(sheet).keeper.read()
    if (sheet.view.unsent > 0) schedule(sheet)
  }

  /** Everything of it goes from this phone. */
  async function dropLocal(sheet: Sheet): Promise<void> {
    const chore = choreOf(sheet)
    clearTimeout(chore.timer)
    clearTimeout(chore.keeping)
    chore.backoff.cancel()
    await chore.keeper.forget()
    sheets.delete(sheet.id)
  }

  /** Throws ApiError where the server has it and does not let it go. */
  async function remove(id: string): Promise<void> {
    const sheet = await open(id)
    if (!sheet.changes.value.begun) await endAssessment(sheet.id)
    await dropLocal(sheet)
  }

  /** What an earlier visit left, also when none of its pages is open. */
  async function resume(): Promise<void> {
    const vault = await myVault().catch(() => null)
    if (!vault) return
    for (const id of await listKept(vault)) {
      const { answers, changes } = await readAll(vault, id)
      if (changes.begun || answers.some((record) => !record.sent) || Object.keys(changes.opening).length > 0) await open(id)
    }
    await noteRest()
  }

  function onBack(): void {
    isOffline.value = navigator.onLine === false
    if (isOffline.value) return
    for (const sheet of sheets.values()) {
      choreOf(sheet).backoff.reset()
      void flush(sheet.id)
    }
  }

  if (typeof window !== 'undefined') {
    for (const event of ['online', 'offline', 'pageshow']) window.addEventListener(event, onBack)
    document.addEventListener('visibilitychange', onBack)
    /** In memory only: an update or a closed tab would lose it. */
    const isAtRisk = ({ writing, view }: Sheet) => writing.size > 0 || (view.unsent > 0 && !view.isPersistent)
    registerFormGuard(() => [...sheets.values()].some(isAtRisk))
    window.addEventListener('beforeunload', (event) => [...sheets.values()].some(isAtRisk) && event.preventDefault())
  }
  followPerson({
    onBack,
    forget: () => {
      for (const sheet of sheets.values()) {
        clearTimeout(choreOf(sheet).timer)
        clearTimeout(choreOf(sheet).keeping)
        choreOf(sheet).backoff.cancel()
      }
      sheets.clear()
      aliases.clear()
    },
  })

  return { sheets, isOffline, realId, sheetOf, open, refetch, adopt, amend, flush, remove, resume, ...edits, begin }
})
