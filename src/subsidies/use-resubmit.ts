import { computed, ref, type ComputedRef } from 'vue'
import { missingPapers } from '#contract/subsidies/answers.ts'
import { useUploadStore } from '#client/files/upload-store.ts'
import { leftWords, openedNames } from './amend-words.ts'
import { unsentOpen } from './editable.ts'
import { problemsNow } from './opened-fields.ts'
import { useCaseAction } from './use-case-action.ts'
import type { DraftAccess } from './use-draft.ts'

/** Handing the corrections in: what still stands in the way, in the order in which it can be put right, and the one command. */
export function useResubmit(access: DraftAccess) {
  const uploads = useUploadStore()
  const application = computed(() => access.open.value?.application)
  const acting = useCaseAction(() => application.value)
  const asking = ref(false)

  const unsent = computed(() => (application.value ? unsentOpen(application.value, access.draft.value) : []))
  const coming = computed(() => uploads.items.filter((item) => item.record.owner.startsWith(`subsidies.${access.id.value}.`)))
  /** Paths the rules still miss, wherever they are: an opened answer may make another one needed. */
  const lacking: ComputedRef<string[]> = computed(() => {
    const open = access.open.value
    if (!open) return []
    const papers = missingPapers(open.programme, open.answers, open.pages)
    return [
      ...problemsNow(open.programme, open.answers, open.context).map((problem) => problem.field),
      ...papers.map((paper) => `papers.${paper.id}`),
    ]
  })

  /** The same as the server sees it, which alone knows the whole account. */
  const refused = computed(() => {
    const error = acting.error.value
    return error?.code === 'subsidies.incomplete' ? error.fields.map((problem) => problem.field.replace(/^answers\./, '')) : []
  })
  const wrong = computed(() => [...new Set([...lacking.value, ...refused.value])])

  const blocked = computed(() => {
    const card = application.value?.correction
    if (!card) return '正在取内容…'
    if (access.draft.value.conflicts.length > 0) return '先选好两个人都改了的地方'
    const left = leftWords(card)
    if (left !== '') return left
    if (coming.value.length > 0) return `还有 ${coming.value.length} 份没传完`
    if (!access.isOnline.value) return '没有网，连上再交回'
    if (unsent.value.length > 0) return '等刚改的传到服务器'
    return lacking.value.length > 0 ? `还有 ${lacking.value.length} 处没填好` : ''
  })

  /** True when the county has it again. */
  async function resubmit(): Promise<boolean> {
    await access.flush()
    if (unsent.value.length > 0) {
      asking.value = false
      return false
    }
    const reply = await acting.act('resubmit', '', { statement: true })
    const code = acting.error.value?.code
    // What is wrong stands at its place, under the sheet.
    if (!reply && (acting.wasOvertaken.value || code === 'cases.correction-unfinished' || code === 'subsidies.incomplete')) asking.value = false
    return reply !== undefined
  }

  const isUnsent = (item: Parameters<typeof openedNames>[0]) => openedNames(item).some((name) => unsent.value.includes(name))
  return { blocked, wrong, coming, unsent, isUnsent, asking, resubmit, acting }
}
