// The states of a case and their words. A file of its own: the first page shows states and needs no table of moves.

export const caseStates = ['draft', 'submitted', 'accepted', 'returned', 'reviewing', 'publicity', 'approved', 'paid', 'archived', 'refused', 'withdrawn'] as const
export type CaseState = (typeof caseStates)[number]

/** The words on screen (glossary in ARCHITECTURE.md). */
export const caseStateWords: Record<CaseState, string> = {
  draft: '草稿', submitted: '已提交', accepted: '已受理', returned: '待补正', reviewing: '审核中', publicity: '公示中',
  approved: '已核准', paid: '已拨付', archived: '已归档', refused: '未通过', withdrawn: '已撤回',
}

/** States in which the county still owes an answer: the working-day clock runs. */
export const openStates: readonly CaseState[] = ['submitted', 'accepted', 'reviewing', 'approved', 'publicity']
export const endStates: readonly CaseState[] = ['archived', 'refused', 'withdrawn']
