import { computed, onBeforeUnmount, onMounted, ref, watch, type ComputedRef } from 'vue'
import type { FinancingRequest } from '#contract/financing/request-schema.ts'
import type { ApiError } from '#client/http.ts'
import { applyChanges } from '#client/ui/field-merge.ts'
import { timeOf } from '#client/ui/format.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'
import { useRequestDrafts } from './request-drafts.ts'
import { hasUnsent, headOf, isOpenForm, type RequestDraft } from './request-flush.ts'
import { useRequest } from './request-queries.ts'
import { answerField, readValues, savedValues, type RequestField, type RequestValues } from './request-values.ts'

export interface RequestAccess {
  request: ComputedRef<FinancingRequest | undefined>
  /** The server's with this person's unsent fields on top; undefined until both are here. */
  values: ComputedRef<RequestValues | undefined>
  draft: ComputedRef<RequestDraft>
  error: ComputedRef<ApiError | null>
  reload: () => Promise<unknown>
  isOnline: ComputedRef<boolean>
  /** What the server would not take, in words, by field. */
  problems: ComputedRef<Partial<Record<string, string>>>
  save: ComputedRef<
    { state: 'local' | 'server' | 'sent' | 'unkept'; time?: string; number?: string; detail?: string; sending: boolean } | undefined
  >
  change: <K extends Exclude<RequestField, 'answers'> | 'doneItems'>(name: K, value: RequestValues[K]) => void
  answer: (questionId: string, optionId: string) => void
  flush: () => Promise<boolean>
}

/** One request as its firm's people fill it in: what the server has, what is unsent here, and where the work is. */
export function useRequestForm(id: () => string): RequestAccess {
  const store = useRequestDrafts()
  const load = useRequest(id)
  const isOnline = useOnline()
  const draft = computed(() => store.draftOf(id()))
  const request = computed(() => load.data.value)

  watch(
    request,
    (newest) => {
      if (!newest) return
      store.draftOf(newest.id)
      store.meet(newest)
      if (isOpenForm(newest)) void store.restore(newest.id)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => void store.flush(id()))

  const values = computed(() => {
    if (!request.value || (isOpenForm(request.value) && !draft.value.isRestored)) return undefined
    return readValues(applyChanges(savedValues(request.value), draft.value.unsent.changes))
  })
  const problems = computed(() =>
    Object.fromEntries(draft.value.refused.map(({ field, reason, limit }) => [headOf(field), fieldReasonText(reason, limit)])),
  )
  return {
    request,
    values,
    draft,
    error: load.error,
    reload: load.reload,
    isOnline,
    problems,
    save: computed(() => request.value && saveOf(request.value, draft.value, isOnline.value)),
    change: (name, value) => store.change(id(), name, value),
    answer: (questionId, optionId) => store.change(id(), answerField(questionId), optionId),
    flush: () => store.flush(id()),
  }
}

/** Where this work is, said only after the fact (design §6). */
function saveOf(request: FinancingRequest, draft: RequestDraft, isOnline: boolean) {
  const sending = draft.isSending
  const time = timeOf(request.savedAt)
  if (!isOpenForm(request)) return { state: 'sent' as const, number: request.number ?? undefined, sending: false }
  if (!hasUnsent(draft))
    return {
      state: 'server' as const,
      time,
      detail: request.state === 'draft' ? `${time}，还没有交给县局` : `${time}，还没有交回`,
      sending,
    }
  if (draft.isRefusedHere) return { state: 'unkept' as const, detail: '这台手机存不下，传到服务器前别关', sending }
  // Between a keystroke and its local copy nothing new may be claimed yet.
  if (!draft.isKept) return { state: 'server' as const, time, detail: `${time}，刚改的正在存`, sending }
  return { state: 'local' as const, detail: localWords(draft, isOnline), sending }
}
function localWords(draft: RequestDraft, isOnline: boolean): string | undefined {
  if (draft.conflicts.length > 0) return `${draft.conflicts.length} 处别人也改了，等您选`
  if (draft.refused.length > 0) return `${draft.refused.length} 处服务器没收，看标红的地方`
  if (!isOnline || draft.failure?.code === 'offline') return undefined
  if (draft.failure?.code === 'not-signed-in') return '登录后接着传'
  if (draft.failure) return '服务器没接住，会自动再传'
  return draft.isSending ? '' : '马上传到服务器'
}

function useOnline(): ComputedRef<boolean> {
  const isOnline = ref(typeof navigator === 'undefined' || navigator.onLine)
  const update = () => (isOnline.value = navigator.onLine)
  onMounted(() => ['online', 'offline'].forEach((event) => window.addEventListener(event, update)))
  onBeforeUnmount(() => ['online', 'offline'].forEach((event) => window.removeEventListener(event, update)))
  return computed(() => isOnline.value)
}
