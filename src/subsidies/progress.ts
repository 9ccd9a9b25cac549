import { endStates, type CaseState } from '#contract/cases/workflow.ts'

const undecided: readonly CaseState[] = ['accepted', 'returned', 'reviewing']

/** Words of the step line under a case, and the index of the step under way (steps.length: all done). */
export function progressOf(state: CaseState): { steps: string[]; current: number } {
  if (state === 'refused') return { steps: ['提交', '受理', '未通过'], current: 3 }
  if (state === 'withdrawn') return { steps: ['提交', '已撤回'], current: 2 }
  const steps = ['提交', '受理', '审核', '核准']
  if (state === 'draft') return { steps, current: 0 }
  if (state === 'submitted') return { steps, current: 1 }
  return { steps, current: undecided.includes(state) ? 2 : 4 }
}

/** The county or the firm still has something to do; filing away a paid case is nobody's wait. */
export function isUnderWay(state: CaseState): boolean {
  return state !== 'draft' && state !== 'paid' && !endStates.includes(state)
}
