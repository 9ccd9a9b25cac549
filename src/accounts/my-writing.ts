// A store of things made of flat words, whose keys are merged one by one (ui/writing.ts), saved whole.
import { defineStore } from 'pinia'
import type { LocalWork } from '#client/ui/local-work.ts'
import { heldParts, isUnsent, makeWriting, meetSaved, sendableWords, settleClash, type SavedWords, type Writing } from '#client/ui/writing.ts'
import { useWholeSaving } from './whole-saving.ts'

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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A store by that name; to be made once, at the top of a module. */
export function defineWriting<W extends object, S extends { id: string }>(kind: WritingKind<W, S>) {
  type Work = Writing<W, S>
  function meet(work: Work, server: S, sent?: W): void {
    meetSaved(work, server, kind.savedOf(server), sent)
    kind.onNews?.(server)
  }

  return defineStore(kind.name, () => {
    const { drafts: works, draftOf: workOf, adopt, change, later, ...rest } = useWholeSaving<Work, S, W, { words: W; base: W }>({
      name: kind.name,
      prefix: `${kind.name}.`,
      make: (id) => makeWriting<W, S>(id),
      isBlank: ({ words }) => words === null,
      read: kind.read,
      meet,
      look: (work, server) => void (work.server = server),
      isUnsent,
      ready: (work) => (work.server && kind.isOpen(work.server) ? sendableWords(work) : undefined),
      save: async (work, ready) => meet(work, await kind.save(work.id, ready, work.revision), ready),
      hold(work, fields) {
        const fresh = fields.map((field) => kind.partOf(field)).filter((part) => !heldParts(work).includes(part))
        work.refused = [...work.refused, ...fresh]
        return fresh.length > 0
      },
      recordOf: ({ words, base }) => words && base && { words, base },
      toRecord: (value) => (isObject(value) && kind.isWords(value.words) && kind.isWords(value.base) ? { words: value.words, base: value.base } : null),
      take: (work, record) => void Object.assign(work, record),
      local: (id, { words }) => kind.local(id, words),
    })

    function settle(id: string, part: string, choice: 'mine' | 'theirs'): void {
      settleClash(workOf(id), part, choice)
      later(workOf(id))
      void rest.flush(id)
    }
    return {
      works,
      workOf,
      ...rest,
      adopt: (server: S) => adopt(server.id, server),
      change: (id: string, next: (words: W) => W) =>
        change(id, (work) => {
          const before = work.words
          if (before) work.words = next(before)
          return work.words !== before
        }),
      settle,
    }
  })
}
