import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { isNobody } from '#contract/notices/audience.ts'
import type { Audience, AudiencePreview } from '#contract/notices/audience-schema.ts'
import { previewAudience } from '#contract/notices/desk-endpoints.ts'
import { call, toApiError, type ApiError } from '#client/http.ts'

const quietMs = 500

/** An older count is never shown for a newer choice: it is gone the moment the choice changes. */
export type AudienceCount = { status: 'nobody' } | { status: 'counting' } | { status: 'ready'; preview: AudiencePreview } | { status: 'failed'; error: ApiError }

/** Whom an audience reaches, counted by the server a moment after the last change. `of`: the notice, whose followers are counted too. */
export function useAudienceCount(audience: () => Audience, of: () => string): { count: Readonly<ShallowRef<AudienceCount>>; again: () => void; asked: Readonly<Ref<number>> } {
  const count = shallowRef<AudienceCount>({ status: 'counting' })
  const asked = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined
  let stop: AbortController | undefined

  async function ask(): Promise<void> {
    stop?.abort()
    const mine = (stop = new AbortController())
    asked.value += 1
    try {
      const preview = await call(previewAudience, { body: { audience: audience(), of: of() }, signal: mine.signal })
      if (!mine.signal.aborted) count.value = { status: 'ready', preview }
    } catch (caught) {
      if (!mine.signal.aborted) count.value = { status: 'failed', error: toApiError(caught) }
    }
  }
  function begin(wait: number): void {
    clearTimeout(timer)
    stop?.abort()
    if (isNobody(audience())) return void (count.value = { status: 'nobody' })
    count.value = { status: 'counting' }
    timer = setTimeout(() => void ask(), wait)
  }
  watch(() => JSON.stringify([audience(), of()]), (_, before) => begin(before === undefined ? 0 : quietMs), { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    stop?.abort()
  })
  return { count, again: () => begin(0), asked }
}
