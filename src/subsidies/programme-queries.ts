// Schemes as everybody reads them; in the first view of every public page.
import { computed, type ComputedRef, type Ref } from 'vue'
import { getFinancing } from '#contract/financing/endpoints.ts'
import { getProgramme, getQuickCheck, listProgrammes } from '#contract/subsidies/public-endpoints.ts'
import type { Programme, ProgrammeSummary } from '#contract/subsidies/programme.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** All schemes as everybody sees them today. */
export function useProgrammes(): Load<{ items: ProgrammeSummary[]; today: string }> {
  return useLoad({ key: ['public', 'programmes'], query: (read) => read(listProgrammes), staleTime: 60_000 })
}

/** Nothing is asked while the id is ''. */
export function useProgramme(id: () => string): Load<Programme> {
  return useLoad({
    key: () => ['public', 'programme', id()],
    query: (read) => read(getProgramme, { params: { id: id() } }),
    enabled: () => id() !== '',
    staleTime: 60_000,
  })
}

/** How many questions 我能领什么 asks a visitor; only the number travels inside the rendered page. */
export function useQuickCount(): Load<number> {
  return useLoad({
    key: ['public', 'quick-count'],
    query: async (read) => (await read(getQuickCheck)).questions.length,
    staleTime: 600_000,
  })
}

/** What a guide says of a scheme: without the form. */
export type Guide = Omit<Programme, 'sections' | 'facts' | 'statement'>
export interface GuidePage {
  guide: Guide
  /** Upper limit in fen where the rule has one. */
  maxFen: number | null
  today: string
  /** What to look at instead of a closed scheme. */
  instead: ProgrammeSummary[]
}

/** A scheme's public page; only what it shows travels inside the rendered page. */
export function useGuidePage(id: () => string): Load<GuidePage> {
  return useLoad({
    key: () => ['public', 'guide', id()],
    query: async (read) => {
      const [{ sections: _sections, facts: _facts, statement: _statement, ...guide }, { items, today }] = await Promise.all([
        read(getProgramme, { params: { id: id() } }),
        read(listProgrammes),
      ])
      const instead = items.filter((item) => guide.instead?.includes(item.id))
      return { guide, maxFen: items.find((item) => item.id === guide.id)?.maxFen ?? null, today, instead }
    },
    staleTime: 60_000,
  })
}

/** Whether this scheme pays back what a pledge loan costs: then the way to such a loan stands on its page, once the page is on the phone. */
export function useFinancingPart(id: () => string, isMounted: Ref<boolean>): ComputedRef<boolean> {
  const schemes = useLoad({
    key: ['public', 'financing', 'schemes'],
    query: async (read) => (await read(getFinancing)).programmes.map((programme) => programme.id),
    enabled: isMounted,
    staleTime: 600_000,
  })
  return computed(() => schemes.data.value?.includes(id()) ?? false)
}
