import type { Draft, DraftChore } from './draft.ts'
import { writeRecord, type DraftRecord } from './draft-record.ts'

/** Writes the local copy; changes made while writing are written after it. `isMine` turns false when another person signs in. */
export function keepCopy(userId: string, draft: Draft, chore: DraftChore, isMine: () => boolean): Promise<void> {
  chore.revision += 1
  draft.isKept = false
  chore.writing ??= writeUntilCurrent(userId, draft, chore, isMine).finally(() => (chore.writing = undefined))
  return chore.writing
}

async function writeUntilCurrent(userId: string, draft: Draft, chore: DraftChore, isMine: () => boolean): Promise<void> {
  let written = -1
  while (written !== chore.revision && isMine()) {
    written = chore.revision
    // A key that cannot be had now counts as a refusal: the page says that nothing is kept, and the next change tries again.
    const isStored = await writeRecord(userId, draft.id, (kept) => recordOf(draft, chore, kept)).catch(() => false)
    draft.isKept = isStored && written === chore.revision
    draft.isRefusedHere = !isStored
  }
}

/** Two tabs share one record: each changes only the fields it has changed itself. */
function recordOf(draft: Draft, chore: DraftChore, kept: DraftRecord | null): DraftRecord {
  const [base, changes] = [{ ...kept?.base }, { ...kept?.changes }]
  for (const name of chore.touched) {
    delete base[name]
    delete changes[name]
    if (!(name in draft.unsent.changes)) continue
    base[name] = draft.unsent.base[name]
    changes[name] = draft.unsent.changes[name]
  }
  return { title: draft.title, base, changes, intent: chore.isIntentTouched ? draft.intent : (kept?.intent ?? draft.intent) }
}
