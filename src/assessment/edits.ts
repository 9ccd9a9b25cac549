// What a person changes: at once on the sheet, then kept, then sent.
import type { AnswerWord, OpeningAnswers } from '#contract/assessment/schema.ts'
import type { StoreCore } from './assessment-store.ts'
import type { AnswerRecord } from './local-record.ts'
import type { Sheet } from './sheet.ts'

export interface AboutChange {
  opening?: OpeningAnswers
  takenBack?: string[]
  isShared?: boolean
}

export interface Edits {
  setAnswer(id: string, itemId: string, answer: AnswerWord | null, note: string): void
  /** 'theirs' also gives up an answer the server does not take. */
  settle(id: string, itemId: string, choice: 'mine' | 'theirs'): void
  change(id: string, about: AboutChange): void
}

export function createEdits({ session, sheetOf, choreOf, nextOrder, schedule }: StoreCore): Edits {
  function setAnswer(id: string, itemId: string, answer: AnswerWord | null, note: string): void {
    const sheet = sheetOf(id)
    if (!sheet?.copy.value) return
    const [before, theirs] = [sheet.records.get(itemId), sheet.server.get(itemId)]
    const isAsBefore = theirs && !before && theirs.origin !== 'suggested' && theirs.answer === answer && theirs.note === note
    if (isAsBefore) return
    const base = before ? (before.sent?.version ?? before.base) : (theirs?.version ?? 0)
    const by = session.me ? { id: session.me.id, name: session.me.name } : null
    const about = { at: new Date().toISOString(), order: nextOrder(), sent: null, problems: [], isRefused: false, isWeak: false }
    put(sheet, { itemId, answer, note, by, base, conflict: before?.conflict ?? null, ...about })
  }

  function put(sheet: Sheet, record: AnswerRecord): void {
    sheet.records.set(record.itemId, record)
    choreOf(sheet).keeper.save([record.itemId])
    schedule(sheet)
  }

  function settle(id: string, itemId: string, choice: 'mine' | 'theirs'): void {
    const sheet = sheetOf(id)
    const record = sheet?.records.get(itemId)
    if (!sheet || !record) return
    const base = record.conflict?.version ?? record.base
    if (choice === 'mine') return put(sheet, { ...record, base, conflict: null, isRefused: false, problems: [], order: nextOrder() })
    sheet.records.delete(itemId)
    choreOf(sheet).keeper.save([itemId])
  }

  function change(id: string, about: AboutChange): void {
    const sheet = sheetOf(id)
    const copy = sheet?.copy.value
    if (!sheet || !copy) return
    const { opening, takenBack, isShared } = about
    const now = sheet.changes.value
    const asked = Object.entries(opening ?? {}).filter(([question, chosen]) => chosen.join() !== (copy.opening[question] ?? []).join())
    sheet.changes.value = {
      begun: now.begun,
      opening: opening ? Object.fromEntries(asked) : now.opening,
      takenIn: takenBack ? takenBack.filter((itemId) => !copy.takenBack.includes(itemId)) : now.takenIn,
      leftOut: takenBack ? copy.takenBack.filter((itemId) => !takenBack.includes(itemId)) : now.leftOut,
      isShared: isShared === undefined ? now.isShared : isShared === copy.isShared ? null : isShared,
    }
    choreOf(sheet).keeper.saveChanges()
    schedule(sheet)
  }

  return { setAnswer, settle, change }
}
