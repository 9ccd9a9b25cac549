import { onScopeDispose, readonly, ref, type Ref } from 'vue'

function useMedia(media: string): Readonly<Ref<boolean>> {
  const query = matchMedia(media)
  const isMatching = ref(query.matches)
  const onChange = () => (isMatching.value = query.matches)
  query.addEventListener('change', onChange)
  onScopeDispose(() => query.removeEventListener('change', onChange))
  return readonly(isMatching)
}

/** True from 1200 wide, where the desk has room for panes beside each other. Browser only. */
export function useWide(): Readonly<Ref<boolean>> {
  return useMedia('(min-width: 1200px)')
}

/** True from 900 wide, where the queue is a pane and a case stands beside it. Browser only. */
export function useRoomy(): Readonly<Ref<boolean>> {
  return useMedia('(min-width: 900px)')
}
