import type { LocationQuery } from 'vue-router'
import { deskGroups, type DeskGroup } from '#contract/cases/desk.ts'

/** Where on the desk home somebody is, kept in the address; '' = not narrowed. */
export interface HomePlace {
  group: DeskGroup
  kind: string
  assignee: string
}

/** `usual`: the group without one in the address. */
export function homePlaceOf(query: LocationQuery, usual: DeskGroup): HomePlace {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  return { group: deskGroups.find((known) => known === query.group) ?? usual, kind: text('kind').slice(0, 40), assignee: text('assignee').slice(0, 64) }
}

export function homeQueryOf({ group, kind, assignee }: HomePlace): Record<string, string> {
  return { group, ...(kind === '' ? {} : { kind }), ...(assignee === '' ? {} : { assignee }) }
}
