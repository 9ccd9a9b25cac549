// Before anything is sent: how many firms and people a notice would reach, by the same rules the sending goes by, and what an audience may name.
import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { Audience, AudienceChoices, AudiencePreview } from '#contract/notices/audience-schema.ts'
import { isNobody, reasonsFor } from '#contract/notices/audience.ts'
import type { NoticeText } from '#contract/notices/desk-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { countReached } from '../messages/delivery-plan.ts'
import { factsOfFirms, firmsAtOnce, listFirmsAfter, listMembersOf, listsOf } from './audience-facts.ts'
import { listFollowersAfter } from './followed.ts'
import { textOf } from './live.ts'
import { reasonNames } from './reason-names.ts'
import { isUrgent } from './telling-words.ts'

type PreviewDeps = Pick<Deps, 'db' | 'content' | 'clock' | 'channels'>
const sampleSize = 20
const scaleWords = ['大型', '中型', '小型', '微型']

async function countFirms(connection: Connection): Promise<number> {
  const { n } = await connection.selectFrom('memberships').select((eb) => eb.fn.count<number>('firm_id').distinct().as('n')).where('state', '=', 'active').executeTakeFirstOrThrow()
  return Number(n)
}

/** What is being written of this notice, else what is live. Throws `not-found`. */
async function wordsOf(connection: Connection, noticeId: string): Promise<NoticeText> {
  const rows = await connection.selectFrom('notice_versions').select(['text', 'state']).where('notice_id', '=', noticeId).where('state', '<>', 'past').execute()
  const version = rows.find(({ state }) => state !== 'live') ?? rows[0]
  if (!version) throw notFound(`no notice ${noticeId}`)
  return textOf(version)
}

/** Goes through the firms set by set and lets others run in between: 30,000 firms hold nobody up. Throws `not-found` for a notice that is not there. */
export async function previewAudience(deps: PreviewDeps, audience: Audience, of?: string): Promise<AudiencePreview> {
  const { db, clock } = deps
  const today = shanghaiDate(clock.now())
  const text = of === undefined ? undefined : await wordsOf(db, of)
  const urgent = text !== undefined && isUrgent(text.deadlines.map(({ on }) => on), today)
  const people = new Set<string>()
  const channels = { sms: 0, push: 0, email: 0 }
  const sample: AudiencePreview['sample'] = []
  const lists = listsOf(audience)
  let firms = 0
  for (let after: string | undefined = isNobody(audience) ? undefined : ''; after !== undefined;) {
    const piece = await listFirmsAfter(db, after, firmsAtOnce)
    const facts = await factsOfFirms(db, deps, piece, lists)
    const told = piece.flatMap((firm) => {
      const known = facts.get(firm.id)
      const reasons = known ? reasonsFor(audience, known) : null
      return reasons ? [{ firm, reasons }] : []
    })
    firms += told.length
    sample.push(...told.slice(0, sampleSize - sample.length).map(({ firm: { id, name, town }, reasons }) => ({ firmId: id, name, town, reasons })))
    const fresh = [...new Set((await listMembersOf(db, told.map(({ firm }) => firm.id))).map((member) => member.account_id))].filter((id) => !people.has(id))
    for (const id of fresh) people.add(id)
    for (let from = 0; from < fresh.length; from += 2 * firmsAtOnce) {
      const reached = await countReached(db, deps, fresh.slice(from, from + 2 * firmsAtOnce), 'policy', urgent)
      for (const channel of ['sms', 'push', 'email'] as const) channels[channel] += reached[channel]
    }
    after = piece.length < firmsAtOnce ? undefined : piece.at(-1)?.id
    // SQLite answers without ever going through the event loop.
    await letOthersRun()
  }
  return { firms, people: people.size, allFirms: await countFirms(db), channels, followers: text ? await countFollowers(deps, text, people) : 0, sample }
}

async function countFollowers({ db, clock }: PreviewDeps, text: NoticeText, people: ReadonlySet<string>): Promise<number> {
  let count = 0
  for (let after: string | undefined = ''; after !== undefined;) {
    const piece = await listFollowersAfter(db, text, { after, until: clock.now(), limit: 2 * firmsAtOnce })
    count += piece.filter((id) => !people.has(id)).length
    after = piece.length < 2 * firmsAtOnce ? undefined : piece.at(-1)
    await letOthersRun()
  }
  return count
}

const choicesOf = (names: ReadonlyMap<string, string>) => [...names].map(([id, title]) => ({ id, title }))

export async function readAudienceChoices(deps: PreviewDeps): Promise<AudienceChoices> {
  const { db, content } = deps
  const { county, consultations, notices } = content
  const { n } = await db.selectFrom('gap_consents').select((eb) => eb.fn.countAll<number>().as('n')).where('ended_at', 'is', null).executeTakeFirstOrThrow()
  const issuers = await db.selectFrom('notices').select('issuer').distinct().where('state', '=', 'live').orderBy('issuer').execute()
  // Topics no item leads to would reach nobody for ever.
  const leadTo = new Set(content.editions().flatMap((edition) => [...placedItems(edition).map(({ item }) => item.topic), ...edition.redLines.map(({ topic }) => topic)]))
  const { titles, rightKinds, programmes } = reasonNames(deps)
  return {
    towns: county.towns, industries: county.industries, scales: scaleWords, titles: choicesOf(titles), rightKinds: choicesOf(rightKinds), programmes: choicesOf(programmes),
    gapTopics: consultations.topics.filter(({ id }) => leadTo.has(id)).map(({ id, title }) => ({ id, title })), gapFirms: Number(n), categories: notices.settings.categories, issuers: issuers.map(({ issuer }) => issuer),
  }
}
