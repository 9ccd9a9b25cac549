import { useAssessmentStore } from './assessment-store.ts'
import { useEvidenceStore } from './evidence-store.ts'

/** Opens what waits on this phone and sends it, photos to their places, without any of its pages. */
export function resumeAssessments(): void {
  useEvidenceStore()
  void useAssessmentStore().resume()
}
