// One opening is counted by the way somebody came (`?from=…`, or the list they pressed in), once for each notice while this tab lives. Of the person nothing is sent.
import { onMounted } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { countOpening } from '#contract/notices/endpoints.ts'
import type { OpenChannel } from '#contract/notices/schema.ts'
import { call } from '#client/http.ts'

const channels: readonly OpenChannel[] = ['inbox', 'push', 'sms', 'email', 'link', 'poster', 'list', 'home', 'feed', 'other']
const countedKey = 'zqt.notices-opened'

function readCounted(): string[] {
  try {
    return (sessionStorage.getItem(countedKey) ?? '').split(' ').filter((id) => id !== '')
  } catch {
    return [] // storage is shut: counted once a page view
  }
}

function writeCounted(ids: readonly string[]): void {
  try {
    sessionStorage.setItem(countedKey, ids.join(' '))
  } catch {
    return
  }
}

function channelOf(value: unknown): OpenChannel | undefined {
  return channels.find((channel) => channel === value)
}

/** The way goes out of the address, so that what is copied or shared from there does not carry it on. */
export function useOpening(id: () => string): void {
  const route = useRoute()
  const router = useRouter()
  onMounted(() => {
    const asked = id()
    const state: unknown = history.state
    const pressedIn = typeof state === 'object' && state !== null && 'from' in state ? state.from : undefined
    const from = channelOf(route.query.from) ?? channelOf(pressedIn) ?? 'other'
    if (route.query.from !== undefined) {
      const { from: _from, ...query } = route.query
      void router.replace({ query, hash: route.hash })
    }
    const counted = readCounted()
    if (counted.includes(asked)) return
    writeCounted([...counted, asked])
    // What cannot be counted now is not counted: nobody waits for it.
    call(countOpening, { params: { id: asked }, body: { from } }).catch(() => writeCounted(readCounted().filter((one) => one !== asked)))
  })
}
