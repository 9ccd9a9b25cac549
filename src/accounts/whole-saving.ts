// Work of one person that is written on this device and saved whole under If-Match. It outlives the page, is kept here (sealed) at every change, goes to the server after a
// pause, and meets what others saved part by part. The server's copy is the truth.
import { shallowReactive } from 'vue'
import { toApiError, type ApiError } from '#client/http.ts'
import type { LocalWork } from '#client/ui/local-work.ts'
import { openTabChannel, underLock } from '#client/ui/tab-channel.ts'
import { openMyVault } from './my-vault.ts'
import { useSessionStore } from './session.ts'
import { guardUnsent } from './unsent-work.ts'

export interface WholeDraft {
  readonly id: string
  /** What the server did not take; it waits until something is changed. */
  refused: readonly string[]
  isSaving: boolean
  failure: ApiError | null
  /** This device really keeps all that is unsent. */
  isKept: boolean
  /** This device keeps nothing. */
  isRefusedHere: boolean
}

/** D: the draft; S: what the server answers for the whole thing; W: what is sent of it; R: what of it lies on this device. */
export interface WholeKind<D extends WholeDraft, S, W, R extends object> {
  /** Of the tabs' lock and channel. */
  name: string
  /** Of its names in the vault. */
  prefix: string
  make(id: string): D
  /** Nothing was read into it yet. */
  isBlank(draft: D): boolean
  read(id: string): Promise<S>
  /** A newer reading is laid under what stands here. */
  meet(draft: D, server: S): void
  /** It was changed into what cannot be written on meanwhile: told, nothing typed goes. */
  look(draft: D, server: S): void
  isUnsent(draft: D): boolean
  /** What can go now; undefined: nothing. */
  ready(draft: D): W | undefined
  /** Sends it and lays the answer under what stands here. */
  save(draft: D, ready: W): Promise<void>
  /** Puts down what the server refused, in `refused`; false when that is nothing new, so that sending the rest would not help. */
  hold(draft: D, fields: readonly string[]): boolean
  /** null: nothing of it is unsent, nothing is to lie here. */
  recordOf(draft: D): R | null
  /** null: left by an older kind of editor. */
  toRecord(value: unknown): R | null
  take(draft: D, record: R): void
  /** For the list of what lies on this device. */
  local(id: string, record: R): Omit<LocalWork, 'unsent'>
}

const quietMs = 1_200
const firstRetryMs = 5_000
const lastRetryMs = 60_000
const mostRounds = 6
/** `hasRecord`: what lies on this device was read or written by this tab, which may therefore take it away; another tab's, or one that could not be read, stays. */
interface Chore { timer?: ReturnType<typeof setTimeout>; hasRecord: boolean; retryMs: number; saving?: Promise<void>; keeping?: Promise<void>; changes: number; opening?: Promise<void> }

/** Inside a store that lives as long as the tab. */
export function useWholeSaving<D extends WholeDraft, S, W, R extends object>(kind: WholeKind<D, S, W, R>) {
  const session = useSessionStore()
  const drafts = shallowReactive(new Map<string, D>())
  const chores = new Map<string, Chore>()
  const tabs = openTabChannel(`zqt.${kind.name}`, (id) => void (drafts.has(id) && reread(id).catch(() => undefined))) // what cannot be read now is read with the next saving
  const userId = () => session.me?.id ?? ''

  function draftOf(id: string): D {
    const draft = drafts.get(id) ?? kind.make(id)
    drafts.set(id, draft)
    return draft
  }
  function choreOf(id: string): Chore {
    const chore = chores.get(id) ?? { hasRecord: false, retryMs: firstRetryMs, changes: 0 }
    chores.set(id, chore)
    return chore
  }

  async function readKept(id: string): Promise<R | null> {
    const kept = await (await openMyVault(userId())).get(kind.prefix + id)
    if (kept !== undefined) choreOf(id).hasRecord = true
    return kind.toRecord(kept)
  }
  /** True when the device really keeps it, false when it lives in memory only. */
  async function writeKept(user: string, id: string, record: R | null, chore: Pick<Chore, 'hasRecord'>): Promise<boolean> {
    const vault = await openMyVault(user)
    if (record) await vault.put(kind.prefix + id, record)
    else if (chore.hasRecord) await vault.remove(kind.prefix + id)
    chore.hasRecord = record !== null
    return vault.isPersistent
  }
  async function listKept(): Promise<LocalWork[]> {
    const vault = await openMyVault(userId())
    const names = await vault.names(kind.prefix)
    const all = await Promise.all(names.map(async (name) => ({ id: name.slice(kind.prefix.length), record: kind.toRecord(await vault.get(name)) })))
    return all.flatMap(({ id, record }) => (record ? [{ ...kind.local(id, record), unsent: 1 }] : []))
  }

  /** What an earlier visit left here, with the server's laid under it; then it is sent. Rejects with ApiError. */
  function open(id: string): Promise<void> {
    const chore = choreOf(id)
    chore.opening ??= begin(id).finally(() => (chore.opening = undefined))
    return chore.opening
  }
  async function begin(id: string): Promise<void> {
    const draft = draftOf(id)
    // Without the key (offline) nothing of it can be read; it stays for the next visit.
    const record = kind.isBlank(draft) ? await readKept(id).catch(() => null) : null
    const server = await kind.read(id)
    if (record && kind.isBlank(draft)) {
      kind.take(draft, record)
      draft.isKept = true
    }
    meet(draft, server)
    void flush(id)
  }
  async function reread(id: string): Promise<void> {
    meet(draftOf(id), await kind.read(id))
  }
  function meet(draft: D, server: S): void {
    kind.meet(draft, server)
    void keep(draft)
  }
  /** Something else was done with it (proposed, taken back, published). */
  function adopt(id: string, server: S): void {
    meet(draftOf(id), server)
    tabs.announce(id)
  }

  /** `edit` answers whether it changed anything. */
  function change(id: string, edit: (draft: D) => boolean): void {
    const draft = draftOf(id)
    if (!edit(draft)) return
    if (draft.refused.length > 0) draft.refused = []
    later(draft)
  }
  function later(draft: D, ms = quietMs): void {
    const chore = choreOf(draft.id)
    void keep(draft)
    clearTimeout(chore.timer)
    chore.timer = setTimeout(() => void flush(draft.id), ms)
  }

  /** The copy here follows every change; writes queue behind each other. Never under another person: their vault, their key. */
  function keep(draft: D): Promise<void> {
    const [chore, user] = [choreOf(draft.id), userId()]
    chore.changes += 1
    draft.isKept = false
    async function writeUntilCurrent(): Promise<void> {
      let written = -1
      while (written !== chore.changes && drafts.get(draft.id) === draft) {
        written = chore.changes
        const isStored = await writeKept(user, draft.id, kind.isUnsent(draft) ? kind.recordOf(draft) : null, chore).catch(() => false)
        draft.isKept = isStored && written === chore.changes
        draft.isRefusedHere = !isStored
      }
    }
    chore.keeping ??= writeUntilCurrent().finally(() => (chore.keeping = undefined))
    return chore.keeping
  }

  /** Sends now what can go. True when the server has everything that stands here. */
  async function flush(id: string): Promise<boolean> {
    const [draft, chore] = [draftOf(id), choreOf(id)]
    clearTimeout(chore.timer)
    while (chore.saving) await chore.saving
    if (kind.ready(draft) !== undefined) {
      chore.saving = underLock(`zqt.${kind.name}.${id}`, () => saveAll(draft)).finally(() => (chore.saving = undefined))
      await chore.saving
      if (draft.failure?.isRetryable && drafts.get(id) === draft) later(draft, chore.retryMs)
      chore.retryMs = draft.failure ? Math.min(chore.retryMs * 2, lastRetryMs) : firstRetryMs
    }
    return !kind.isUnsent(draft)
  }
  async function saveAll(draft: D): Promise<void> {
    draft.isSaving = true
    try {
      for (let round = 0; round < mostRounds; round += 1) {
        const ready = kind.ready(draft)
        // Signed out meanwhile: nothing goes under the next person's name.
        if (ready === undefined || drafts.get(draft.id) !== draft) break
        await saveOnce(draft, ready)
      }
      draft.failure = null
    } catch (caught) {
      draft.failure = toApiError(caught)
    } finally {
      draft.isSaving = false
      void keep(draft)
    }
  }
  async function saveOnce(draft: D, ready: W): Promise<void> {
    try {
      await kind.save(draft, ready)
      tabs.announce(draft.id)
    } catch (caught) {
      const error = toApiError(caught)
      if (error.code === 'stale') return reread(draft.id)
      // Proposed or published meanwhile, or gone.
      if (error.status === 404 || error.status === 409) await kind.read(draft.id).then((server) => kind.look(draft, server), () => undefined)
      // The others go without what was refused.
      if (error.code !== 'invalid-input' || !kind.hold(draft, error.fields.map(({ field }) => field))) throw error
    }
  }

  /** It was thrown away: what lies here goes too. */
  function drop(id: string): void {
    clearTimeout(choreOf(id).timer)
    drafts.delete(id)
    chores.delete(id)
    void writeKept(userId(), id, null, { hasRecord: true }).catch(() => undefined) // without the vault there is nothing to take away
  }

  guardUnsent({
    drafts,
    isUnsent: kind.isUnsent,
    send: flush,
    list: () => (userId() === '' ? Promise.resolve([]) : listKept().catch(() => [])),
    forget: () => {
      for (const chore of chores.values()) clearTimeout(chore.timer)
      drafts.clear()
      chores.clear()
    },
  })

  return { drafts, draftOf, open, adopt, change, later, flush, drop }
}
