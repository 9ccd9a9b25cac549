import { computed, ref, watch, type ComputedRef } from 'vue'

export interface Picking<T> {
  ids: ComputedRef<ReadonlySet<string>>
  /** The picked ones as the list has them now; what has left the list is picked no more. */
  picked: ComputedRef<T[]>
  /** One row; `through`: together with every row since the last one that was touched (shift). */
  pick: (id: string, isPicked: boolean, through?: boolean) => void
  pickAll: () => void
  drop: (ids: readonly string[]) => void
  clear: () => void
}

/** Several rows of a list, by mouse, finger or keys; another place of the list begins with none. */
export function useBatchPicking<T extends { id: string }>(
  items: () => readonly T[],
  place: () => string,
  mayPick: (item: T) => boolean,
): Picking<T> {
  const chosen = ref<ReadonlySet<string>>(new Set())
  let last: string | null = null
  const picked = computed(() => items().filter((item) => chosen.value.has(item.id) && mayPick(item)))

  function clear(): void {
    chosen.value = new Set()
    last = null
  }
  watch(place, clear)

  /** From the last row that was touched to this one, in the order of the list. */
  function span(id: string): readonly T[] {
    const at = items().findIndex((item) => item.id === id)
    const from = items().findIndex((item) => item.id === last)
    if (at === -1 || from === -1) return items().filter((item) => item.id === id)
    return items().slice(Math.min(at, from), Math.max(at, from) + 1)
  }

  return {
    picked,
    ids: computed(() => new Set(picked.value.map(({ id }) => id))),
    pick(id, isPicked, through = false) {
      const next = new Set(chosen.value)
      for (const item of through ? span(id) : items().filter((one) => one.id === id)) {
        if (isPicked && mayPick(item)) next.add(item.id)
        else next.delete(item.id)
      }
      chosen.value = next
      last = id
    },
    pickAll() {
      chosen.value = new Set(
        items()
          .filter(mayPick)
          .map(({ id }) => id),
      )
    },
    drop(ids) {
      chosen.value = new Set([...chosen.value].filter((id) => !ids.includes(id)))
    },
    clear,
  }
}
