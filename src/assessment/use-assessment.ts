// The one door of the pages to assessments; see open-assessment.ts for what they get.
import { computed, onBeforeUnmount, onMounted, watch, type ComputedRef } from 'vue'
import type { Edition, EditionSummary } from '#contract/assessment/edition-schema.ts'
import type { AnswerInput, AnswerWord, Assessment, EvidencePatch, OpeningAnswers } from '#contract/assessment/schema.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import type { UploadItem } from '#client/files/upload-item.ts'
import type { ApiError } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { useAssessmentStore } from './assessment-store.ts'
import { useEvidenceStore } from './evidence-store.ts'
import { loadEdition, loadEditions } from './kept-editions.ts'
import { keepPagesForLater } from './kept-pages.ts'
import { loadMine, summaryOf } from './my-assessments.ts'
import type { MyAssessment, OpenAssessment } from './open-assessment.ts'
export type { AnswerPlace, LocalAnswer, MyAssessment, OpenAssessment } from './open-assessment.ts'

export interface AssessmentDesk {
  status: ComputedRef<'loading' | 'ready' | 'failed'>
  error: ComputedRef<ApiError | null>
  open: ComputedRef<OpenAssessment | null>
  reload(): Promise<void>
  /** At once on the phone, sent by itself. */
  setAnswer(itemId: string, answer: AnswerWord | null, note: string): void
  /** Of a conflict; 'theirs' also gives up an answer the server does not take. */
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

/** What a colleague does meanwhile is seen after so long. */
const lookAgainMs = 30_000

export function useAssessment(id: () => string): AssessmentDesk {
  const session = useSessionStore()
  const store = useAssessmentStore()
  const evidence = useEvidenceStore()
  const sheet = computed(() => store.sheetOf(id()))
  const open = computed(() => (sheet.value?.copy.value && sheet.value.edition.value ? sheet.value.view : null))
  const real = () => store.realId(id())
  let timer: ReturnType<typeof setInterval> | undefined

  watch([id, () => session.me?.id], () => void store.open(id()), { immediate: true })
  onMounted(() => {
    keepPagesForLater()
    timer = setInterval(() => {
      if (document.visibilityState === 'visible' && !store.isOffline) void store.refetch(id())
    }, lookAgainMs)
  })
  onBeforeUnmount(() => clearInterval(timer))

  const error = computed(() => sheet.value?.error.value ?? null)
  return {
    status: computed(() => (open.value ? 'ready' : error.value ? 'failed' : 'loading')),
    error,
    open,
    reload: () => store.refetch(id()),
    setAnswer: (itemId, answer, note) => store.setAnswer(id(), itemId, answer, note),
    settle: (itemId, choice) => store.settle(id(), itemId, choice),
    setOpening: (opening) => store.change(id(), { opening }),
    setTakenBack: (takenBack) => store.change(id(), { takenBack }),
    setShared: (isShared) => store.change(id(), { isShared }),
    addEvidence: (itemId, files, dates) => evidence.add(real(), itemId, files, dates),
    setEvidenceDates: (evidenceId, dates) => evidence.date(real(), evidenceId, dates),
    removeEvidence: (evidenceId) => evidence.remove(real(), evidenceId),
    waitingEvidence: (itemId) => evidence.waiting(real(), itemId),
    adopt: store.adopt,
  }
}

export interface MyAssessments {
  /** Newest first, those begun on this phone among them. */
  items: ComputedRef<MyAssessment[]>
  status: Load<unknown>['status']
  error: Load<unknown>['error']
  reload: () => Promise<unknown>
}

export function useMyAssessments(firmId: () => string | null): MyAssessments {
  const session = useSessionStore()
  const store = useAssessmentStore()
  const load = useLoad({
    key: () => ['assessment', 'mine', firmId() ?? ''],
    query: async () => {
      await store.resume()
      return loadMine(firmId() ?? '', await vaultOrNull(session.me?.id))
    },
    enabled: () => firmId() !== null,
  })
  onMounted(keepPagesForLater)
  const items = computed(() => {
    const listed = load.data.value ?? []
    const here = [...store.sheets.values()].filter(({ copy, edition }) => copy.value?.firmId === firmId() && edition.value)
    const begun = here.filter((sheet) => !sheet.view.isOnServer).map(summaryOf)
    const others = listed.map((own) => {
      const sheet = here.find(({ id }) => id === own.id)
      return sheet && sheet.view.unsent > 0 ? { ...own, ...summaryOf(sheet) } : { ...own, isOnServer: true, unsent: 0 }
    })
    return [...begun, ...others]
  })
  return { items, status: load.status, error: load.error, reload: load.reload }
}

/** The id to go on with; begins on the phone where there is no network (not with `fromId`: then it throws ApiError). */
export function beginAssessment(input: {
  firmId: string
  editionId: string
  opening?: OpeningAnswers
  fromId?: string
  answers?: Record<string, AnswerInput>
}): Promise<string> {
  return useAssessmentStore().begin(input)
}

/** Deletes it, on the server where it is there, with its photos; throws ApiError where the server does not let it go. */
export async function removeAssessment(id: string): Promise<void> {
  await useAssessmentStore().remove(id)
  await useEvidenceStore().removeAll(id)
}

async function vaultOrNull(userId: string | undefined) {
  return userId === undefined ? null : openMyVault(userId).catch(() => null)
}

export function useEdition(id: () => string): Load<Edition> {
  const session = useSessionStore()
  return useLoad({
    key: () => ['assessment', 'edition', id()],
    query: async () => loadEdition(id(), null, await vaultOrNull(session.me?.id)),
    enabled: () => id() !== '',
    staleTime: 600_000,
  })
}

/** The default first. */
export function useEditions(): Load<EditionSummary[]> {
  const session = useSessionStore()
  return useLoad({
    key: ['assessment', 'editions'],
    query: async () => loadEditions(await vaultOrNull(session.me?.id)),
    staleTime: 600_000,
  })
}
