import { computed, reactive } from 'vue'
import type { KnownProblem } from '#contract/field-reasons.ts'
import { isFieldOpen } from '#contract/subsidies/openings.ts'
import type { Paper } from '#contract/subsidies/programme.ts'
import type { Answers, PaperPage } from '#contract/subsidies/schema.ts'
import { useFormGuard } from '#client/ui/form-guard.ts'
import { isEditable, unsentOpen } from './editable.ts'
import { isMaskedAccount, isSensitive, openedGroups, openedPapers, openedProblems, problemsNow, type OpenedGroup } from './opened-fields.ts'
import { shareOut, type OpenedPage } from './opened-pages.ts'
import type { DraftAccess } from './use-draft.ts'
import { useFilling } from './use-filling.ts'

/** One item of the open card as the firm works at it: only what it opens. */
export function useAmend(access: DraftAccess, itemId: () => string) {
  const card = computed(() => {
    const application = access.open.value?.application
    return application && isEditable(application) ? application.correction : null
  })
  const item = computed(() => card.value?.items.find((one) => one.id === itemId()))
  const number = computed(() => (item.value && card.value ? card.value.items.indexOf(item.value) + 1 : 0))
  const opens = computed(() => item.value?.opens ?? [])

  /** An account comes back masked as soon as it is saved; what was typed stays in its box while the page is open. */
  const typed = reactive(new Map<string, unknown>())
  const answers = computed<Answers>(() => {
    const open = access.open.value
    if (!open) return {}
    const kept = [...typed].filter(
      ([name, value]) => value !== null && (half.has(name) || isMaskedAccount(open.programme, name, open.answers[name])),
    )
    return { ...open.answers, ...Object.fromEntries(kept) }
  })
  /** Half an account is not sent: each sending may ask for a fresh code. */
  const half = reactive(new Set<string>())
  useFormGuard(() => half.size > 0)
  function change(name: string, value: unknown): void {
    const open = access.open.value
    if (!open || !isSensitive(open.programme, name)) return access.change(name, value)
    typed.set(name, value)
    half.add(name)
    if (value !== null && problemsNow(open.programme, answers.value, open.context).some((problem) => problem.field === name)) return
    half.delete(name)
    if (value !== null) access.change(name, value)
  }

  const groups = computed<OpenedGroup[]>(() => {
    const open = access.open.value
    return open ? openedGroups(open.programme, opens.value, open.answers) : []
  })
  const papers = computed<Paper[]>(() => {
    const open = access.open.value
    return open ? openedPapers(open.programme, opens.value, open.answers) : []
  })
  const pages = computed<OpenedPage[]>(() =>
    shareOut(
      opens.value.flatMap((opening) => {
        if (opening.kind !== 'page') return []
        const paper = access.open.value?.programme.papers.find((one) => one.id === opening.paperId)
        // A paper that is open as a whole shows this page among its own.
        return paper && !papers.value.includes(paper) ? [openedPage(paper, opening.fileId)] : []
      }),
    ),
  )
  function openedPage(paper: Paper, fileId: string): OpenedPage {
    const given = pagesOf(paper.id)
    const named = given.filter((page) => page.file.id === fileId)
    const sentAt = card.value?.sentAt ?? ''
    return {
      paper,
      fileId,
      pages: named.length > 0 ? named : given.filter((page) => page.file.createdAt > sentAt),
      isReplaced: named.length === 0,
    }
  }
  function pagesOf(paperId: string): PaperPage[] {
    return (access.open.value?.application.papers ?? [])
      .filter((page) => page.paperId === paperId)
      .toSorted((a, b) => a.position - b.position)
  }

  const known = computed<KnownProblem[]>(() => {
    const open = access.open.value
    return open ? openedProblems(open.programme, opens.value, answers.value, open.context) : []
  })
  const isOwn = (path: string) => (access.open.value ? isFieldOpen(access.open.value.programme, opens.value, path) : false)
  const filling = useFilling(access, () => known.value, isOwn)
  const hasUnsent = computed(() => {
    const open = access.open.value
    return open ? unsentOpen(open.application, access.draft.value).length > 0 : false
  })

  return { card, item, number, answers, change, groups, papers, pages, pagesOf, filling, hasUnsent }
}
