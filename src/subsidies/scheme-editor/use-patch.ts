import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { useEditor } from './editor.ts'
import type { Removal } from './field-editing.ts'
import { inserted, moved, replaced, withKey } from '#client/ui/list-editing.ts'

type ListKey = 'basis' | 'batches' | 'papers' | 'steps'
type Entry<K extends ListKey> = ProgrammeSource[K][number]

/** Setting one key of the scheme; '' and undefined take an optional key away only where `isOptional`. */
export function usePatch() {
  const { change } = useEditor()
  function set<K extends keyof ProgrammeSource>(key: K, value: ProgrammeSource[K]): void {
    change((source) => ({ ...source, [key]: value }))
  }
  function setOptional<K extends keyof ProgrammeSource>(key: K, value: ProgrammeSource[K] | undefined): void {
    change((source) => {
      const next = { ...source, [key]: value }
      if (value === undefined) Reflect.deleteProperty(next, key)
      return next
    })
  }
  return { set, setOptional }
}

/** The plain lists of a scheme: changed, moved, added to and taken from in one way. */
export function useEntries<K extends ListKey>(key: K) {
  const { change, source } = useEditor()
  const write = (entries: Entry<K>[]) => change((now) => ({ ...now, [key]: entries }))
  const list = (now: ProgrammeSource): Entry<K>[] => now[key]
  return {
    add: (entry: Entry<K>) => write([...list(source.value), entry]),
    change: (index: number, entry: Entry<K>) => write(replaced(list(source.value), index, entry)),
    /** undefined and '' take the key away. */
    patch<P extends keyof Entry<K>>(index: number, field: P, value: Entry<K>[P]): void {
      const entry = list(source.value)[index]
      if (entry !== undefined) write(replaced(list(source.value), index, withKey<Entry<K>, P>(entry, field, value)))
    },
    move: (index: number, by: -1 | 1) => write(moved(list(source.value), index, by)),
    insert: (index: number, entry: Entry<K>) => write(inserted(list(source.value), index, entry)),
    removal(index: number): Removal {
      const entry = list(source.value)[index]
      if (entry === undefined) return { ok: false, places: [] }
      return { ok: true, source: { ...source.value, [key]: list(source.value).toSpliced(index, 1) }, restore: (later) => ({ ...later, [key]: inserted(list(later), index, entry) }) }
    },
  }
}
