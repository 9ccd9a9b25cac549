// Photos of a visit: taken without a network they wait on this phone (the shelf of uploads) and reach the record from whatever page is open later, attached once.
import { watch } from 'vue'
import { defineStore } from 'pinia'
import type { UploadItem, UploadPlace } from '#client/files/upload-item.ts'
import { useUploadStore } from '#client/files/upload-store.ts'
import { ApiError, toApiError } from '#client/http.ts'
import { keep } from '#client/ui/kept.ts'
import { attachRecordPhoto, dropRecordPhoto } from './api.ts'
import { waitingFlag } from './visit-local-list.ts'
import { useVisitStore } from './visit-store.ts'

const ownerOf = (id: string) => `visit:${id}`
const idOf = (owner: string): string | null => /^visit:(.+)$/.exec(owner)?.[1] ?? null

export const useVisitPhotos = defineStore('consultations-visit-photos', () => {
  const store = useVisitStore()
  const uploads = useUploadStore()
  /** Visits whose record takes nothing now. */
  const locked = new Set<string>()

  function placeOf(id: string): UploadPlace {
    return {
      owner: ownerOf(id),
      page: `/consultations/visits/${id}/record`,
      firmId: null,
      purpose: 'visit',
      attach: (fileId) => attach(id, fileId),
    }
  }

  /** Called again until it resolves or the server says no. The arrival goes first: before it the record takes nothing. */
  async function attach(id: string, fileId: string): Promise<void> {
    const sheet = await store.open(id)
    if (sheet.work.value.deed) await store.flush(id)
    const record = await attachRecordPhoto(id, fileId).catch((caught: unknown) => {
      const error = toApiError(caught)
      if (error.code !== 'consultations.record-locked' && error.code !== 'consultations.wrong-state') throw error
      // It waits until the record is open again, and holds up nothing else meanwhile.
      locked.add(id)
      uploads.closePlace(ownerOf(id))
      throw new ApiError('unavailable', { cause: error })
    })
    store.adoptWritten(record)
  }

  /** Files on their way to this visit, oldest first. */
  const waiting = (id: string): UploadItem[] => uploads.items.filter(({ record }) => record.owner === ownerOf(id))

  async function add(id: string, files: readonly File[]): Promise<void> {
    keep(waitingFlag, '1')
    locked.delete(id)
    await uploads.add(placeOf(id), files)
  }
  /** Of what the server has. Throws ApiError. */
  async function remove(id: string, fileId: string): Promise<void> {
    store.adoptWritten(await dropRecordPhoto(id, fileId))
  }

  if (typeof window !== 'undefined') {
    // Whatever an earlier page left.
    watch(
      () => [...new Set(uploads.items.map(({ record }) => record.owner))].join('\n'),
      (owners) => {
        for (const owner of owners.split('\n')) {
          const id = idOf(owner)
          if (id !== null && !locked.has(id)) uploads.openPlace(placeOf(id))
        }
      },
      { immediate: true },
    )
    // Taken back or sent back: what waited goes on.
    watch(
      () =>
        [...store.sheets.values()]
          .filter(({ copy }) => copy.value?.booking.state === 'arrived' && copy.value.record.state === 'draft')
          .map(({ id }) => id),
      (open) => {
        for (const id of open) if (locked.delete(id)) uploads.openPlace(placeOf(id))
      },
    )
  }

  return { waiting, add, remove }
})
