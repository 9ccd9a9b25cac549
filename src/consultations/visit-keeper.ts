// Writes what one visit has to the person's vault, behind the person's back but in order, and reads it again; also what another tab has written.
import type { Vault } from '#client/accounts/local-vault.ts'
import { recordParts, withoutParts, type RecordPart } from './record-parts.ts'
import { forgetCopy, readCopy, readWork, writeCopy, writeWork, type VisitWork } from './visit-kept.ts'
import { adoptBooking, adoptRecord, type VisitSheet } from './visit-sheet.ts'

export interface VisitKeeper {
  /** These are other ones now: of what another tab has changed meanwhile, they win. */
  touch(...what: (RecordPart | 'deed' | 'problems')[]): void
  /** Resolves when everything is on the phone, or the phone has refused. */
  keep(): Promise<void>
  keepCopy(): Promise<void>
  /** Here and on the phone. */
  dropCopy(): Promise<void>
  /** What an earlier page left; once. */
  read(): Promise<void>
  /** What another tab has written. */
  readAgain(): Promise<void>
}

/** `vault` gives null when it is not this person's turn or the key cannot be had. */
export function keepVisit(sheet: VisitSheet, vault: () => Promise<Vault | null>, onWritten: () => void): VisitKeeper {
  /** Changed here since it was last read. */
  const touched = new Set<RecordPart | 'deed' | 'problems'>()
  let revision = 0
  let writing: Promise<void> | undefined

  /** What the phone keeps, with what was changed here on it. */
  function merged(kept: VisitWork): VisitWork {
    const mine = sheet.work.value
    const [theirs, ours] = [
      withoutParts(
        kept,
        recordParts.filter((part) => touched.has(part)),
      ),
      withoutParts(
        mine,
        recordParts.filter((part) => !touched.has(part)),
      ),
    ]
    return {
      changes: { ...theirs.changes, ...ours.changes },
      base: { ...theirs.base, ...ours.base },
      tried: { ...theirs.tried, ...ours.tried },
      deed: touched.has('deed') ? mine.deed : kept.deed,
      problems: touched.has('problems') ? mine.problems : kept.problems,
    }
  }

  async function writeUntilCurrent(): Promise<void> {
    let written = -1
    while (written !== revision) {
      written = revision
      const mine = await vault()
      sheet.isPersistent.value = mine ? await writeWork(mine, sheet.id, merged).catch(() => false) : false
    }
    sheet.isWriting.value = false
    onWritten()
  }

  return {
    touch: (...what) => what.forEach((one) => touched.add(one)),
    keep() {
      revision += 1
      sheet.isWriting.value = true
      writing ??= writeUntilCurrent().finally(() => (writing = undefined))
      return writing
    },
    async keepCopy() {
      const mine = await vault()
      if (mine && sheet.copy.value) await writeCopy(mine, sheet.copy.value)
    },
    async dropCopy() {
      sheet.copy.value = null
      const mine = await vault()
      if (mine) await forgetCopy(mine, sheet.id)
    },
    async read() {
      const mine = await vault()
      if (!mine) return
      const [copy, work] = await Promise.all([readCopy(mine, sheet.id), readWork(mine, sheet.id)])
      sheet.work.value = merged(work)
      const newer = sheet.copy.value
      sheet.copy.value = copy ?? newer
      if (newer && copy) {
        adoptBooking(sheet, newer.booking)
        adoptRecord(sheet, newer.record)
      }
    },
    async readAgain() {
      const mine = await vault()
      if (!mine || sheet.isWriting.value) return
      const [copy, work] = await Promise.all([readCopy(mine, sheet.id), readWork(mine, sheet.id)])
      if (sheet.isWriting.value) return
      // Everything of this tab's is on the phone: what lies there is the newest of both. What is on its way is dealt with by its answer.
      if (!sheet.isSending.value && sheet.isPersistent.value) touched.clear()
      sheet.work.value = merged(work)
      if (copy) {
        adoptBooking(sheet, copy.booking)
        adoptRecord(sheet, copy.record)
      }
    },
  }
}
