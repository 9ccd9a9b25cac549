// The expert's visits as listed, the words around them and the county's clock: from the server where there is one, else as this phone last had them.
import { readonly, ref } from 'vue'
import type { BookingSummary, Topics } from '#contract/consultations/schema.ts'
import { addDays } from '#contract/identifiers/date.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { ApiError } from '#client/http.ts'
import { dateOf } from '#client/ui/format.ts'
import { readBooking, readMyVisits, readRecord, readTopics } from './api.ts'
import {
  countWork,
  forgetCopy,
  listKept,
  readCopy,
  readKeptTopics,
  readList,
  readWork,
  writeCopy,
  writeList,
  writeTopics,
  type KeptList,
} from './visit-kept.ts'

/** So far back the list goes: a record that is not written yet stays in sight. */
const daysBack = 30
/** Visits of so many days from today on are kept for reading without a network, at most so many. */
const [daysKept, mostKept] = [3, 12]
/** What was kept of a visit goes so many days after it, with the contact's telephone. */
const daysRemembered = 7

const skew = ref(0)
/** How far this phone's clock is behind the county's, in ms. */
export const clockSkew = readonly(skew)
/** Epoch ms by the county's clock, as far as this phone knows it. */
export const countyNow = (): number => Date.now() + skew.value
export const countyToday = (): string => dateOf(countyNow())

let isClockKnown = false

/** So that a visit opened from a message knows the county's hour, too; as this phone last heard it, else asked for. Quiet: without it the phone's own clock counts. */
export async function learnClock(vault: Vault | null): Promise<void> {
  if (isClockKnown) return
  const kept = vault ? await readList(vault) : null
  if (kept) setClock(kept.skewMs)
  else await loadVisits(vault).catch(() => [])
}
function setClock(skewMs: number): void {
  skew.value = skewMs
  isClockKnown = true
}

const isPassing = (error: unknown) => error instanceof ApiError && error.isRetryable

/** Throws ApiError where neither the server nor the phone can say. */
export async function loadVisits(vault: Vault | null): Promise<BookingSummary[]> {
  const kept = vault ? await readList(vault) : null
  if (kept && !isClockKnown) setClock(kept.skewMs)
  if (kept && navigator.onLine === false) return kept.items
  try {
    const { items, now } = await readMyVisits({ from: addDays(countyToday(), -daysBack) })
    const list: KeptList = { items, skewMs: Date.parse(now) - Date.now() }
    setClock(list.skewMs)
    if (vault) await writeList(vault, list)
    return items
  } catch (error) {
    if (kept && isPassing(error)) return kept.items
    throw error
  }
}

const isLive = ({ state }: BookingSummary) => state === 'booked' || state === 'confirmed' || state === 'arrived' || state === 'recorded'

/** So that the visits of these days open in a yard without a network; and what is over goes. Quiet: without it they are asked for again. */
export async function keepVisitsForLater(vault: Vault, items: readonly BookingSummary[]): Promise<void> {
  const today = countyToday()
  const last = addDays(today, daysKept)
  const soon = items.filter((item) => isLive(item) && dateOf(item.startsAt) <= last).slice(0, mostKept)
  for (const item of soon) {
    const copy = await readCopy(vault, item.id)
    if (copy?.booking.version === item.version) continue
    const [booking, record] = await Promise.all([readBooking(item.id), readRecord(item.id)])
    await writeCopy(vault, { booking, record })
  }
  await forgetOver(vault, items, addDays(today, -daysRemembered))
  await loadTopics(vault)
}

/** What is over for a week, was cancelled or went to somebody else: nothing of it stays here but what was not sent. */
async function forgetOver(vault: Vault, items: readonly BookingSummary[], before: string): Promise<void> {
  const listed = new Map(items.map((item) => [item.id, item]))
  for (const id of await listKept(vault)) {
    const item = listed.get(id)
    const isOver = !item || item.state === 'cancelled' || dateOf(item.endsAt) < before
    if (isOver && countWork(await readWork(vault, id)) === 0) await forgetCopy(vault, id)
  }
}

/** Throws ApiError where neither the server nor the phone can say. */
export async function loadTopics(vault: Vault | null): Promise<Topics> {
  const kept = vault ? await readKeptTopics(vault) : undefined
  if (kept && navigator.onLine === false) return kept
  try {
    const topics = await readTopics()
    if (vault) await writeTopics(vault, topics)
    return topics
  } catch (error) {
    if (kept && isPassing(error)) return kept
    throw error
  }
}
