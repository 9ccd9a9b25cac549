// What of an expert's visits lies in their vault: the list, each visit as the server last had it, and what was done and written here since. Read back as
// carefully as anything a phone has kept.
import type { Booking, BookingSummary, Topics, VisitRecord } from '#contract/consultations/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { underLock } from '#client/ui/tab-channel.ts'
import { changedParts, nothingUnsent, type Unsent } from './record-parts.ts'

/** 到 未到 请假, said here and not on the server yet: one command, its key kept until the server has answered. */
export interface VisitDeed {
  action: 'arrive' | 'miss' | 'excuse'
  reason: string
  key: string
  at: string
  /** The server's no; it waits for the person. */
  refusal: string | null
}

export interface VisitWork extends Unsent {
  deed: VisitDeed | null
  /** What the server does not take of the record; held back until something is changed. */
  problems: FieldProblem[]
}

export interface VisitCopy {
  booking: Booking
  record: VisitRecord
}

export interface KeptList {
  items: BookingSummary[]
  /** How far this phone's clock is behind the server's, in ms. */
  skewMs: number
}

export const nothingDone = (): VisitWork => ({ ...nothingUnsent(), deed: null, problems: [] })
export const countWork = (work: VisitWork): number => changedParts(work).length + (work.deed ? 1 : 0)

const prefix = 'visit.'
const name = {
  copy: (id: string) => `${prefix}copy.${id}`,
  work: (id: string) => `${prefix}work.${id}`,
  list: `${prefix}list`,
  topics: `${prefix}topics`,
}
/** Begins the names of what waits to be sent. */
export const workPrefix = `${prefix}work.`

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
const hasAll = (value: unknown, keys: readonly string[]) => isObject(value) && keys.every((key) => key in value)

function isCopy(value: unknown): value is VisitCopy {
  if (!isObject(value)) return false
  return (
    hasAll(value.booking, ['id', 'state', 'startsAt', 'endsAt', 'firmName', 'version', 'files']) &&
    hasAll(value.record, ['bookingId', 'version', 'people', 'followUps', 'photos', 'state'])
  )
}
function isWork(value: unknown): value is VisitWork {
  return hasAll(value, ['changes', 'base', 'tried', 'deed', 'problems'])
}
function isList(value: unknown): value is KeptList {
  return (
    isObject(value) &&
    typeof value.skewMs === 'number' &&
    Array.isArray(value.items) &&
    value.items.every((one) => hasAll(one, ['id', 'startsAt', 'endsAt', 'state']))
  )
}
function isTopics(value: unknown): value is Topics {
  return hasAll(value, ['items', 'ways', 'record', 'reasons', 'limits', 'boundary'])
}

export async function readCopy(vault: Vault, id: string): Promise<VisitCopy | null> {
  const value = await vault.get(name.copy(id))
  return isCopy(value) ? value : null
}
export const writeCopy = (vault: Vault, copy: VisitCopy): Promise<void> => vault.put(name.copy(copy.booking.id), copy)

export async function readWork(vault: Vault, id: string): Promise<VisitWork> {
  const value = await vault.get(name.work(id))
  return isWork(value) ? value : nothingDone()
}

/** `change` gets what is kept now, which may be another tab's. True when the phone really keeps it. */
export async function writeWork(vault: Vault, id: string, change: (kept: VisitWork) => VisitWork): Promise<boolean> {
  return underLock(`zqt.visit-work.${id}`, async () => {
    const next = change(await readWork(vault, id))
    if (countWork(next) === 0) await vault.remove(name.work(id))
    else await vault.put(name.work(id), next)
    return vault.isPersistent
  })
}

/** Ids of the visits something lies here of. */
export async function listKept(vault: Vault): Promise<string[]> {
  const names = await vault.names(prefix)
  return [...new Set(names.flatMap((one) => /^visit\.(?:copy|work)\.(.+)$/.exec(one)?.[1] ?? []))]
}
export async function forgetCopy(vault: Vault, id: string): Promise<void> {
  await vault.remove(name.copy(id))
}

export async function readList(vault: Vault): Promise<KeptList | null> {
  const value = await vault.get(name.list)
  return isList(value) ? value : null
}
export const writeList = (vault: Vault, list: KeptList): Promise<void> => vault.put(name.list, list)
export async function readKeptTopics(vault: Vault): Promise<Topics | undefined> {
  const value = await vault.get(name.topics)
  return isTopics(value) ? value : undefined
}
export const writeTopics = (vault: Vault, topics: Topics): Promise<void> => vault.put(name.topics, topics)
