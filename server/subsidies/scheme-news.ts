// What is different in a scheme: for a draft begun under an earlier version, and for people who follow it.
import { schemeChanges, type FormNews } from '#contract/subsidies/scheme-changes.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { newsWords } from './news-words.ts'
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

export interface SchemeNews { versionId: string; programmeId: string; title: string; /** Epoch ms. */ publishedAt: number; /** In words. */ words: string }

/** Versions in force that were published since (epoch ms) and differ from the one before in what firms have to know; the first of a scheme is not news. */
export async function listSchemeNews({ clock, config }: Pick<Deps, 'clock' | 'config'>, connection: Connection, since: number): Promise<SchemeNews[]> {
  const rows = await connection.selectFrom('scheme_versions').selectAll().where('state', '=', 'live').where('published_at', '>=', since).orderBy('programme_id').execute()
  const found: SchemeNews[] = []
  for (const row of rows) {
    const previous = await connection.selectFrom('scheme_versions').selectAll().where('programme_id', '=', row.programme_id).where('number', '<', row.number).where('published_at', 'is not', null).orderBy('number', 'desc').limit(1).executeTakeFirst()
    if (!previous || row.published_at === null) continue
    const [before, after] = [offeredIn(previous, clock.now(), config.demo), offeredIn(row, clock.now(), config.demo)]
    const words = after.status === 'closed' && before.status !== 'closed' ? '停止受理了' : newsWords(schemeChanges(before, after))
    if (words !== '') found.push({ versionId: row.id, programmeId: row.programme_id, title: after.title, publishedAt: Number(row.published_at), words })
  }
  return found
}

/** Of these people those who act for firms all of which have a case in this batch: they need not hear that it closes. */
export async function listDone(connection: Connection, programmeId: string, batchId: string, accountIds: readonly string[]): Promise<Set<string>> {
  if (accountIds.length === 0) return new Set()
  const firms = await connection.selectFrom('memberships').select(['account_id', 'firm_id']).where('account_id', 'in', accountIds).where('state', '=', 'active').execute()
  const cases = await connection.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').select('cases.firm_id').distinct()
    .where('cases.programme_id', '=', programmeId).where('applications.batch_id', '=', batchId).where('cases.state', 'not in', ['draft', 'withdrawn']).execute()
  const submitted = new Set(cases.map(({ firm_id }) => firm_id))
  return new Set([...Map.groupBy(firms, ({ account_id }) => account_id)].flatMap(([accountId, own]) => (own.every(({ firm_id }) => submitted.has(firm_id)) ? [accountId] : [])))
}

/** Of these people those whose firm has a draft in the scheme: they were told of the version themselves (scheme-telling.ts). */
export async function listDrafting(connection: Connection, programmeId: string, accountIds: readonly string[]): Promise<Set<string>> {
  if (accountIds.length === 0) return new Set()
  const rows = await connection.selectFrom('memberships').innerJoin('cases', 'cases.firm_id', 'memberships.firm_id').select('memberships.account_id').distinct()
    .where('memberships.account_id', 'in', accountIds).where('memberships.state', '=', 'active').where('cases.programme_id', '=', programmeId).where('cases.state', '=', 'draft').execute()
  return new Set(rows.map(({ account_id }) => account_id))
}
