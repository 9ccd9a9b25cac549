// What the firm may change of an application: all of a draft, of a returned case what its card opens. Pure.
import { isFieldOpen, openingsOf } from '#contract/subsidies/openings.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import type { Draft } from './draft.ts'

type Stand = Pick<Application, 'state' | 'correction'>

export function isEditable(application: Stand): boolean {
  return application.state === 'draft' || (application.state === 'returned' && application.correction?.state === 'open')
}

/** Whether this answer may be sent; of a list as soon as one of its cells is open, the server looks at the cells. */
export function isAnswerOpen(application: Stand & Pick<Application, 'programme'>, name: string): boolean {
  if (application.state === 'draft') return true
  const { programme, correction } = application
  if (!isEditable(application) || !programme || !correction) return false
  const openings = openingsOf(correction.items)
  const isNamed = openings.some((opening) => opening.kind === 'field' && (opening.path === name || opening.path.startsWith(`${name}[`)))
  return isNamed || isFieldOpen(programme, openings, name)
}

/** Names of answers changed here that the server does not have yet and may get. */
export function unsentOpen(application: Stand & Pick<Application, 'programme'>, draft: Pick<Draft, 'unsent'>): string[] {
  return Object.keys(draft.unsent.changes).filter((name) => isAnswerOpen(application, name))
}

/** Names of answers changed here that nothing opens any more: typed before it was handed in elsewhere, or before the card was taken back. */
export function leftBehind(application: Stand & Pick<Application, 'programme'>, draft: Pick<Draft, 'unsent'>): string[] {
  return Object.keys(draft.unsent.changes).filter((name) => !isAnswerOpen(application, name))
}
