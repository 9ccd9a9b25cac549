// What a notice can be followed by: its category, its issuer, its schemes; and what it is called.
import type { Follow } from '#contract/notices/mine-schema.ts'
import type { Connection } from '../db/commands.ts'
import type { NoticeRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'

export type Topic = Follow & { title: string }
type Words = Pick<Deps, 'content' | 'clock'>

/** As a reader knows it; what the county no longer has is called as it was written down. */
export function topicTitle({ content, clock }: Words, { kind, ref }: Follow): string {
  if (kind === 'category') return content.notices.settings.categories.find(({ id }) => id === ref)?.title ?? ref
  if (kind === 'programme') return content.programme(ref, clock.now())?.title ?? ref
  return ref
}

const mostIssuers = 200

/** All that may be followed now: categories, issuers of notices in force, schemes. */
export async function listTopics(deps: Words, connection: Connection): Promise<Topic[]> {
  const issuers = await connection.selectFrom('notices').select('issuer').distinct().where('state', '=', 'live').orderBy('issuer').limit(mostIssuers).execute()
  return [
    ...deps.content.summaries(deps.clock.now()).map(({ id, title }) => ({ kind: 'programme' as const, ref: id, title })),
    ...issuers.map(({ issuer }) => ({ kind: 'issuer' as const, ref: issuer, title: issuer })),
    ...deps.content.notices.settings.categories.map(({ id, title }) => ({ kind: 'category' as const, ref: id, title })),
  ]
}

/** Of notices: what each stands under, by its id. */
export async function topicsOf(deps: Words, connection: Connection, notices: readonly Pick<NoticeRow, 'id' | 'category' | 'issuer'>[]): Promise<Map<string, Topic[]>> {
  if (notices.length === 0) return new Map()
  const rows = await connection.selectFrom('notice_programmes').selectAll().where('notice_id', 'in', notices.map(({ id }) => id)).orderBy('programme_id').execute()
  const schemes = Map.groupBy(rows, ({ notice_id }) => notice_id)
  return new Map(notices.map(({ id, category, issuer }) => {
    const follows: Follow[] = [{ kind: 'category', ref: category }, { kind: 'issuer', ref: issuer }, ...(schemes.get(id) ?? []).map(({ programme_id }) => ({ kind: 'programme' as const, ref: programme_id }))]
    return [id, follows.map((follow) => ({ ...follow, title: topicTitle(deps, follow) }))]
  }))
}
