import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { QueueItem } from '#contract/cases/schema.ts'

export interface Picking {
  selecting: Ref<boolean>
  ids: ComputedRef<ReadonlySet<string>>
  /** The picked cases as the list has them now; what has left the list is picked no more. */
  picked: ComputedRef<QueueItem[]>
  pick: (id: string) => void
  pickAll: () => void
  stop: () => void
}

/** Several cases of the list picked at once; another place of the queue begins with none. */
export function usePicking(items: () => readonly QueueItem[], place: () => string): Picking {
  const selecting = ref(false)
  const chosen = ref<ReadonlySet<string>>(new Set())
  const picked = computed(() => items().filter(({ id }) => chosen.value.has(id)))

  function stop(): void {
    selecting.value = false
    chosen.value = new Set()
  }
  watch(place, stop)

  return {
    selecting,
    picked,
    ids: computed(() => new Set(picked.value.map(({ id }) => id))),
    pick(id) {
      const next = new Set(chosen.value)
      if (!next.delete(id)) next.add(id)
      chosen.value = next
      selecting.value = true
    },
    pickAll() {
      chosen.value = new Set(items().map(({ id }) => id))
    },
    stop,
  }
}
