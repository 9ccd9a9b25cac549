// A case's history as its reader may see it.
import type { CaseEvent } from '#contract/cases/schema.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'
import type { CaseEventRow } from '../db/schema.ts'

/** What officers write to each other stays among them; the firm sees that it happened. */
const amongOfficers: readonly CaseAction[] = ['recommend', 'send-back', 'recuse', 'answer-objection']

/** One line of the history, for this side. */
export function viewEvent(event: CaseEventRow, side: 'firm' | 'officer'): CaseEvent {
  const isHidden = side === 'firm' && amongOfficers.includes(event.action)
  return { id: event.id, at: new Date(event.at).toISOString(), action: event.action, state: event.state, actor: event.actor, actorName: event.actor_name, note: isHidden ? null : event.note }
}
