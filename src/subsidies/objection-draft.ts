// What somebody is writing who objects, kept on this phone (encrypted, their own vault) until it is sent: a closed page or an ended session loses nothing.
import { onBeforeUnmount, onMounted, reactive, ref, watch, type Ref } from 'vue'
import { getFileInfo } from '#contract/files/endpoints.ts'
import type { FileInfo } from '#contract/files/schema.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { ApiError, call } from '#client/http.ts'

export interface ObjectionDraft {
  name: string
  contact: string
  reason: string
  files: FileInfo[]
}

export interface KeptObjection {
  draft: ObjectionDraft
  /** False until what an earlier visit left is back. */
  isRestored: Ref<boolean>
  /** Adds a stored file; also when the page was left meanwhile. */
  attach(fileId: string): Promise<void>
  /** After it was sent. */
  forget(): Promise<void>
}

const keepAfterMs = 400

function isDraft(value: unknown): value is ObjectionDraft {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'contact' in value &&
    'reason' in value &&
    'files' in value &&
    Array.isArray(value.files)
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

export function useObjectionDraft(caseId: string, userId: string, name: string): KeptObjection {
  const draft = reactive<ObjectionDraft>({ name, contact: '', reason: '', files: [] })
  const isRestored = ref(false)
  const record = `objection/${caseId}`
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  // Without the key (no network, session over) nothing is kept; the page itself still has it.
  const open = () => openMyVault(userId).catch(() => null)

  async function keep(): Promise<void> {
    if (!isOver) await (await open())?.put(record, { ...draft, files: [...draft.files] })
  }

  async function restore(): Promise<void> {
    const kept = await (await open())?.get(record)
    if (isDraft(kept)) {
      // What was typed meanwhile stays.
      if (kept.name && draft.name === name) draft.name = kept.name
      draft.contact ||= kept.contact
      draft.reason ||= kept.reason
      const files = (await Promise.all(kept.files.map(current))).filter((file) => file !== null)
      draft.files.push(...files.filter((file) => !draft.files.some((known) => known.id === file.id)))
    }
    isRestored.value = true
  }

  onMounted(() => void restore())
  watch(draft, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void keep(), keepAfterMs)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    if (draft.contact !== '' || draft.reason !== '' || draft.files.length > 0) void keep()
  })

  return {
    draft,
    isRestored,
    async attach(fileId) {
      const file = await call(getFileInfo, { params: { id: fileId } })
      if (!draft.files.some((known) => known.id === file.id)) draft.files.push(file)
      await keep()
    },
    async forget() {
      isOver = true
      clearTimeout(timer)
      await (await open())?.remove(record)
    },
  }
}
