import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { useQueryCache } from '@pinia/colada'
import type { Application } from '#contract/subsidies/schema.ts'
import { toApiError, type ApiError } from '#client/http.ts'
import { errorText } from '#client/ui/error-text.ts'
import { useSubmit } from '#client/ui/use-submit.ts'
import { submitApplication } from './api.ts'
import { useDraftStore } from './draft-store.ts'
import { hasUnsent } from './draft.ts'
import type { DraftAccess } from './use-draft.ts'

/** Answers after which nobody knows whether the county has it: the same intent is sent again, never a new one. */
function isUnknownOutcome(error: ApiError): boolean {
  return error.isRetryable || error.code === 'not-signed-in'
}

/**
 * Submitting once: the intent (key and version) is kept on the phone from before the first sending until a yes or no, so five taps, a resend
 * and a reload are one command (pitfall C17). Success is shown only with the server's number.
 */
export function useSubmission(access: DraftAccess) {
  const store = useDraftStore()
  const cache = useQueryCache()
  const router = useRouter()

  const sending = useSubmit(async () => {
    const id = access.id.value
    if (!(await access.flush()) || hasUnsent(access.draft.value)) throw new StillUnsent()
    const version = access.open.value?.application.version ?? 0
    const intent = await store.beginSubmit(id, version)
    try {
      return await submitApplication(id, intent.version, intent.key)
    } catch (caught) {
      const error = toApiError(caught)
      if (!isUnknownOutcome(error)) {
        store.endSubmit(id)
        if (error.status !== 0) await store.refetch(id).catch(() => undefined)
      }
      throw error
    }
  })

  async function submit(): Promise<void> {
    const reply = await sending.submit()
    if (!reply) return
    await arrive(reply)
  }

  async function arrive(application: Application): Promise<void> {
    store.endSubmit(application.id)
    store.adopt(application)
    void cache.invalidateQueries({ key: ['subsidies', 'applications'] })
    void cache.invalidateQueries({ key: ['messages'] })
    await router.replace(`/subsidies/applications/${application.id}/submitted`)
  }

  const failure = computed(() => {
    const error = sending.error.value
    if (!error) return ''
    if (error.cause instanceof StillUnsent) return '刚改的内容还没传到服务器，没有提交。连上网再点一次。'
    if (error.code === 'offline') return '没有网，还没有提交成功。填的内容都在，连上网再点一次，不会重复。'
    if (error.code === 'timeout') return '没等到回音，不知道收到没有。再点一次，不会重复提交。'
    if (error.code === 'stale') return '别人刚刚改过内容，没有提交。请再看一遍，再提交。'
    return errorText(error)
  })

  return { submit, isSending: sending.isSending, failure, hasOpenIntent: computed(() => access.draft.value.intent !== null) }
}

class StillUnsent extends Error {}
