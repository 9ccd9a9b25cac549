import { computed, nextTick, onBeforeUnmount, onMounted, ref, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useQueryCache } from '@pinia/colada'
import { useSessionStore } from '#client/accounts/session.ts'
import { forgetBank } from './forget-lead.ts'

/**
 * True while a page must show nothing of a firm to who sits here: nobody is signed in any more, or the browser has put the page away (it may bring it back to
 * somebody else) and it is not known yet who is here. What was read is dropped then; the page draws nothing meanwhile and reads anew.
 */
export function useSealed(): ComputedRef<boolean> {
  const [route, router] = [useRoute(), useRouter()]
  const session = useSessionStore()
  const cache = useQueryCache()
  const isAway = ref(false)
  const isOver = computed(() => session.isLost || !session.me)

  watch(isOver, async (now) => {
    if (!now) return
    await nextTick()
    forgetBank(cache)
  })
  function onHide(): void {
    isAway.value = true
  }
  async function onShow({ persisted }: PageTransitionEvent): Promise<void> {
    if (persisted) {
      forgetBank(cache)
      // Without an answer the readings themselves say what is wrong.
      const me = await session.reload().catch(() => undefined)
      if (me === null) await router.replace({ path: '/sign-in', query: { next: route.fullPath } })
    }
    isAway.value = false
  }
  onMounted(() => {
    window.addEventListener('pagehide', onHide)
    window.addEventListener('pageshow', onShow)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('pagehide', onHide)
    window.removeEventListener('pageshow', onShow)
  })
  return computed(() => isOver.value || isAway.value)
}
