import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { CaseEvent } from '#contract/cases/schema.ts'
import type { ActionInput, Application } from '#contract/subsidies/schema.ts'
import type { ApiError } from '#client/http.ts'
import { sayDone } from '#client/ui/toast.ts'
import { doneWords, type Deed } from './deed-words.ts'
import { useCaseAction } from './use-case-action.ts'

/** How a deed stands, for its sheet. */
export interface DeedStand {
  busy: boolean
  error: ApiError | null
  /** Somebody was faster: the case has been read anew. */
  wasOvertaken: boolean
  overtakenBy: readonly CaseEvent[]
}

export interface Deeds {
  /** The sheet that is up. */
  asked: Readonly<Ref<Deed | null>>
  /** Sheets that were up before: they stay, so that nothing typed is lost by looking at the case once more. */
  kept: Readonly<Ref<readonly Deed[]>>
  stand: ComputedRef<DeedStand>
  ask: (deed: Deed) => void
  close: () => void
  act: (input: Omit<ActionInput, 'version'>) => Promise<void>
}

/** Asks, acts and says what was done: one deed at a time, on the case as it is shown. */
export function useDeeds(application: () => Application): Deeds {
  const acting = useCaseAction(application)
  const asked = ref<Deed | null>(null)
  const kept = shallowRef<readonly Deed[]>([])

  function ask(deed: Deed): void {
    acting.reset()
    asked.value = deed
    if (!kept.value.includes(deed)) kept.value = [...kept.value, deed]
  }

  async function act({ reason, ...more }: Omit<ActionInput, 'version'>): Promise<void> {
    const deed = asked.value
    if (deed === null || acting.isSending.value) return
    const before = application()
    const reply = await acting.act(deed, reason, more)
    if (!reply) return
    asked.value = null
    kept.value = []
    await sayDone(doneWords(deed, before, more.outcome === 'upheld'))
  }

  const stand = computed<DeedStand>(() => ({
    busy: acting.isSending.value,
    error: acting.error.value,
    wasOvertaken: acting.wasOvertaken.value,
    overtakenBy: acting.overtakenBy.value,
  }))
  return { asked, kept, stand, ask, act, close: () => (asked.value = null) }
}
