// How steps of the plan stand and in which order they are looked at. Pure.
import type { PlanState, PlanStep } from '#contract/assessment/schema.ts'
import { shortDate } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

export const planStates: readonly PlanState[] = ['todo', 'doing', 'done', 'dropped']
export const planLooks: Record<PlanState, StatusLook> = {
  todo: { word: '没开始', icon: 'clock', tone: 'reed' },
  doing: { word: '在做', icon: 'redo', tone: 'pri' },
  done: { word: '做好了', icon: 'tick', tone: 'ok' },
  dropped: { word: '不做了', icon: 'none', tone: 'mute' },
}

export function isOverdue(step: Pick<PlanStep, 'state' | 'dueOn'>, today: string): boolean {
  return (step.state === 'todo' || step.state === 'doing') && step.dueOn !== null && step.dueOn < today
}

/** 张海 · 12月10日前 */
export function stepLine({ owner, dueOn }: Pick<PlanStep, 'owner' | 'dueOn'>, today: string): string {
  return `${owner ? owner.name || '没填姓名的同事' : '还没有指定人'} · ${dueOn ? `${shortDate(dueOn, today)}前` : '没定日子'}`
}

export interface PlanGroup {
  id: 'overdue' | 'soon' | 'later' | 'undated' | 'done' | 'dropped'
  title: string
  steps: PlanStep[]
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** What is late first, then by date; what is done or given up last. Groups without a step are left out. */
export function planGroups(steps: readonly PlanStep[], today: string): PlanGroup[] {
  const soonEnds = plusDays(today, 14)
  const isOpen = ({ state }: PlanStep) => state === 'todo' || state === 'doing'
  const dated = (test: (dueOn: string) => boolean) =>
    steps.filter((step) => isOpen(step) && step.dueOn !== null && test(step.dueOn)).sort(byDate)
  const groups: PlanGroup[] = [
    { id: 'overdue', title: '过了日子', steps: dated((dueOn) => dueOn < today) },
    { id: 'soon', title: '两周以内', steps: dated((dueOn) => dueOn >= today && dueOn <= soonEnds) },
    { id: 'later', title: '以后', steps: dated((dueOn) => dueOn > soonEnds) },
    { id: 'undated', title: '没定日子', steps: steps.filter((step) => isOpen(step) && step.dueOn === null) },
    { id: 'done', title: '做好了', steps: steps.filter(({ state }) => state === 'done') },
    { id: 'dropped', title: '不做了', steps: steps.filter(({ state }) => state === 'dropped') },
  ]
  return groups.filter((group) => group.steps.length > 0)
}

function byDate(a: PlanStep, b: PlanStep): number {
  return (a.dueOn ?? '').localeCompare(b.dueOn ?? '')
}
