import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** True from 1200 wide, where the desk has room for panes beside each other. Browser only. */
export function useWide(): Readonly<Ref<boolean>> {
  const query = matchMedia('(min-width: 1200px)')
  const isWide = ref(query.matches)
  const onChange = () => (isWide.value = query.matches)
  query.addEventListener('change', onChange)
  onScopeDispose(() => query.removeEventListener('change', onChange))
  return readonly(isWide)
}
