import { schemeChanges, type FormNews } from '#contract/subsidies/scheme-changes.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { ApplicationCase } from './repository.ts'
import { asOffered, offeredIn } from './scheme-copies.ts'
import { findByHash } from './scheme-repository.ts'

/** What changed since this draft was last saved (pitfall C5); nothing where the version it was saved under is not known any more. */
export async function formNewsOf({ content, config, clock }: Pick<Deps, 'content' | 'config' | 'clock'>, connection: Connection, row: Pick<ApplicationCase, 'programme_id' | 'application'>): Promise<FormNews[]> {
  const before = await findByHash(connection, row.programme_id, row.application.programme_version)
  const after = content.source(row.programme_id)
  if (!before || !after) return []
  const [at, { demo }] = [clock.now(), config]
  return schemeChanges(offeredIn(before, at, demo), asOffered(after, at, demo))
}
