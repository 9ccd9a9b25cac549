// What is being typed of a right, kept on this phone (encrypted, the person's own vault) until the server has it: no network, a closed page
// or an ended session loses nothing.
import { onBeforeUnmount, ref, toRaw, watch, type Ref } from 'vue'
import { openMyVault } from '#client/accounts/my-vault.ts'
import type { RightForm } from './right-form.ts'

export interface KeptRight {
  /** kept: it lies on the phone; unkept: the phone refuses; '' nothing to keep yet. */
  state: Ref<'' | 'kept' | 'unkept'>
  /** Something of an earlier visit came back into the form. */
  isRestored: Ref<boolean>
  restore(): Promise<void>
  /** The person throws away what came back; what is typed from now on is kept again. */
  clear(): Promise<void>
  /** After the server has it: nothing is kept any more. */
  forget(): Promise<void>
}

const keepAfterMs = 400

function isForm(value: unknown): value is RightForm {
  if (typeof value !== 'object' || value === null) return false
  return 'kind' in value && 'number' in value && 'title' in value && 'coOwners' in value && Array.isArray(value.coOwners)
}

/** `isDirty` says whether the form holds what the server does not have; only that is kept. */
export function useRightDraft(record: string, userId: string, form: RightForm, isDirty: () => boolean): KeptRight {
  const state = ref<'' | 'kept' | 'unkept'>('')
  const isRestored = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  // Without the key (no network, session over) the page itself still has it.
  const open = () => openMyVault(userId).catch(() => null)

  async function keep(): Promise<void> {
    if (isOver || !isDirty()) return
    const copy: RightForm = structuredClone({ ...toRaw(form), coOwners: [...form.coOwners] })
    const vault = await open()
    if (isOver) return
    await vault?.put(record, copy)
    state.value = vault?.isPersistent ? 'kept' : 'unkept'
  }

  watch(
    form,
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void keep(), keepAfterMs)
    },
    { deep: true },
  )
  onBeforeUnmount(() => {
    clearTimeout(timer)
    void keep()
  })

  async function drop(): Promise<void> {
    clearTimeout(timer)
    isRestored.value = false
    await (await open())?.remove(record)
    state.value = ''
  }

  return {
    state,
    isRestored,
    async restore() {
      const kept = await (await open())?.get(record)
      // What was typed while the vault was opening stays.
      if (!isForm(kept) || isDirty()) return
      Object.assign(form, kept)
      isRestored.value = isDirty()
    },
    clear: drop,
    async forget() {
      isOver = true
      await drop()
    },
  }
}
