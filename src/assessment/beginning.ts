// Beginning: on the server where there is one, on this phone where there is none; and what happens when the firm had one already.
import type { Assessment, AssessmentInput, OpeningAnswers } from '#contract/assessment/schema.ts'
import { sendStart } from './api.ts'
import type { StoreCore } from './assessment-store.ts'
import { isRefusedAnswer, newCopy, newId, recordsOf } from './begun-here.ts'
import type { Edits } from './edits.ts'
import { loadEdition } from './kept-editions.ts'
import { writeAlias, writeCopy, type AnswerRecord } from './local-record.ts'
import { adoptCopy, type Sheet } from './sheet.ts'

const startPatienceMs = 8_000

export interface Beginning {
  begin(input: Omit<AssessmentInput, 'id'>): Promise<string>
  move(from: Sheet, started: Assessment): Promise<void>
}

export function createBeginning(core: StoreCore, { change }: Pick<Edits, 'change'>): Beginning {
  const { session, isOffline, sheets, aliases, choreOf, makeOne, myVault, nextOrder, open, take, giveEdition, schedule, flush } = core

  /** The firm had an open one already: what was answered here is laid on it, and this address leads there from now on. */
  async function move(from: Sheet, started: Assessment): Promise<void> {
    const to = await open(started.id)
    choreOf(to).keeper.save(adoptCopy(to, started))
    layOn(to, [...from.records.values()], from.copy.value?.opening ?? {})
    await choreOf(to).keeper.done()
    const vault = await myVault()
    await writeAlias(vault, from.id, to.id)
    aliases.set(from.id, to.id)
    await choreOf(from).keeper.forget()
    sheets.delete(from.id)
    await giveEdition(to)
    void flush(to.id)
  }

  function layOn(sheet: Sheet, records: readonly AnswerRecord[], opening: OpeningAnswers): void {
    for (const record of records) if (!sheet.records.has(record.itemId)) sheet.records.set(record.itemId, { ...record, base: 0 })
    const copy = sheet.copy.value
    if (copy) choreOf(sheet).keeper.save([...records.map(({ itemId }) => itemId), ...adoptCopy(sheet, copy)])
    const unasked = Object.entries(opening).filter(([question]) => (copy?.opening[question] ?? []).length === 0)
    if (unasked.length > 0) change(sheet.id, { opening: { ...copy?.opening, ...Object.fromEntries(unasked) } })
  }

  /** The id to go on with. On the server at once where there is one; on this phone otherwise, except from an earlier one. Throws ApiError. */
  async function begin({ answers = {}, ...input }: Omit<AssessmentInput, 'id'>): Promise<string> {
    const body = { ...input, id: newId() }
    const records = recordsOf(answers, session.me, nextOrder)
    const taken = records.length > 0 ? { answers } : {}
    const started = await tryStart({ ...body, ...taken }, input.fromId !== undefined)
    const sheet = started ? await open(started.id) : makeOne(body.id)
    if (started) await take(sheet, started)
    else await beginHere(sheet, body)
    layOn(sheet, records, input.opening ?? {})
    await choreOf(sheet).keeper.done()
    if (sheet.view.unsent > 0) schedule(sheet)
    return sheet.id
  }

  async function tryStart(body: AssessmentInput & { id: string }, isNeeded: boolean): Promise<Assessment | null> {
    if (!isNeeded && isOffline.value) return null
    return sendStart(body, isNeeded ? undefined : startPatienceMs).catch((caught: unknown) => {
      if (isNeeded || isRefusedAnswer(caught)) throw caught
      return null
    })
  }

  async function beginHere(sheet: Sheet, body: AssessmentInput & { id: string }): Promise<void> {
    const vault = await myVault().catch(() => null)
    const edition = await loadEdition(body.editionId, null, vault)
    sheet.edition.value = edition
    sheet.copy.value = newCopy(body, edition, session)
    sheet.changes.value = { ...sheet.changes.value, begun: body }
    choreOf(sheet).loading = Promise.resolve()
    if (vault && sheet.copy.value) await writeCopy(vault, sheet.copy.value)
    choreOf(sheet).keeper.saveChanges()
  }

  return { begin, move }
}
