import { useVisitPhotos } from './visit-photos.ts'
import { useVisitStore } from './visit-store.ts'

/** Opens what waits on this phone and sends it, photos to their records, without any of its pages. */
export function resumeVisits(): void {
  useVisitPhotos()
  void useVisitStore().resume()
}
