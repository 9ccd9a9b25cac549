import { computed, ref } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { handOver } from '#contract/cases/desk-endpoints.ts'
import type { DeskItem } from '#contract/cases/desk-schema.ts'
import type { Colleague } from '#contract/cases/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { call } from '#client/http.ts'
import { sayDone } from '#client/ui/toast.ts'
import { useSubmit } from '#client/ui/use-submit.ts'

type Hand = Pick<Colleague, 'id' | 'name'> | null
type Thing = Pick<DeskItem, 'kind' | 'id' | 'number' | 'title'>

/** Taking over, handing over, laying back things of any kinds; what could not be done is said one by one in `refusals`. */
export function useHands() {
  const session = useSessionStore()
  const cache = useQueryCache()
  const refusals = ref<string[]>([])
  const sending = useSubmit((_key, things: readonly Thing[], to: Hand) =>
    call(handOver, { body: { items: things.map(({ kind, id }) => ({ kind, id })), to: to?.id ?? null } }),
  )

  /** True once the server has answered, also where it refused some. */
  async function hand(things: readonly Thing[], to: Hand): Promise<boolean> {
    refusals.value = []
    const done = await sending.submit(things, to)
    await Promise.allSettled([cache.invalidateQueries({ key: ['cases'] })])
    if (!done) return false
    const who = to === null || to.id === session.me?.id ? '您' : to.name
    refusals.value = done.refused.map(({ kind, id, number, reason }) => {
      const what = number ?? things.find((thing) => thing.kind === kind && thing.id === id)?.title ?? ''
      return reason === 'gone' ? `${what}：刚刚办结了，或已不在这里。` : `${what}：${who}要回避，或前面已经经手，不能再接。`
    })
    const count = done.done.length === 1 && done.refused.length === 0 ? '' : ` ${done.done.length} 件`
    if (done.done.length > 0) void sayDone(to === null ? `已放回${count}` : to.id === session.me?.id ? `已接办${count}` : `已转给${to.name}${count}`)
    return true
  }

  return {
    hand,
    takeOver: async (things: readonly Thing[]) => (session.me ? hand(things, session.me) : false),
    refusals,
    isSending: sending.isSending,
    error: sending.error,
    /** In words of its own, instead of `error`'s. */
    refusal: computed(() => (sending.error.value?.code === 'not-found' ? '这位同事刚刚不在岗了，一件都没有动。请换一位。' : '')),
    reset: () => {
      refusals.value = []
      sending.reset()
    },
  }
}
