// Which deeds stand at the foot of a case: one main, at most one beside it, the rest under 更多. Pure.
import type { CaseState } from '#contract/cases/workflow.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { deeds, type Deed } from './deed-words.ts'

export interface OfferedDeed {
  deed: Deed
  /** What an attempt would answer; null where it may be done. */
  code: string | null
}
export interface DeedFoot {
  main: OfferedDeed | null
  second: OfferedDeed | null
  more: OfferedDeed[]
  /** This officer has declared 回避: nothing may be done, and one sentence says so. */
  isRecused: boolean
}

type Case = Pick<Application, 'state' | 'actions' | 'blocked' | 'disputes' | 'firmVerification'>
const main: readonly Deed[] = ['answer-objection', 'answer-appeal', 'accept', 'recommend', 'approve', 'publicise', 'pay', 'archive']
/** The second thing one mostly does in a state; elsewhere it waits under 更多. */
const seconds: Partial<Record<CaseState, Deed>> = {
  submitted: 'refuse',
  accepted: 'refuse',
  reviewing: 'send-back',
  publicity: 'pay',
  paid: 'payment-failed',
}

/** Every deed the state allows, whether this officer may do it now or not: nothing is hidden silently. */
export function offeredDeeds(application: Case): OfferedDeed[] {
  const { actions, blocked, disputes, firmVerification, state } = application
  return deeds.flatMap((deed): OfferedDeed[] => {
    if (deed === 'answer-objection' && !disputes.some((one) => one.kind === 'objection' && one.state === 'open')) return []
    if (deed === 'answer-appeal' && !disputes.some((one) => one.kind === 'appeal' && one.state === 'open')) return []
    const stop = blocked.find((one) => one.action === deed)
    if (stop) return [{ deed, code: stop.code }]
    // The firm works on its own copy: the server answers so, whatever its table says.
    if (deed === 'correct' && state === 'returned' && !actions.includes(deed)) return [{ deed, code: 'cases.firm-editing' }]
    if (!actions.includes(deed)) return []
    return [{ deed, code: deed === 'accept' && firmVerification !== 'verified' ? 'cases.firm-unverified' : null }]
  })
}

export function footOf(application: Case): DeedFoot {
  const offered = offeredDeeds(application)
  const isRecused = application.blocked.some((one) => one.code === 'cases.recused')
  if (isRecused) return { main: null, second: null, more: [], isRecused }
  const mains = offered.filter((one) => main.includes(one.deed))
  const first = mains.find((one) => one.code === null) ?? mains[0] ?? null
  const second = offered.find((one) => one !== first && one.deed === seconds[application.state]) ?? null
  return { main: first, second, more: offered.filter((one) => one !== first && one !== second), isRecused }
}
