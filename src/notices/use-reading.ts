// A notice is read once it was before somebody's eyes for two seconds, or they scrolled in it. Without a network it is said as soon as there is one and the page still open.
import { onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { readNotice } from '#contract/notices/endpoints.ts'
import type { Notice } from '#contract/notices/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { call, toApiError } from '#client/http.ts'

const longEnoughMs = 2_000
const farEnoughPx = 120

export function useReading(notice: () => Pick<Notice, 'id' | 'version' | 'withdrawn'> | undefined): void {
  const session = useSessionStore()
  const cache = useQueryCache()
  const isHere = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let said = ''

  const nameOf = () => {
    const shown = notice()
    return shown && session.me ? `${session.me.id} ${shown.id} ${shown.version} ${shown.withdrawn?.at ?? ''}` : ''
  }

  async function say(): Promise<void> {
    const [name, shown] = [nameOf(), notice()]
    if (!shown || name === '' || said === name) return
    said = name
    try {
      await call(readNotice, { params: { id: shown.id }, query: { version: shown.version, ...(shown.withdrawn ? { withdrawn: 'yes' as const } : {}) } })
      await Promise.allSettled([cache.invalidateQueries({ key: ['notices', 'mine'] }), cache.invalidateQueries({ key: ['messages'] })])
    } catch (error) {
      if (toApiError(error).isRetryable && said === name) said = ''
    }
  }
  function begin(): void {
    clearTimeout(timer)
    if (nameOf() !== '' && document.visibilityState === 'visible') timer = setTimeout(() => void say(), longEnoughMs)
  }
  function onScroll(): void {
    if (window.scrollY > farEnoughPx) void say()
  }

  onMounted(() => {
    isHere.value = true
    void session.loadIfLikely()
    window.addEventListener('scroll', onScroll, { passive: true })
    window.addEventListener('online', begin)
    document.addEventListener('visibilitychange', begin)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    window.removeEventListener('scroll', onScroll)
    window.removeEventListener('online', begin)
    document.removeEventListener('visibilitychange', begin)
  })
  watch([isHere, nameOf], () => isHere.value && begin())
}
