// Work of one person that is written on this device and saved whole under If-Match. It outlives the page, is kept here (sealed) at every change, goes to the server after a
// pause, and meets what others saved part by part. The server's copy is the truth.
import { shallowReactive, watch } from 'vue'
import { defineStore } from 'pinia'
import { toApiError } from '#client/http.ts'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { registerLocalWork, type LocalWork } from '#client/ui/local-work.ts'
import { openTabChannel, underLock } from '#client/ui/tab-channel.ts'
import { heldParts, isUnsent, makeWriting, meetSaved, sendableWords, settleClash, type SavedWords, type Writing } from '#client/ui/writing.ts'
import { openMyVault } from './my-vault.ts'
import { useSessionStore } from './session.ts'

export interface WritingKind<W extends object, S extends { id: string }> {
  /** Of the store, the vault's names and the tabs' channel, e.g. financing.product. */
  name: string
  read(id: string): Promise<S>
  /** Answers with the whole thing as it stands afterwards. */
  save(id: string, words: W, revision: number): Promise<S>
  /** What of it is written on; null: nothing (any more). */
  savedOf(server: S): SavedWords<W> | null
  /** It waits for somebody else, say: nothing can be sent now. */
  isOpen(server: S): boolean
  /** Enough to tell what lies here from an older kind of record. */
  isWords(value: unknown): value is W
  /** The part a refused field belongs to. */
  partOf(field: string): string
  /** For the list of what lies on this device. */
  local(id: string, words: W): Omit<LocalWork, 'unsent'>
  /** The server answered with something new. */
  onNews?(server: S): void
}

const quietMs = 1_200
const firstRetryMs = 5_000
const lastRetryMs = 60_000
const mostRounds = 6
interface Chore { timer?: ReturnType<typeof setTimeout>; retryMs: number; saving?: Promise<void>; keeping?: Promise<void>; changes: number; opening?: Promise<void> }
interface Kept<W> { words: W; base: W }

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A store by that name; to be made once, at the top of a module. */
export function defineWriting<W extends object, S extends { id: string }>(kind: WritingKind<W, S>) {
  const prefix = `${kind.name}.`
  const toKept = (value: unknown): Kept<W> | null => (isObject(value) && kind.isWords(value.words) && kind.isWords(value.base) ? { words: value.words, base: value.base } : null)

  async function readKept(userId: string, id: string): Promise<Kept<W> | null> {
    return toKept(await (await openMyVault(userId)).get(prefix + id))
  }
  /** True when the device really keeps it, false when it lives in memory only. */
  async function writeKept(userId: string, id: string, kept: Kept<W> | null): Promise<boolean> {
    const vault = await openMyVault(userId)
    if (kept === null) await vault.remove(prefix + id)
    else await vault.put(prefix + id, kept)
    return vault.isPersistent
  }
  async function listKept(userId: string): Promise<LocalWork[]> {
    const vault = await openMyVault(userId)
    const names = await vault.names(prefix)
    const all = await Promise.all(names.map(async (name) => ({ id: name.slice(prefix.length), kept: toKept(await vault.get(name)) })))
    return all.flatMap(({ id, kept }) => (kept ? [{ ...kind.local(id, kept.words), unsent: 1 }] : []))
  }

  return defineStore(kind.name, () => {
    const session = useSessionStore()
    const works = shallowReactive(new Map<string, Writing<W, S>>())
    const chores = new Map<string, Chore>()
    const tabs = openTabChannel(`zqt.${kind.name}`, (id) => void (works.has(id) && reread(id).catch(() => undefined))) // what cannot be read now is read with the next saving
    const userId = () => session.me?.id ?? ''

    function workOf(id: string): Writing<W, S> {
      const work = works.get(id) ?? makeWriting<W, S>(id)
      works.set(id, work)
      return work
    }
    function choreOf(id: string): Chore {
      const chore = chores.get(id) ?? { retryMs: firstRetryMs, changes: 0 }
      chores.set(id, chore)
      return chore
    }

    /** What an earlier visit left here, with the server's laid under it; then it is sent. Rejects with ApiError. */
    function open(id: string): Promise<void> {
      const chore = choreOf(id)
      chore.opening ??= begin(id).finally(() => (chore.opening = undefined))
      return chore.opening
    }
    async function begin(id: string): Promise<void> {
      const work = workOf(id)
      // Without the key (offline) nothing of it can be read; it stays for the next visit.
      const kept = work.words ? null : await readKept(userId(), id).catch(() => null)
      const server = await kind.read(id)
      if (kept && !work.words) Object.assign(work, { ...kept, isKept: true })
      meet(work, server)
      void flush(id)
    }
    async function reread(id: string): Promise<void> {
      meet(workOf(id), await kind.read(id))
    }
    function meet(work: Writing<W, S>, server: S, sent?: W): void {
      meetSaved(work, server, kind.savedOf(server), sent)
      void keep(work)
      kind.onNews?.(server)
    }
    /** Something else was done with it (proposed, taken back, published). */
    function adopt(server: S): void {
      meet(workOf(server.id), server)
      tabs.announce(server.id)
    }

    function change(id: string, next: (words: W) => W): void {
      const work = workOf(id)
      if (!work.words) return
      const before = work.words
      work.words = next(before)
      if (work.words === before) return
      if (work.refused.length > 0) work.refused = []
      later(work)
    }
    function settle(id: string, part: string, choice: 'mine' | 'theirs'): void {
      settleClash(workOf(id), part, choice)
      later(workOf(id))
      void flush(id)
    }
    function later(work: Writing<W, S>, ms = quietMs): void {
      const chore = choreOf(work.id)
      void keep(work)
      clearTimeout(chore.timer)
      chore.timer = setTimeout(() => void flush(work.id), ms)
    }

    /** The copy here follows every change; writes queue behind each other. Never under another person: their vault, their key. */
    function keep(work: Writing<W, S>): Promise<void> {
      const [chore, user] = [choreOf(work.id), userId()]
      chore.changes += 1
      work.isKept = false
      async function writeUntilCurrent(): Promise<void> {
        let written = -1
        while (written !== chore.changes && works.get(work.id) === work) {
          written = chore.changes
          const { words, base } = work
          const isStored = await writeKept(user, work.id, words && base && isUnsent(work) ? { words, base } : null).catch(() => false)
          work.isKept = isStored && written === chore.changes
          work.isRefusedHere = !isStored
        }
      }
      chore.keeping ??= writeUntilCurrent().finally(() => (chore.keeping = undefined))
      return chore.keeping
    }

    /** Sends now what can go. True when the server has everything that stands here. */
    async function flush(id: string): Promise<boolean> {
      const [work, chore] = [workOf(id), choreOf(id)]
      clearTimeout(chore.timer)
      while (chore.saving) await chore.saving
      if (sendableWords(work) && work.server && kind.isOpen(work.server)) {
        chore.saving = underLock(`zqt.${kind.name}.${id}`, () => saveAll(work)).finally(() => (chore.saving = undefined))
        await chore.saving
        if (work.failure?.isRetryable) later(work, chore.retryMs)
        chore.retryMs = work.failure ? Math.min(chore.retryMs * 2, lastRetryMs) : firstRetryMs
      }
      return !isUnsent(work)
    }
    async function saveAll(work: Writing<W, S>): Promise<void> {
      work.isSaving = true
      try {
        for (let round = 0; round < mostRounds; round += 1) {
          const ready = sendableWords(work)
          if (!ready || !work.server || !kind.isOpen(work.server)) break
          await saveOnce(work, ready)
        }
        work.failure = null
      } catch (caught) {
        work.failure = toApiError(caught)
      } finally {
        work.isSaving = false
        void keep(work)
      }
    }
    async function saveOnce(work: Writing<W, S>, ready: W): Promise<void> {
      const { id } = work
      try {
        meet(work, await kind.save(id, ready, work.revision), ready)
        tabs.announce(id)
      } catch (caught) {
        const error = toApiError(caught)
        if (error.code === 'stale') return reread(id)
        // Proposed or published meanwhile: what stands is told, nothing typed goes.
        if (error.status === 404 || error.status === 409) work.server = await kind.read(id).catch(() => work.server)
        const fresh = (error.code === 'invalid-input' ? error.fields : []).map(({ field }) => kind.partOf(field)).filter((part) => !heldParts(work).includes(part))
        if (fresh.length === 0) throw error
        // The others go without these.
        work.refused = [...work.refused, ...fresh]
      }
    }

    function flushAll(): void {
      for (const work of works.values()) if (isUnsent(work)) void flush(work.id)
    }
    /** It was thrown away: what lies here goes too. */
    function drop(id: string): void {
      clearTimeout(choreOf(id).timer)
      works.delete(id)
      chores.delete(id)
      void writeKept(userId(), id, null).catch(() => undefined) // without the vault there is nothing to take away
    }

    registerLocalWork(() => (userId() === '' ? Promise.resolve([]) : listKept(userId()).catch(() => [])))
    registerFormGuard(() => [...works.values()].some(isUnsent))
    for (const event of ['online', 'pagehide']) window.addEventListener(event, flushAll)
    window.addEventListener('beforeunload', (event) => {
      if ([...works.values()].some((work) => isUnsent(work) && !work.isKept)) event.preventDefault()
    })
    watch(
      () => session.isLost,
      (isLost) => isLost || flushAll(),
    )
    watch(
      () => session.me?.id,
      (next, before) => {
        if (before === undefined || next === before) return
        for (const chore of chores.values()) clearTimeout(chore.timer)
        works.clear()
        chores.clear()
      },
      // At once: no event may come between and send one person's work under another's session.
      { flush: 'sync' },
    )

    return { works, workOf, open, adopt, change, settle, flush, drop }
  })
}
