// A case's history as its reader may see it.
import type { CaseEvent } from '#contract/cases/schema.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'
import type { CaseEventRow } from '../db/schema.ts'

/** What officers say to each other: the firm learns that it happened, not the words. */
const betweenOfficers: readonly CaseAction[] = ['recommend', 'send-back', 'recuse']

/** One line of the history. For the firm without the officers' opinions to each other, and without the name of who objected. */
export function viewEvent(event: CaseEventRow, reader: 'firm' | 'officer'): CaseEvent {
  const forFirm = reader === 'firm'
  const isHidden = forFirm && (betweenOfficers.includes(event.action) || event.actor === 'public')
  return {
    id: event.id, at: new Date(event.at).toISOString(), action: event.action, state: event.state, actor: event.actor,
    actorName: forFirm && event.actor === 'public' ? '' : event.actor_name, note: isHidden ? null : event.note,
  }
}
