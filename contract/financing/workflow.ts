// Requests and leads: state × action × side are two tables. Buttons and guards are both read from them; what also must hold (a right that is free, a paper) is the server's to check.
// Values only: a phone imports this file.

/** A firm's wish: what it wants to borrow and what it would pledge. accepted: banks may be chosen. */
export const requestStates = ['draft', 'submitted', 'returned', 'accepted', 'declined', 'withdrawn', 'closed'] as const
export type RequestState = (typeof requestStates)[number]
export const requestStateWords: Readonly<Record<RequestState, string>> = {
  draft: '草稿', submitted: '待受理', returned: '待补充', accepted: '已受理', declined: '未受理', withdrawn: '已撤回', closed: '已办结',
}

/** Firm: its members; bank: the contacts of one bank; officer: of the county; calendar: a rule or a date, nobody. */
export const financingSides = ['firm', 'bank', 'officer', 'calendar'] as const
export type FinancingSide = (typeof financingSides)[number]

export const requestActions = ['submit', 'resubmit', 'withdraw', 'accept', 'return', 'decline', 'close'] as const
export type RequestAction = (typeof requestActions)[number]
export interface RequestMove {
  action: RequestAction
  sides: readonly FinancingSide[]
  from: readonly RequestState[]
  to: RequestState
  needsReason?: true
  /** Not while a bank and the firm are bound to each other (boundStates). */
  untilBound?: true
}

export const requestWorkflow: readonly RequestMove[] = [
  { action: 'submit', sides: ['firm'], from: ['draft'], to: 'submitted' },
  { action: 'resubmit', sides: ['firm'], from: ['returned'], to: 'submitted' },
  { action: 'withdraw', sides: ['firm'], from: ['submitted', 'returned', 'accepted'], to: 'withdrawn', untilBound: true },
  /** By the calendar: the card is green and the firm verified, so nobody has to look first. */
  { action: 'accept', sides: ['officer', 'calendar'], from: ['submitted'], to: 'accepted' },
  { action: 'return', sides: ['officer'], from: ['submitted'], to: 'returned' },
  { action: 'decline', sides: ['officer'], from: ['submitted'], to: 'declined', needsReason: true },
  { action: 'close', sides: ['firm'], from: ['accepted'], to: 'closed', untilBound: true },
  { action: 'close', sides: ['officer'], from: ['accepted'], to: 'closed', needsReason: true, untilBound: true },
]

/** One bank asked with the firm's consent. lent: the bank says it paid out; disbursed: the firm says so, too. */
export const leadStates = ['offered', 'taken', 'due-diligence', 'approved', 'signed', 'registered', 'lent', 'disbursed', 'settled', 'refused', 'failed', 'revoked', 'expired', 'withdrawn'] as const
export type LeadState = (typeof leadStates)[number]
export const leadStateWords: Readonly<Record<LeadState, string>> = {
  offered: '待接单', taken: '已对接', 'due-diligence': '尽调评估中', approved: '已批复', signed: '已签约', registered: '已质押登记', lent: '已放款，待企业确认', disbursed: '已放款', settled: '已结清',
  refused: '银行没有接', failed: '未通过', revoked: '授权已撤回', expired: '超期无人接', withdrawn: '企业已撤回',
}

export const leadActions = ['take', 'refuse', 'examine', 'approve', 'sign', 'register', 'lend', 'confirm', 'dispute', 'settle', 'fail', 'revoke', 'expire'] as const
export type LeadAction = (typeof leadActions)[number]
export interface LeadMove {
  action: LeadAction
  sides: readonly FinancingSide[]
  from: readonly LeadState[]
  to: LeadState
  /** In words. */
  needsReason?: true
  /** One of the county's list (casework.refusals or casework.failures), beside the words. */
  needsCode?: 'refusals' | 'failures'
}

const beforeContract = ['taken', 'due-diligence', 'approved'] as const satisfies readonly LeadState[]

export const leadWorkflow: readonly LeadMove[] = [
  { action: 'take', sides: ['bank'], from: ['offered'], to: 'taken' },
  { action: 'refuse', sides: ['bank'], from: ['offered'], to: 'refused', needsCode: 'refusals' },
  { action: 'examine', sides: ['bank'], from: ['taken'], to: 'due-diligence' },
  { action: 'approve', sides: ['bank'], from: ['taken', 'due-diligence'], to: 'approved' },
  { action: 'sign', sides: ['bank'], from: ['approved'], to: 'signed' },
  { action: 'register', sides: ['bank'], from: ['signed'], to: 'registered' },
  { action: 'lend', sides: ['bank'], from: ['registered'], to: 'lent' },
  { action: 'confirm', sides: ['firm'], from: ['lent'], to: 'disbursed' },
  /** The firm has not got it, or not that much: the bank says again. */
  { action: 'dispute', sides: ['firm'], from: ['lent'], to: 'registered', needsReason: true },
  { action: 'settle', sides: ['bank'], from: ['disbursed'], to: 'settled' },
  { action: 'fail', sides: ['bank'], from: [...beforeContract, 'signed', 'registered'], to: 'failed', needsCode: 'failures' },
  /** A bank that has vanished. */
  { action: 'fail', sides: ['officer'], from: beforeContract, to: 'failed', needsCode: 'failures', needsReason: true },
  /** Until a contract is signed: from then on it, and not the consent, is what binds both (decision 0021). */
  { action: 'revoke', sides: ['firm'], from: ['offered', ...beforeContract], to: 'revoked' },
  { action: 'expire', sides: ['calendar'], from: ['offered'], to: 'expired' },
  { action: 'expire', sides: ['officer'], from: ['offered'], to: 'expired', needsReason: true },
]

/** Nothing more will happen. */
export const endedLeadStates: readonly LeadState[] = ['settled', 'refused', 'failed', 'revoked', 'expired', 'withdrawn']
/** Bank and firm owe each other something: the request can be neither withdrawn nor closed. */
export const boundStates: readonly LeadState[] = ['signed', 'registered', 'lent', 'disbursed']
/** The bank sees who it is. Of what was refused, expired or failed it keeps the blind line only; what was revoked or withdrawn is not there for it any more (goneLeadStates). */
export const openedLeadStates: readonly LeadState[] = ['taken', ...beforeContract.slice(1), ...boundStates, 'settled']
/** For the bank as if it had never been: 404. */
export const goneLeadStates: readonly LeadState[] = ['revoked', 'withdrawn']
/** The stages as everybody counts them, in order. */
export const leadStages = ['offered', 'taken', 'due-diligence', 'approved', 'signed', 'registered', 'disbursed', 'settled'] as const satisfies readonly LeadState[]

export function findRequestMove(action: RequestAction, side: FinancingSide, state: RequestState): RequestMove | undefined {
  return requestWorkflow.find((move) => move.action === action && move.sides.includes(side) && move.from.includes(state))
}

/** Whether this side ever takes this action; if not, 403 rather than 409. */
export function hasRequestAction(action: RequestAction, side: FinancingSide): boolean {
  return requestWorkflow.some((move) => move.action === action && move.sides.includes(side))
}

/** Buttons of a request; `leads`: the states of its leads. */
export function requestActionsFor(side: FinancingSide, state: RequestState, leads: readonly LeadState[]): RequestAction[] {
  const isBound = leads.some((lead) => boundStates.includes(lead))
  return requestActions.filter((action) => {
    const move = findRequestMove(action, side, state)
    return move !== undefined && !(move.untilBound && isBound)
  })
}

export function findLeadMove(action: LeadAction, side: FinancingSide, state: LeadState): LeadMove | undefined {
  return leadWorkflow.find((move) => move.action === action && move.sides.includes(side) && move.from.includes(state))
}

export function hasLeadAction(action: LeadAction, side: FinancingSide): boolean {
  return leadWorkflow.some((move) => move.action === action && move.sides.includes(side))
}

export function leadActionsFor(side: FinancingSide, state: LeadState): LeadAction[] {
  return leadActions.filter((action) => findLeadMove(action, side, state) !== undefined)
}
