// What a firm is writing to an expert, kept on this phone (encrypted, their own vault) until it is sent: going back, a reload or an ended session loses nothing.
import { onBeforeUnmount, reactive, ref, watch, type Ref } from 'vue'
import { getFileInfo } from '#contract/files/endpoints.ts'
import type { FileInfo } from '#contract/files/schema.ts'
import type { Hold } from '#contract/consultations/schema.ts'
import type { RightKind } from '#contract/portfolio/schema.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { ApiError, call } from '#client/http.ts'

export interface PickedRight {
  id: string
  kind: RightKind
  number: string
  title: string
}
export interface PickedGap {
  assessmentId: string
  itemId: string
  title: string
}
/** A time kept for the firm; `until` by this phone's clock, `slotId` to take it anew. */
export interface Held {
  hold: Hold
  slotId: string
  until: number
}
export interface NeedDraft {
  description: string
  contactName: string
  contactPhone: string
  address: string
  rights: PickedRight[]
  gaps: PickedGap[]
  files: FileInfo[]
  held: Held | null
}

export const emptyNeed = (contactName = ''): NeedDraft => ({
  description: '',
  contactName,
  contactPhone: '',
  address: '',
  rights: [],
  gaps: [],
  files: [],
  held: null,
})

export interface KeptNeed {
  draft: NeedDraft
  /** False until what an earlier visit left is back. */
  isRestored: Ref<boolean>
  /** Adds a stored file; also when the page was left meanwhile. */
  attach(fileId: string): Promise<void>
  /** After it was sent: the next one begins empty. */
  forget(): Promise<void>
}

function isNeed(value: unknown): value is NeedDraft {
  if (typeof value !== 'object' || value === null) return false
  return (
    'description' in value &&
    'files' in value &&
    Array.isArray(value.files) &&
    'rights' in value &&
    Array.isArray(value.rights) &&
    'gaps' in value &&
    Array.isArray(value.gaps)
  )
}

/** The file as the server has it now; null when it is gone there. */
async function current(file: FileInfo): Promise<FileInfo | null> {
  try {
    return await call(getFileInfo, { params: { id: file.id } })
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return null
    if (error instanceof ApiError && error.isRetryable) return file
    throw error
  }
}

/** Adds what is not there yet, by id. */
function addMissing<T>(list: T[], more: readonly T[], idOf: (one: T) => string): void {
  for (const one of more) if (!list.some((known) => idOf(known) === idOf(one))) list.push(one)
}

/** `kind`: a booking's and a question's are two; `firmId`: so are two firms'. Restores at once. */
export function useKeptNeed(kind: 'booking' | 'question', firmId: string, userId: string, contactName: string): KeptNeed {
  const draft = reactive(emptyNeed(contactName))
  const isRestored = ref(false)
  const record = `consultation/${kind}/${firmId}`
  let isRead = false
  let isStale = false
  let keeping: Promise<void> | null = null
  let isOver = false
  // Without the key (no network, session over) nothing is kept; the page itself still has it.
  const open = () => openMyVault(userId).catch(() => null)

  async function keep(): Promise<void> {
    if (!isOver) await (await open())?.put(record, JSON.parse(JSON.stringify(draft)))
  }

  async function restore(): Promise<void> {
    const kept = await (await open())?.get(record)
    if (isNeed(kept)) {
      // What was typed meanwhile stays.
      draft.description ||= kept.description
      if (kept.contactName && draft.contactName === contactName) draft.contactName = kept.contactName
      draft.contactPhone ||= kept.contactPhone
      draft.address ||= kept.address
      draft.held ??= kept.held
      addMissing(draft.rights, kept.rights, (right) => right.id)
      addMissing(draft.gaps, kept.gaps, (gap) => `${gap.assessmentId} ${gap.itemId}`)
      addMissing(draft.files, kept.files, (file) => file.id)
    }
    onRead()
    for (const file of isNeed(kept) ? kept.files : []) replace(file.id, await current(file))
  }
  function replace(id: string, file: FileInfo | null): void {
    const index = draft.files.findIndex((one) => one.id === id)
    if (index >= 0) draft.files.splice(index, 1, ...(file ? [file] : []))
  }
  function onRead(): void {
    isRead = true
    if (isStale) keepNow()
  }

  void restore()
    .catch(onRead)
    .finally(() => (isRestored.value = true))
  /** At once, one after another: a phone that reloads or dies the moment somebody stops typing still has the last word. Never before what was kept is read. */
  function keepNow(): void {
    isStale = true
    if (isRead) keeping ??= keepAll().finally(() => (keeping = null))
  }
  async function keepAll(): Promise<void> {
    while (isStale) {
      isStale = false
      await keep().catch(() => undefined)
    }
  }
  watch(draft, keepNow)
  // A hold given back on the way out is no longer kept here either.
  onBeforeUnmount(() => isRestored.value && keepNow())
  return {
    draft,
    isRestored,
    async attach(fileId) {
      const file = await call(getFileInfo, { params: { id: fileId } })
      addMissing(draft.files, [file], (one) => one.id)
      await keep()
    },
    async forget() {
      isOver = true
      await keeping
      await (await open())?.remove(record)
    },
  }
}
