// The one door of the pages to an assessment; see open-assessment.ts for what they get.
import { computed, ref, shallowReactive, type ComputedRef } from 'vue'
import { byItem } from '#contract/assessment/answers.ts'
import type { Edition, EditionSummary } from '#contract/assessment/edition-schema.ts'
import { gapsOf } from '#contract/assessment/gaps.ts'
import type { AnswerInput, AnswerWord, Assessment, EvidencePatch, OpeningAnswers } from '#contract/assessment/schema.ts'
import { askedItems, leftOutItems } from '#contract/assessment/scope.ts'
import { scoreAnswers } from '#contract/assessment/scoring.ts'
import type { UploadItem } from '#client/files/upload-item.ts'
import type { ApiError } from '#client/http.ts'
import { toApiError } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { readAssessment, readAssessments, readEdition, readEditions, sendAnswer, sendPatch, sendStart } from './api.ts'
import type { LocalAnswer, MyAssessment, OpenAssessment } from './open-assessment.ts'
export type { AnswerPlace, LocalAnswer, MyAssessment, OpenAssessment } from './open-assessment.ts'

export interface AssessmentDesk {
  status: ComputedRef<'loading' | 'ready' | 'failed'>
  error: ComputedRef<ApiError | null>
  open: ComputedRef<OpenAssessment | null>
  reload(): Promise<void>
  /** At once on the phone, sent by itself. */
  setAnswer(itemId: string, answer: AnswerWord | null, note: string): void
  settle(itemId: string, choice: 'mine' | 'theirs'): void
  setOpening(opening: OpeningAnswers): void
  setTakenBack(itemIds: string[]): void
  setShared(isShared: boolean): void
  addEvidence(itemId: string, files: readonly File[], dates?: EvidencePatch): Promise<void>
  /** Of the server's evidence, or of a photo that is still on the phone (its record's id). */
  setEvidenceDates(evidenceId: string, dates: EvidencePatch): Promise<void>
  removeEvidence(evidenceId: string): Promise<void>
  /** Photos still on the phone. */
  waitingEvidence(itemId: string): UploadItem[]
  /** After a command's reply. */
  adopt(assessment: Assessment): void
}

// First version: online only. The same interface stays when the phone's copy stands behind it.
export function useAssessment(id: () => string): AssessmentDesk {
  const held = ref<Assessment | null>(null)
  const mine = shallowReactive(new Map<string, LocalAnswer>())
  const assessment = useLoad({ key: () => ['assessment', 'one', id()], query: () => readAssessment(id()) })
  const edition = useLoad({
    key: () => ['public', 'assessment', 'edition', assessment.data.value?.editionId ?? ''],
    query: () => readEdition(assessment.data.value?.editionId ?? ''),
    enabled: () => assessment.data.value !== undefined,
  })
  const current = computed(() => (held.value?.id === id() ? held.value : (assessment.data.value ?? null)))
  const open = computed((): OpenAssessment | null => {
    const [now, list] = [current.value, edition.data.value]
    if (!now || !list) return null
    const theirs = now.answers.map((answer): LocalAnswer => ({ ...answer, place: 'server', conflict: null, problems: [] }))
    const answers = new Map([...byItem(theirs), ...mine])
    const items = askedItems(list, now.opening, now.takenBack)
    return {
      id: now.id,
      assessment: now,
      edition: list,
      answers,
      items,
      leftOut: leftOutItems(list, now.opening, now.takenBack),
      score: scoreAnswers(list, items, answers),
      gaps: gapsOf(items, answers),
      unsent: 0,
      conflicts: [],
      isOnServer: true,
      isPersistent: true,
      isSending: false,
      isOffline: false,
    }
  })
  const patch = async (body: Parameters<typeof sendPatch>[1]) => {
    if (current.value) held.value = await sendPatch(id(), body, current.value.version)
  }
  return {
    status: computed(() => (open.value ? 'ready' : assessment.status.value === 'failed' ? 'failed' : 'loading')),
    error: assessment.error,
    open,
    reload: async () => void (await assessment.reload()),
    setAnswer(itemId, answer, note) {
      const version = current.value?.answers.find((known) => known.itemId === itemId)?.version ?? 0
      const local: LocalAnswer = {
        itemId,
        answer,
        note,
        origin: 'answered',
        by: null,
        at: new Date().toISOString(),
        place: 'sending',
        conflict: null,
        problems: [],
      }
      mine.set(itemId, local)
      void sendAnswer(id(), itemId, { answer, note }, version).then(
        () => mine.set(itemId, { ...local, place: 'server' }),
        (caught: unknown) => mine.set(itemId, { ...local, place: 'refused', problems: toApiError(caught).fields }),
      )
    },
    settle: () => undefined,
    setOpening: (opening) => void patch({ opening }),
    setTakenBack: (takenBack) => void patch({ takenBack }),
    setShared: (isShared) => void patch({ isShared }),
    addEvidence: () => Promise.resolve(),
    setEvidenceDates: () => Promise.resolve(),
    removeEvidence: () => Promise.resolve(),
    waitingEvidence: () => [],
    adopt: (next) => void (held.value = next),
  }
}

export function useMyAssessments(firmId: () => string | null): {
  items: ComputedRef<MyAssessment[]>
  status: ComputedRef<'loading' | 'ready' | 'failed'>
  error: ComputedRef<ApiError | null>
  reload: () => Promise<unknown>
} {
  const load = useLoad({
    key: () => ['assessment', 'mine', firmId() ?? ''],
    query: () => readAssessments(firmId() ?? ''),
    enabled: () => firmId() !== null,
  })
  return { ...load, items: computed(() => (load.data.value ?? []).map((own) => ({ ...own, isOnServer: true, unsent: 0 }))) }
}

/** The id to go on with; begins on the phone where there is no network (not with `fromId`: then it throws ApiError). */
export async function beginAssessment(input: {
  firmId: string
  editionId: string
  opening?: OpeningAnswers
  fromId?: string
  answers?: Record<string, AnswerInput>
}): Promise<string> {
  return (await sendStart({ id: crypto.randomUUID(), ...input })).id
}

export function useEdition(id: () => string): Load<Edition> {
  return useLoad({ key: () => ['public', 'assessment', 'edition', id()], query: () => readEdition(id()), enabled: () => id() !== '' })
}

/** The default first. */
export function useEditions(): Load<EditionSummary[]> {
  return useLoad({ key: ['public', 'assessment', 'edition-list'], query: () => readEditions() })
}
