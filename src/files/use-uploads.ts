import { computed, onMounted, type ComputedRef } from 'vue'
import { useUploadStore, type UploadItem, type UploadPlace } from './upload-store.ts'

export interface Uploads {
  /** Files on their way to this place, oldest first; a file leaves the list when it is attached. */
  items: ComputedRef<UploadItem[]>
  /** False when the phone keeps nothing: the page must stay open until all is sent. */
  isKept: ComputedRef<boolean>
  /** A picture of a stored file that was sent from this very page. */
  previewOf(fileId: string): string | null
  add(files: readonly File[]): Promise<void>
  /** Held up by a page before it that somebody has to decide on. */
  isBehind(item: UploadItem): boolean
  /** About a photo the coach has something against: another picture instead, this one all the same, this one turned. */
  retake(id: string, file: File): Promise<void>
  keepAnyway(id: string): Promise<void>
  turn(id: string, degrees: 90 | 180 | 270): Promise<void>
  retry(id: string): void
  remove(id: string): Promise<void>
}

/** Uploads for one place. They go on when the page is left; `attach` is called also then. */
export function useUploads(place: UploadPlace): Uploads {
  const store = useUploadStore()
  onMounted(() => store.openPlace(place))
  return {
    items: computed(() => store.items.filter((item) => item.record.owner === place.owner)),
    isKept: computed(() => store.isKept),
    previewOf: (fileId) => store.previews.get(fileId) ?? null,
    add: (files) => store.add(place, files),
    isBehind: (item) => store.isBehind(item),
    retake: (id, file) => store.retake(id, place, file),
    keepAnyway: (id) => store.keepAnyway(id),
    turn: (id, degrees) => store.turn(id, degrees),
    retry: (id) => store.retry(id),
    remove: (id) => store.remove(id),
  }
}
