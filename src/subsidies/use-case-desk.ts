import { computed, nextTick, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Pin } from '#contract/cases/corrections.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { firstLeafOf, leafIndexOf, leavesOf, type Leaf } from './paper-leaves.ts'
import { paperGroups, type PaperGroup } from './papers.ts'

/** notice: the 一次告知, a tab of its own where there is no room beside the papers; facts likewise. */
export type DeskTab = 'facts' | 'form' | 'papers' | 'notice' | 'history'
export const deskTabWords: Record<DeskTab, string> = { form: '申请表', papers: '材料', notice: '告知', history: '经过', facts: '概况' }

/** An item of the card as the page shows it on papers and answers. */
export interface DeskMark {
  id: string
  number: number
  at: Pin
  words: string
  isDone: boolean
}

export interface CaseDesk {
  groups: ComputedRef<PaperGroup[]>
  leaves: ComputedRef<Leaf[]>
  tabs: ComputedRef<DeskTab[]>
  tab: ComputedRef<DeskTab>
  choose: (tab: DeskTab) => void
  leafIndex: Ref<number>
  isComparing: Ref<boolean>
  selectedId: Ref<string | null>
  /** A page that was replaced or taken away, looked at again: its file. */
  oldFileId: Ref<string | null>
  show: (at: Pin) => Promise<void>
}

/** Where on a case the officer is: tab, page, item. Another case begins at its start again. */
export function useCaseDesk(given: {
  application: () => Application | undefined
  isWide: Readonly<Ref<boolean>>
  /** Whether there is a card to write or to read. */
  hasCard: ComputedRef<boolean>
}): CaseDesk {
  const { application, isWide, hasCard } = given
  const groups = computed(() => {
    const one = application()
    return one ? paperGroups(one).groups : []
  })
  const leaves = computed(() => leavesOf(groups.value))
  const tabs = computed<DeskTab[]>(() => {
    if (isWide.value) return hasCard.value ? ['form', 'papers', 'history', 'facts'] : ['form', 'papers', 'history']
    return hasCard.value ? ['facts', 'form', 'papers', 'notice', 'history'] : ['facts', 'form', 'papers', 'history']
  })
  const chosen = ref<DeskTab | null>(null)
  const tab = computed<DeskTab>(() => tabs.value.find((one) => one === chosen.value) ?? tabs.value[0] ?? 'form')
  const leafIndex = ref(0)
  const isComparing = ref(false)
  const selectedId = ref<string | null>(null)
  const oldFileId = ref<string | null>(null)

  watch(
    () => application()?.id,
    () => {
      leafIndex.value = 0
      selectedId.value = null
      oldFileId.value = null
    },
  )
  watch(leafIndex, () => (oldFileId.value = null))
  watch(leaves, ({ length }) => (leafIndex.value = Math.max(0, Math.min(leafIndex.value, length - 1))))

  async function show(at: Pin): Promise<void> {
    oldFileId.value = null
    if (at.kind === 'paper') {
      const exact = leafIndexOf(leaves.value, at)
      const index = exact === -1 ? firstLeafOf(leaves.value, at.paperId) : exact
      if (index !== -1) leafIndex.value = index
      chosen.value = 'papers'
      return
    }
    if (!(isWide.value && isComparing.value && tab.value === 'papers')) chosen.value = 'form'
    await nextTick()
    const rows = [...document.querySelectorAll<HTMLElement>('.desk-case [data-path]')]
    const row = rows.find((one) => one.dataset.path === at.path) ?? rows.find((one) => one.dataset.path?.startsWith(at.path))
    row?.scrollIntoView({ block: 'center' })
  }

  return {
    groups,
    leaves,
    tabs,
    tab,
    choose: (next) => (chosen.value = next),
    leafIndex,
    isComparing,
    selectedId,
    oldFileId,
    show,
  }
}
