// What was chosen and answered for the readiness card, on this phone only (encrypted, the person's own vault): a reload loses nothing, nothing is sent.
import { reactive, ref, watch, type Ref } from 'vue'
import { openMyVault } from '#client/accounts/my-vault.ts'

export interface ReadyDraft {
  rightIds: string[]
  answers: Record<string, string>
}
export interface KeptReady {
  draft: ReadyDraft
  /** False until what an earlier visit left is back. */
  isRestored: Ref<boolean>
  forget(): void
}

function isDraft(value: unknown): value is ReadyDraft {
  return (
    typeof value === 'object' &&
    value !== null &&
    'rightIds' in value &&
    Array.isArray(value.rightIds) &&
    value.rightIds.every((id) => typeof id === 'string') &&
    'answers' in value &&
    typeof value.answers === 'object' &&
    value.answers !== null &&
    Object.values(value.answers).every((answer) => typeof answer === 'string')
  )
}

/** One draft a person and firm. Without the key (no network, session over) it lasts as long as the page. */
export function useKeptReady(firmId: string, userId: string): KeptReady {
  const draft = reactive<ReadyDraft>({ rightIds: [], answers: {} })
  const isRestored = ref(false)
  const record = `financing/ready/${firmId}`
  const open = () => openMyVault(userId).catch(() => null)
  let writing: Promise<unknown> = Promise.resolve()

  async function restore(): Promise<void> {
    const kept = await (await open())?.get(record)
    if (!isDraft(kept)) return
    draft.rightIds = [...new Set([...draft.rightIds, ...kept.rightIds])]
    draft.answers = { ...kept.answers, ...draft.answers }
  }
  void restore()
    .catch(() => undefined)
    .finally(() => {
      isRestored.value = true
      watch(draft, keepNow)
    })

  /** One after another, so that the last word stays. */
  function keepNow(): void {
    const now: ReadyDraft = { rightIds: [...draft.rightIds], answers: { ...draft.answers } }
    const isEmpty = now.rightIds.length === 0 && Object.keys(now.answers).length === 0
    writing = writing
      .then(async () => {
        const vault = await open()
        await (isEmpty ? vault?.remove(record) : vault?.put(record, now))
      })
      .catch(() => undefined)
  }
  return {
    draft,
    isRestored,
    forget() {
      draft.rightIds = []
      draft.answers = {}
    },
  }
}
