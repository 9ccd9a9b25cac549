// Who typed: the assistant's words carry its name until a member of the firm writes something else there.
import type { Origin } from '#contract/subsidies/standing.ts'
import type { Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ApplicationCase } from './repository.ts'

type Origins = Record<string, Origin>
export interface Typist { name: string; isAssistant: boolean }

export function originsOf(row: Pick<ApplicationCase, 'application'>): Origins {
  return row.application.origins === null ? {} : readStoredJson<Origins>(row.application.origins)
}

/** Writes down who typed the named answers (true) or emptied them (false). */
export async function noteTyped(tx: Tx, row: ApplicationCase, typed: Readonly<Record<string, boolean>>, typist: Typist, at: number): Promise<void> {
  const origins = originsOf(row)
  for (const [path, isThere] of Object.entries(typed)) {
    if (isThere && typist.isAssistant) origins[path] = { from: 'assistant', of: typist.name, at: new Date(at).toISOString() }
    else delete origins[path]
  }
  await tx.updateTable('applications').set({ origins: Object.keys(origins).length === 0 ? null : JSON.stringify(origins) }).where('case_id', '=', row.id).execute()
}

/** Assistants whose words or pages are in it, each once, the first to type first. */
export function assistantsIn(row: Pick<ApplicationCase, 'application'>): string[] {
  const theirs = Object.values(originsOf(row)).filter((origin) => origin.from === 'assistant').toSorted((one, other) => (one.at < other.at ? -1 : 1))
  return [...new Set(theirs.map((origin) => origin.of))]
}
