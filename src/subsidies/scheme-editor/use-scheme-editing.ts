import { computed, shallowRef, type ComputedRef } from 'vue'
import { getCounty } from '#contract/county/endpoints.ts'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { SchemeProblem } from '#contract/subsidies/scheme-schema.ts'
import { dateOf } from '#client/ui/format.ts'
import { useLoad } from '#client/ui/use-load.ts'
import { useProgrammes } from '../programme-queries.ts'
import { schemeProblemText } from '../scheme-problem-text.ts'
import type { Editor, EditorNews } from './editor.ts'
import { problemsOf, type SchemeDraft } from './scheme-draft.ts'
import { partOfPath, type PartId } from './scheme-parts.ts'
import { useSchemeStore } from './scheme-store.ts'

export interface SchemeEditing extends Editor {
  problems: ComputedRef<SchemeProblem[]>
  problemsIn: (part: PartId) => SchemeProblem[]
}

/** One draft on the page: what stands, what is wrong where, and every way to change it. */
export function useSchemeEditing(draft: () => SchemeDraft, blank: ProgrammeSource): SchemeEditing {
  const store = useSchemeStore()
  const news = shallowRef<EditorNews | null>(null)
  const trial = shallowRef<Answers>({})
  const spot = shallowRef<string | null>(null)
  const programmes = useProgrammes()
  const county = useLoad({ key: ['public', 'county'], query: (read) => read(getCounty), staleTime: 3_600_000 })

  const source = computed(() => draft().source ?? blank)
  const problems = computed(() => problemsOf(draft()))
  const byPath = computed(() => {
    const told = new Map<string, string>(draft().refused.map((path) => [path, '服务器没收这里的内容，请改一改。']))
    for (const problem of problems.value) if (!told.has(problem.path)) told.set(problem.path, schemeProblemText(problem))
    return told
  })
  const change: Editor['change'] = (next) => store.change(draft().id, next)

  return {
    source,
    news,
    trial,
    spot,
    problems,
    change,
    problemsIn: (part) => problems.value.filter(({ path }) => partOfPath(path) === part),
    problemAt: (path) => byPath.value.get(path),
    countUnder: (path) => [...byPath.value.keys()].filter((one) => one === path || one.startsWith(`${path}.`) || one.startsWith(`${path}[`)).length,
    remove(word, removal) {
      if (!removal.ok) {
        news.value = { kind: 'refused', word, places: removal.places }
        return
      }
      change(() => removal.source)
      news.value = { kind: 'removed', word, restore: removal.restore }
    },
    today: computed(() => programmes.data.value?.today ?? dateOf(Date.now())),
    towns: computed(() => county.data.value?.towns ?? []),
  }
}
