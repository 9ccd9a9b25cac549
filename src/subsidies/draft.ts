import { reactive } from 'vue'
import type { Application } from '#contract/subsidies/schema.ts'
import type { Sendable } from './draft-flush.ts'
import type { SubmitIntent } from './draft-record.ts'

/** One draft's unsent work. The draft itself is the server's and lives in the query cache. */
export interface Draft extends Sendable {
  title: string
  isSending: boolean
  /** True while this phone really keeps everything that is unsent. */
  isKept: boolean
  /** The phone refused to keep it: it lives as long as this page. */
  isRefusedHere: boolean
  /** What an earlier visit left on this phone has been looked for. */
  isRestored: boolean
  intent: SubmitIntent | null
  /** The form changed under this draft (pitfall C5): the answers to give again. Said as long as this page lives, also after the next save. */
  redo: string[] | null
  /** What is different in it, said as long. */
  news: Application['formNews']
}

/** What runs for a draft behind the scenes. */
export interface DraftChore {
  timer?: ReturnType<typeof setTimeout>
  retryMs: number
  flushing?: Promise<void>
  writing?: Promise<void>
  revision: number
  restoring?: Promise<void>
  /** Fields this tab has changed: the only ones it may change in the record two tabs share. */
  touched: Set<string>
  isIntentTouched: boolean
}

export function makeDraft(id: string): Draft {
  const state = { isSending: false, isKept: false, isRefusedHere: false, isRestored: false }
  return reactive({
    id,
    title: '',
    unsent: { base: {}, changes: {} },
    inFlight: {},
    conflicts: [],
    refused: [],
    failure: null,
    intent: null,
    redo: null,
    news: [],
    ...state,
  })
}

export const firstRetryMs = 5_000
export function makeChore(): DraftChore {
  return { retryMs: firstRetryMs, revision: 0, touched: new Set(), isIntentTouched: false }
}

export function hasUnsent(draft: Draft): boolean {
  return Object.keys(draft.unsent.changes).length > 0
}
