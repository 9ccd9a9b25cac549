// What is being booked, as the address of the page says it: back, forward, a reload and a link to oneself lose nothing.
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'
import { ways, type Way } from '#contract/consultations/ways.ts'

type PlanName = 'topic' | 'way' | 'town' | 'on' | 'expert' | 'slot' | 'step' | 'offer' | 'question' | 'right' | 'assessment' | 'item'
export type Plan = Record<Exclude<PlanName, 'way'>, string | null> & { way: Way | null }

export interface OpenPlan {
  plan: Readonly<{ value: Plan }>
  /** Changes parts in place; null takes one out. */
  set(parts: Partial<Record<PlanName, string | null>>): Promise<void>
  /** The same as a step of its own, to be gone back from. */
  go(parts: Partial<Record<PlanName, string | null>>): Promise<void>
  part(name: 'on' | 'expert'): WritableComputedRef<string | null>
}

export function usePlan(): OpenPlan {
  const [route, router] = [useRoute(), useRouter()]
  const read = (name: PlanName): string | null => {
    const text = [route.query[name]].flat()[0]
    return typeof text === 'string' && text !== '' ? text : null
  }
  const plan = computed<Plan>(() => ({
    topic: read('topic'),
    way: ways.find((way) => way === read('way')) ?? null,
    town: read('town'),
    on: read('on'),
    expert: read('expert'),
    slot: read('slot'),
    step: read('step'),
    offer: read('offer'),
    question: read('question'),
    right: read('right'),
    assessment: read('assessment'),
    item: read('item'),
  }))
  // Several changes in one moment are one address.
  let next: LocationQueryRaw | null = null
  const path = route.path

  function queryWith(parts: Partial<Record<PlanName, string | null>>): LocationQueryRaw {
    const query = { ...(next ?? route.query) }
    for (const [name, value] of Object.entries(parts)) {
      if (value === null) delete query[name]
      else query[name] = value
    }
    return query
  }

  async function set(parts: Partial<Record<PlanName, string | null>>): Promise<void> {
    if (route.path !== path) return
    const query = (next = queryWith(parts))
    await router.replace({ path, query })
    if (next === query) next = null
  }

  async function go(parts: Partial<Record<PlanName, string | null>>): Promise<void> {
    const query = queryWith(parts)
    next = null
    await router.push({ path, query })
  }

  return {
    plan,
    set,
    go,
    part: (name) => computed({ get: () => plan.value[name], set: (value) => void set({ [name]: value }) }),
  }
}
