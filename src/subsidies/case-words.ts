// What a case says to its firm in its present state. Pure.
import { openStates, type CaseState } from '#contract/cases/workflow.ts'
import type { Dispute } from '#contract/subsidies/handling.ts'
import type { Programme, Step } from '#contract/subsidies/programme.ts'
import type { Application } from '#contract/subsidies/schema.ts'

/** How far each state is along a scheme's steps. */
const order: readonly CaseState[] = ['draft', 'submitted', 'accepted', 'reviewing', 'approved', 'publicity', 'paid', 'archived']

export interface Track {
  steps: string[]
  current: number
  /** The firm has the next move. */
  by?: 'firm'
}
type Passage = Pick<Application, 'state' | 'events'> & Partial<Pick<Application, 'publicity' | 'correction'>>

/** The scheme's own steps as far as the case has come; a case that ended otherwise shows what was reached and how it ended. */
export function trackOf(application: Passage, steps: readonly Step[]): Track {
  const { state, events } = application
  const ended = state === 'refused' ? '未通过' : state === 'withdrawn' ? '已撤回' : null
  const reached = events.map((event) => event.state).filter((one) => order.includes(one))
  const last = ended === null && state !== 'returned' ? state : (reached.at(-1) ?? 'submitted')
  const done = stepsDone(steps, last, application.publicity?.state === 'over')
  if (ended !== null) return { steps: [...steps.slice(0, done).map(stepWord), ended], current: done + 1 }
  if (state !== 'returned') return { steps: steps.map(stepWord), current: done }
  // What the county was at stands still: its place is the firm's.
  const current = Math.min(done, steps.length - 1)
  const word = application.correction?.kind === 'payment' ? '改账户' : '补正'
  return { steps: steps.map((step, index) => (index === current ? word : stepWord(step))), current, by: 'firm' }
}

/** Steps behind a case in this state. 审核 is under way until it is decided, its first part done once it is recommended; 公示 until its last day. */
function stepsDone(steps: readonly Step[], state: CaseState, isPublicityOver: boolean): number {
  const first = steps.findIndex((step) => step.state === state)
  const before = steps.filter((step) => order.indexOf(step.state) < order.indexOf(state)).length
  if (first === -1) return before
  if (state === 'reviewing') return first + 1
  if (state === 'publicity') return first + (isPublicityOver ? 1 : 0)
  return steps.findLastIndex((step) => step.state === state) + 1
}

function stepWord(step: Step): string {
  return step.code === 'submit' ? '提交' : step.name
}

/** The step the county takes next; undefined when there is none, it is the firm's turn, or the case has ended. */
export function nextStep(application: Passage, programme: Pick<Programme, 'steps'>): Step | undefined {
  if (['refused', 'withdrawn', 'draft', 'returned'].includes(application.state)) return undefined
  const { current } = trackOf(application, programme.steps)
  // A publicity that runs is under way: its days stand above.
  const isShown = application.state === 'publicity' && application.publicity?.state === 'running'
  return programme.steps[isShown ? current + 1 : current]
}

type Standing = Pick<Application, 'state' | 'events' | 'correction' | 'publicity' | 'disputes'>

/** The sentence at the top of the case. */
export function stateSentence(application: Standing): string {
  switch (application.state) {
    case 'submitted':
      return `${justBefore(application).replace(/正在$/, '')}等县里答复是否受理`
    case 'accepted':
      return `${justBefore(application) || '已受理，正在'}审核`
    case 'reviewing':
      return '初审已过，正在复核'
    case 'returned':
      return application.correction?.kind === 'payment' ? '没有拨付成功，核对收款账户' : '要补正，改好再交回'
    case 'publicity':
      return application.publicity?.state === 'over' ? '公示期满' : '正在公示'
    case 'approved':
      return '审核通过，已核准'
    case 'paid':
      return '资金已拨付'
    case 'archived':
      return '已归档，这一件办完了'
    case 'refused':
      return refusedSentence(appealOf(application)?.state)
    case 'withdrawn':
      return '已撤回，县里不再办了'
    case 'draft':
      return '还没有提交'
  }
}

function refusedSentence(appeal: 'open' | 'upheld' | 'dismissed' | undefined): string {
  if (appeal === 'open') return '没有通过，正在复核'
  return appeal === 'dismissed' ? '复核后维持未通过' : '这次没有通过'
}

/** What brought the case back to where it is. */
function justBefore({ events }: Pick<Application, 'events'>): string {
  switch (events.at(-1)?.action) {
    case 'resubmit':
      return '补正已交回，正在'
    case 'take-back':
      return '补正告知收回了，正在'
    case 'answer-objection':
      return '异议成立，正在重新'
    case 'answer-appeal':
      return '复核申请成立，正在重新'
    default:
      return ''
  }
}

export function appealOf({ disputes }: Pick<Application, 'disputes'>): Dispute | undefined {
  return disputes.findLast((dispute) => dispute.kind === 'appeal')
}

/** What the firm has to do meanwhile. */
export function meanwhile(application: Standing & Pick<Application, 'firmVerification'>): string {
  const { state, disputes } = application
  if (state === 'submitted' && application.firmVerification !== 'verified') return '企业核验以后县里才能受理，先把营业执照交上。'
  if (state === 'publicity' && disputes.some((dispute) => dispute.kind === 'objection' && dispute.state === 'open'))
    return '收到异议，县里正在核实，核实完会告诉您结果。要您说明的，会另外告知。'
  if (state === 'paid') return '请核对到账。没有到账的，打下面的电话。'
  if (openStates.includes(state)) return '现在不用您做什么，有结果会发到「消息」。'
  return ''
}

/** What happens by the day on the ruler, for firm and officer alike: an answer, a deed after the decision, or the last day of a publicity. */
export function endsOf({ state, publicity }: Pick<Application, 'state' | 'publicity'>): 'answered' | 'done' | 'over' {
  if (state === 'publicity') return publicity?.state === 'running' ? 'over' : 'done'
  return state === 'approved' || state === 'paid' ? 'done' : 'answered'
}

/** After corrections: the county's clock stood still meanwhile, and runs on with what was left. */
export function clockSentence({ events, due }: Pick<Application, 'events' | 'due'>): string {
  const last = events.at(-1)?.action
  if (!due || due.side !== 'county' || (last !== 'resubmit' && last !== 'take-back')) return ''
  return due.workdaysLeft > 0 ? `补正的日子不算在县里的时限里，县里还有 ${due.workdaysLeft} 个工作日。` : '补正的日子不算在县里的时限里。'
}

/** Where an officer verifies the firm of this case. */
export function verificationPath(application: Pick<Application, 'firmId' | 'firmVerification'>): string {
  const { firmId, firmVerification } = application
  return `/desk/verifications/${firmId}${firmVerification === 'pending' ? '' : `?state=${firmVerification}`}`
}
