// What a case says to its firm in its present state. Pure.
import type { CaseState } from '#contract/cases/workflow.ts'
import type { Programme, Step } from '#contract/subsidies/programme.ts'
import type { Application } from '#contract/subsidies/schema.ts'

/** How far each state is along a scheme's steps. */
const order: readonly CaseState[] = ['draft', 'submitted', 'accepted', 'reviewing', 'publicity', 'approved', 'paid', 'archived']

export interface Track {
  steps: string[]
  current: number
}

/** The scheme's own steps as far as the case has come; a case that ended otherwise shows what was reached and how it ended. */
export function trackOf(application: Pick<Application, 'state' | 'events'>, steps: readonly Step[]): Track {
  const { state, events } = application
  const ended = state === 'refused' ? '未通过' : state === 'withdrawn' ? '已撤回' : null
  const reached = events.map((event) => event.state).filter((one) => order.includes(one))
  const last = ended === null ? state : (reached.at(-1) ?? 'submitted')
  const done = stepsDone(steps, last)
  if (ended !== null) return { steps: [...steps.slice(0, done).map(stepWord), ended], current: done + 1 }
  return { steps: steps.map(stepWord), current: done }
}

/** Steps up to and with the last one that leads to this state; 审核 counts as under way until it is decided. */
function stepsDone(steps: readonly Step[], state: CaseState): number {
  const index = steps.findLastIndex((step) => step.state === state)
  if (state !== 'reviewing' && index !== -1) return index + 1
  return steps.filter((step) => order.indexOf(step.state) < order.indexOf(state)).length
}

function stepWord(step: Step): string {
  return step.code === 'submit' ? '提交' : step.name
}

/** The step the county takes next; undefined when there is none or the case has ended. */
export function nextStep(application: Pick<Application, 'state' | 'events'>, programme: Pick<Programme, 'steps'>): Step | undefined {
  if (application.state === 'refused' || application.state === 'withdrawn' || application.state === 'draft') return undefined
  return programme.steps[trackOf(application, programme.steps).current]
}

/** The sentence at the top of the case. */
export function stateSentence(state: CaseState): string {
  switch (state) {
    case 'submitted':
      return '等县里答复是否受理'
    case 'accepted':
      return '已受理，正在审核'
    case 'reviewing':
      return '正在审核'
    case 'returned':
      return '要补正，改好再交回'
    case 'publicity':
      return '正在公示'
    case 'approved':
      return '审核通过，已核准'
    case 'paid':
      return '资金已拨付'
    case 'archived':
      return '已归档'
    case 'refused':
      return '这次没有通过'
    case 'withdrawn':
      return '企业已撤回，县里不再办这一件'
    case 'draft':
      return '还没有提交'
  }
}

/** What the firm has to do meanwhile. */
export function meanwhile(application: Pick<Application, 'state' | 'firmVerification'>): string {
  if (application.state === 'submitted' && application.firmVerification !== 'verified')
    return '企业核验以后县里才能受理，先把营业执照交上。'
  if (application.state === 'submitted' || application.state === 'accepted' || application.state === 'reviewing')
    return '现在不用您做什么，有结果会发到「消息」。'
  return ''
}

/** Where an officer verifies the firm of this case. */
export function verificationPath(application: Pick<Application, 'firmId' | 'firmVerification'>): string {
  const { firmId, firmVerification } = application
  return `/desk/verifications/${firmId}${firmVerification === 'pending' ? '' : `?state=${firmVerification}`}`
}
