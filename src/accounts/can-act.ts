import { computed, type ComputedRef } from 'vue'
import { useSessionStore } from './session.ts'

/** False for an auditor: what would act is not offered. The server refuses it whatever a page shows. */
export function useCanAct(): ComputedRef<boolean> {
  const session = useSessionStore()
  return computed(() => session.canAct)
}
