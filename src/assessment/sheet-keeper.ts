// Writes what a sheet has to the person's vault, behind the person's back but in order, and reads it again; also what another tab has written.
import type { Vault } from '#client/accounts/local-vault.ts'
import { forgetAll, forgetAnswer, readAll, writeAnswer, writeChanges, writeCopy, type AnswerRecord, type Kept } from './local-record.ts'
import { adoptCopy, learn, reconcile, refresh, type Sheet } from './sheet.ts'

export interface SheetKeeper {
  /** These answers are other ones now. They are called kept when they are. */
  save(itemIds: readonly string[]): void
  saveChanges(): void
  /** The copy with everything that has arrived; then what was kept only until then goes. */
  saveCopy(): Promise<void>
  /** Takes what an earlier visit or another tab has left. */
  read(): Promise<void>
  /** Resolves when everything is written. */
  done(): Promise<void>
  forget(): Promise<void>
}

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve))

/** `vault` rejects or gives null when it is not this person's turn or the key cannot be had. `onWritten`: other tabs may read it. */
export function keepSheet(sheet: Sheet, vault: () => Promise<Vault | null>, onWritten: () => void): SheetKeeper {
  const dirty = new Set<string>()
  let areChangesDirty = false
  let isGone = false
  let writing: Promise<void> | null = null

  const open = async () => (isGone ? null : vault().catch(() => null))

  async function writeRecord(mine: Vault, itemId: string): Promise<void> {
    const record = sheet.records.get(itemId)
    await (record ? writeAnswer(mine, sheet.id, record) : forgetAnswer(mine, sheet.id, itemId))
  }

  function free(itemId: string): void {
    if (dirty.has(itemId)) return
    sheet.writing.delete(itemId)
    refresh(sheet, itemId)
  }

  async function writeAll(): Promise<void> {
    // The next item is drawn first.
    await nextTask()
    const mine = await open()
    sheet.isPersistent.value = mine?.isPersistent ?? false
    while (dirty.size > 0 || areChangesDirty) {
      if (areChangesDirty) {
        areChangesDirty = false
        if (mine) await writeChanges(mine, sheet.id, sheet.changes.value)
      }
      for (const itemId of [...dirty]) {
        dirty.delete(itemId)
        if (mine && !isGone) await writeRecord(mine, itemId)
        sheet.isPersistent.value = mine?.isPersistent ?? false
        free(itemId)
      }
    }
    onWritten()
  }

  function start(): void {
    writing ??= writeAll().finally(() => {
      writing = null
      if (dirty.size > 0 || areChangesDirty) start()
    })
  }

  function take(kept: Kept): void {
    for (const record of kept.answers) takeRecord(record)
    const isThere = new Set(kept.answers.map(({ itemId }) => itemId))
    for (const itemId of sheet.records.keys()) if (!isThere.has(itemId) && !isMine(itemId)) sheet.records.delete(itemId)
    if (!areChangesDirty) sheet.changes.value = kept.changes
    if (kept.copy) adoptCopy(sheet, kept.copy)
    else reconcile(sheet)
  }
  /** Not written yet, or lost when the page is: what the phone keeps is older. */
  const isMine = (itemId: string) => sheet.writing.has(itemId) || sheet.sending.itemId === itemId || !sheet.isPersistent.value

  function takeRecord(record: AnswerRecord): void {
    const known = sheet.records.get(record.itemId)
    if (known && (isMine(record.itemId) || known.order > record.order)) return
    if (record.sent) learn(sheet, record.sent)
    sheet.records.set(record.itemId, record)
  }

  return {
    save(itemIds) {
      for (const itemId of itemIds) {
        dirty.add(itemId)
        sheet.writing.add(itemId)
        refresh(sheet, itemId)
      }
      if (itemIds.length > 0) start()
    },
    saveChanges() {
      areChangesDirty = true
      start()
    },
    async saveCopy() {
      const copy = sheet.copy.value
      if (!copy) return
      const sent = [...sheet.records.values()].filter((record) => record.sent)
      const latest = sent.reduce((at, { sent: answer }) => (answer && answer.at > at ? answer.at : at), copy.savedAt)
      const next = { ...copy, savedAt: latest, answers: [...sheet.server.values()] }
      sheet.copy.value = next
      const mine = await open()
      if (!mine) return
      await writeCopy(mine, next)
      // A record that is being written would outlive its own end.
      while (writing) await writing
      for (const record of sent) {
        if (sheet.records.get(record.itemId) !== record) continue
        sheet.records.delete(record.itemId)
        await forgetAnswer(mine, sheet.id, record.itemId)
      }
      onWritten()
    },
    async read() {
      const mine = await open()
      if (!mine) return
      take(await readAll(mine, sheet.id))
    },
    done: async () => {
      while (writing) await writing
    },
    async forget() {
      dirty.clear()
      areChangesDirty = false
      const mine = await open()
      isGone = true
      if (mine) await forgetAll(mine, sheet.id)
      onWritten()
    },
  }
}
