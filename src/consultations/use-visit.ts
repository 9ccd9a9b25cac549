// The one door of the pages to the expert's visits; see visit-sheet.ts for what they get.
import { computed, onBeforeUnmount, onMounted, watch, type ComputedRef } from 'vue'
import type { Booking, BookingSummary, RecordInput, Topics, VisitRecord } from '#contract/consultations/schema.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import type { UploadItem } from '#client/files/upload-item.ts'
import type { ApiError } from '#client/http.ts'
import { keepPages } from '#client/ui/kept-pages.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import type { RecordPart } from './record-parts.ts'
import type { VisitDeed } from './visit-kept.ts'
import { countyNow, keepVisitsForLater, learnClock, loadTopics, loadVisits } from './visit-list.ts'
import { useVisitPhotos } from './visit-photos.ts'
import type { OpenVisit } from './visit-sheet.ts'
import { useVisitStore } from './visit-store.ts'
export type { OpenVisit } from './visit-sheet.ts'

export interface VisitAccess {
  status: ComputedRef<'loading' | 'ready' | 'failed'>
  /** Of the last reading; also while an older copy is shown. */
  error: ComputedRef<ApiError | null>
  open: ComputedRef<OpenVisit | null>
  reload(): Promise<void>
  /** 到 未到 请假: at once on the phone, sent by itself. */
  checkIn(action: VisitDeed['action'], reason?: string): void
  takeBackDeed(): void
  setPart<P extends RecordPart>(part: P, value: RecordInput[P]): void
  settle(part: RecordPart, choice: 'mine' | 'theirs'): void
  giveUp(): void
  flush(): Promise<void>
  /** After a command's reply. */
  adopt(booking: Booking): void
  adoptWritten(record: VisitRecord): void
  /** Photos still on the phone. */
  photos: ComputedRef<UploadItem[]>
  addPhotos(files: readonly File[]): Promise<void>
  removePhoto(fileId: string): Promise<void>
}

/** What an officer or another phone does meanwhile is seen after so long. */
const lookAgainMs = 60_000

export function useVisit(id: () => string): VisitAccess {
  const session = useSessionStore()
  const store = useVisitStore()
  const photos = useVisitPhotos()
  const sheet = computed(() => store.sheetOf(id()))
  const open = computed(() => (sheet.value?.copy.value ? sheet.value.view : null))
  const error = computed(() => sheet.value?.error.value ?? null)
  let timer: ReturnType<typeof setInterval> | undefined

  watch([id, () => session.me?.id], () => void store.open(id()), { immediate: true })
  watch(
    () => session.me?.id,
    (userId) => userId && void vaultOrNull(userId).then(learnClock),
    { immediate: true },
  )
  onMounted(() => {
    keepVisitPagesForLater()
    timer = setInterval(() => {
      if (document.visibilityState === 'visible' && !store.isOffline) void store.refetch(id())
    }, lookAgainMs)
  })
  onBeforeUnmount(() => clearInterval(timer))

  return {
    status: computed(() => (open.value ? 'ready' : error.value ? 'failed' : 'loading')),
    error,
    open,
    reload: () => store.refetch(id()),
    checkIn: (action, reason = '') => store.checkIn(id(), action, reason, countyNow()),
    takeBackDeed: () => store.takeBackDeed(id()),
    setPart: (part, value) => store.setPart(id(), part, value),
    settle: (part, choice) => store.settle(id(), part, choice),
    giveUp: () => store.giveUp(id()),
    flush: () => store.flush(id()),
    adopt: store.adopt,
    adoptWritten: store.adoptWritten,
    photos: computed(() => photos.waiting(id())),
    addPhotos: (files) => photos.add(id(), files),
    removePhoto: (fileId) => photos.remove(id(), fileId),
  }
}

async function vaultOrNull(userId: string | undefined): Promise<Vault | null> {
  return userId === undefined ? null : openMyVault(userId).catch(() => null)
}

export const visitsKey = ['consultations', 'visits'] as const

/** The expert's own, a month back and everything coming, in order of time. */
export function useVisits(): Load<BookingSummary[]> {
  const session = useSessionStore()
  const store = useVisitStore()
  const load = useLoad({
    key: visitsKey,
    query: async () => {
      await store.resume()
      const vault = await vaultOrNull(session.me?.id)
      const items = await loadVisits(vault)
      // Read behind: the list is shown first. Quiet, at the next look it is tried again.
      if (vault && navigator.onLine !== false) void keepVisitsForLater(vault, items).catch(() => undefined)
      return items
    },
  })
  onMounted(keepVisitPagesForLater)
  return load
}

/** Topics, sections of the record, ready reasons; also without a network. */
export function useVisitTopics(): Load<Topics> {
  const session = useSessionStore()
  return useLoad({
    key: ['consultations', 'visit-topics'],
    query: async () => loadTopics(await vaultOrNull(session.me?.id)),
    staleTime: 600_000,
  })
}

let isDone = false
/** The code of these pages, which the first visit does not need, is fetched and kept behind it. Once a page load; what could not be fetched is fetched at the next visit. */
function keepVisitPagesForLater(): void {
  if (isDone || navigator.onLine === false) return
  isDone = true
  setTimeout(() => void keepPages('visits'), 3_000)
}
