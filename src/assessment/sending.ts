// When and how what waits is sent: soon after an answer, alone among the tabs, again after a while when it could not be.
import type { Ref } from 'vue'
import type { Assessment } from '#contract/assessment/schema.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { toApiError } from '#client/http.ts'
import { keep } from '#client/ui/kept.ts'
import { underLock } from '#client/ui/tab-channel.ts'
import { runLane, type LanePorts } from './answer-lane.ts'
import { readAssessment, sendAnswer, sendPatch, sendStart } from './api.ts'
import type { Chore } from './assessment-store.ts'
import { waitingFlag, waitingPrefixes } from './local-list.ts'
import { readAnswer } from './local-record.ts'
import type { Sheet } from './sheet.ts'

/** After the next item is shown, which comes by itself after 600 ms: sending takes nothing from its drawing. */
const quietMs = 900
const [slowMs, restMs] = [500, 1_500]

export interface SendingDeps {
  isOffline: Ref<boolean>
  sheetOf(id: string): Sheet | null
  choreOf(sheet: Sheet): Chore
  /** False once another person is here. */
  isHere(sheet: Sheet): boolean
  myVault(): Promise<Vault>
  keepCopy(sheet: Sheet): Promise<void>
  refetch(id: string): Promise<void>
  move(from: Sheet, started: Assessment): Promise<void>
  /** Another tab has written something. */
  areOthersHere(): boolean
}

export interface Sending {
  schedule(sheet: Sheet): void
  flush(id: string): Promise<void>
  noteRest(): Promise<void>
}

export function createSending(deps: SendingDeps): Sending {
  const { isOffline, sheetOf, choreOf, isHere, myVault, keepCopy, refetch, move, areOthersHere } = deps

  /** Soon, when nothing more is done; without a line when it is back, or after a while should the phone be wrong about that. */
  function schedule(sheet: Sheet): void {
    const chore = choreOf(sheet)
    clearTimeout(chore.timer)
    if (sheet.view.unsent > 0) keep(waitingFlag, '1')
    if (isOffline.value) chore.backoff.later()
    else chore.timer = setTimeout(() => void flush(sheet.id), quietMs)
  }

  /** Sends what waits, alone among the tabs. Never rejects. */
  async function flush(id: string): Promise<void> {
    const sheet = sheetOf(id)
    if (!sheet) return
    const chore = choreOf(sheet)
    clearTimeout(chore.timer)
    chore.backoff.cancel()
    if (!sheet.copy.value || sheet.view.unsent === 0) return
    await (chore.running ??= underLock(`zqt.assessment.${sheet.id}`, () => run(sheet, chore)).finally(() => (chore.running = undefined)))
  }

  async function run(sheet: Sheet, chore: Chore): Promise<void> {
    // Another person's turn meanwhile: what is here stays for its owner.
    if (!isHere(sheet)) return
    const saying = setTimeout(() => (sheet.isSending.value = true), slowMs)
    try {
      await runLane(sheet, portsOf(sheet, chore))
      sheet.failure.value = null
      chore.backoff.reset()
    } catch (caught) {
      const error = toApiError(caught)
      sheet.failure.value = error
      if (error.isRetryable) chore.backoff.later()
      if (error.code === 'not-found') void refetch(sheet.id)
    }
    clearTimeout(saying)
    sheet.isSending.value = false
    clearTimeout(chore.keeping)
    chore.keeping = setTimeout(() => void settleDown(sheet), restMs)
  }

  /** Nothing more came for a while: the copy is written once for all that went. */
  async function settleDown(sheet: Sheet): Promise<void> {
    if (!isHere(sheet)) return
    await keepCopy(sheet)
    await noteRest()
  }

  function portsOf(sheet: Sheet, chore: Chore): LanePorts {
    const { id } = sheet
    /** Nothing more goes once somebody else is here. */
    const mine = <A extends unknown[], T>(send: (...args: A) => Promise<T>) => {
      return (...args: A): Promise<T> => (isHere(sheet) ? send(...args) : Promise.reject(new Error('another person is here')))
    }
    return {
      start: mine((input) => sendStart(input)),
      patch: mine((body, version) => sendPatch(id, body, version)),
      answer: mine((itemId, body, version) => sendAnswer(id, itemId, body, version)),
      read: mine(() => readAssessment(id)),
      async kept(itemId) {
        if (!areOthersHere()) return 'unknown'
        const vault = await myVault().catch(() => null)
        return vault?.isPersistent ? readAnswer(vault, id, itemId) : 'unknown'
      },
      save: (itemIds) => chore.keeper.save(itemIds),
      saveChanges: () => chore.keeper.saveChanges(),
      move: (started) => move(sheet, started),
      onProgress() {
        chore.stamp += 1
        chore.backoff.reset()
      },
    }
  }

  /** Nothing waits any more, of any assessment: the next page need not look. */
  async function noteRest(): Promise<void> {
    const vault = await myVault().catch(() => null)
    if (!vault?.isPersistent) return
    const rest = await Promise.all(waitingPrefixes.map((prefix) => vault.names(prefix)))
    if (rest.every((names) => names.length === 0)) keep(waitingFlag, null)
  }

  return { schedule, flush, noteRest }
}
