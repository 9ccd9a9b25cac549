// The steps of the funnel and the groups of the desk: values only, a phone imports this file.

/** Handed in, accepted, taken by a bank, approved, registered, paid out, interest subsidy paid. */
export const funnelStages = ['intent', 'accepted', 'taken', 'approved', 'registered', 'disbursed', 'subsidised'] as const
/** screen: to be looked at · returned · unanswered: 无人接单, no bank has taken it and the last answer is overdue or a no · calls: a bank to be called · stalled: taken and nothing since · open: accepted · loans: paid out · ended · all. */
export const deskGroups = ['screen', 'returned', 'unanswered', 'calls', 'stalled', 'open', 'loans', 'ended', 'all'] as const
/** open: waits for an answer · running: taken, before the loan · lent: paid out, not settled · ended. */
export const leadGroups = ['open', 'running', 'lent', 'ended', 'all'] as const
/** propose, recall and discard (a draft, for good): who writes; publish, return: an officer without a hand in it; take-down: either. */
export const productActions = ['propose', 'recall', 'discard', 'publish', 'return', 'take-down'] as const
/** How a call to a bank went. */
export const callOutcomes = ['reached', 'no-answer', 'wrong-number', 'promised'] as const
