// What an officer sees before a notice is sent is what is sent: counts beside a plain recount, for many audiences of a random county.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Audience, FirmFacts } from '#contract/notices/audience-schema.ts'
import { everybody, reasonsFor } from '#contract/notices/audience.ts'
import { getAudienceChoices, previewAudience } from '#contract/notices/desk-endpoints.ts'
import { leavesNow } from '#contract/messages/channels.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { aFirm, follows, published, sendAll } from './many-firms.ts'

let test: TestApp
let officer: Client
/** By firm, as the test gave it out. */
const truth = new Map<string, FirmFacts>()
let next = 20261130
const random = () => { next = (next * 1103515245 + 12345) % 2 ** 31; return next / 2 ** 31 }
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
const some = <T>(list: readonly T[], most: number): T[] => [...new Set(Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(list)))]

const titles = ['high-tech', 'tech-sme', 'srdi']
const programmes = ['P03', 'P05', 'P08']
const scales = ['大型', '中型', '小型', '微型'] as const
let towns: readonly string[]
let industries: readonly string[]
/** An item of the edition by the topic it leads to. */
let gapItems: { id: string; topic: string }[]
const edition = 'gbt29490-2023'

async function addRight(firmId: string, by: string, kind: 'patent' | 'trademark' | 'software', isInForce: boolean): Promise<void> {
  await test.db.insertInto('rights').values({
    id: randomUUID(), firm_id: firmId, kind, number: randomUUID(), number_check: null, patent_kind: kind === 'patent' ? '发明' : null, filing_year: 2020, title: '一项', owner: '', co_owners: '[]', filed_on: isInForce ? null : '2000-01-01', granted_on: null,
    last_day: null, state: isInForce || kind === 'patent' ? 'live' : 'ended', pledge: 'none', pledgee: null, pledge_number: null, pledged_on: null, classes: '[]', paid_year: null, created_by: by, created_at: 1, saved_by: by, saved_at: 1, version: 1,
  }).execute()
}

async function addAssessment(firmId: string, by: string, failed: { id: string } | undefined, createdAt: number): Promise<void> {
  const id = randomUUID()
  await test.db.insertInto('assessments').values({
    id, firm_id: firmId, edition_id: edition, edition_version: '1', state: 'closed', is_live: null, opening: '{}', taken_back: '[]', from_id: null, is_shared: 1, review_to: null, submitted_by: null, submitted_at: null, reviewer_id: null, review_note: '',
    closed_at: 1, score_tenths: 500, grade: null, created_by: by, created_at: createdAt, saved_by: by, saved_at: 1, version: 1,
  }).execute()
  if (failed) await test.db.insertInto('assessment_answers').values({ assessment_id: id, item_id: failed.id, answer: 'minor', note: '', origin: 'answered', version: 1, saved_by: by, saved_at: 1 }).execute()
}

/** A firm with things chosen by chance; what counts of it is kept beside. */
async function randomFirm(): Promise<void> {
  const [town, industry, scale] = [pick(towns), pick([...industries, null]), pick([...scales, null])]
  const firm = await aFirm(test.db, 1, { town, industry, scale }, 1 + Math.floor(random() * 2))
  const [by = ''] = firm.accountIds
  const [ownTitles, followed, kinds] = [some(titles, 2), some(programmes, 1), some(['patent', 'trademark', 'software'] as const, 2)]
  if (ownTitles.length > 0) await test.db.insertInto('firm_titles').values(ownTitles.map((title) => ({ firm_id: firm.id, title, stated_by: by, stated_at: 1 }))).execute()
  for (const one of followed) await follows(test.db, by, 'programme', one, 1)
  const inForce = kinds.filter(() => random() < 0.7)
  for (const kind of kinds) await addRight(firm.id, by, kind, inForce.includes(kind))
  const [older, newer] = [pick(gapItems), pick(gapItems)]
  const assessments = Math.floor(random() * 3)
  if (assessments > 0) await addAssessment(firm.id, by, older, 1)
  if (assessments > 1) await addAssessment(firm.id, by, newer, 2)
  // Sharing for statistics is no consent: all of these share.
  const agrees = pick(['yes', 'no', 'taken back'])
  if (agrees !== 'no') await test.db.insertInto('gap_consents').values({ id: randomUUID(), firm_id: firm.id, text_version: '1', given_by: by, given_at: 1, ended_by: agrees === 'yes' ? null : by, ended_at: agrees === 'yes' ? null : 2 }).execute()
  const gap = assessments === 0 ? undefined : assessments === 1 ? older : newer
  truth.set(firm.id, { town, industry, scale, titles: ownTitles, rightKinds: inForce, programmeIds: followed, gapTopics: agrees === 'yes' && gap ? [gap.topic] : [] })
}

beforeAll(async () => {
  test = await buildTestApp()
  officer = await test.signIn(phones.officer)
  await test.runWorker()
  // Only the county of this test: nobody else belongs to a firm.
  await test.db.updateTable('memberships').set({ state: 'removed' }).execute()
  ;({ towns, industries } = test.deps.content.county)
  gapItems = placedItems(test.deps.content.edition(edition)!).flatMap(({ item }) => (item.topic === undefined || item.appliesWhen ? [] : [{ id: item.id, topic: item.topic }])).slice(0, 6)
  for (let count = 0; count < 60; count += 1) await randomFirm()
}, 240_000)
afterAll(() => test.close())

function randomAudience(): Audience {
  const audience: Audience = { everyone: random() < 0.05, towns: [], industries: [], scales: [], titles: [], rightKinds: [], programmeIds: [], gapTopics: [] }
  if (random() < 0.5) audience.towns = some(towns, 4)
  if (random() < 0.3) audience.industries = some(industries, 3)
  if (random() < 0.3) audience.scales = some(scales, 3)
  if (random() < 0.3) audience.titles = some(titles, 3)
  if (random() < 0.3) audience.rightKinds = some(['patent', 'trademark', 'software', 'other'] as const, 3)
  if (random() < 0.3) audience.programmeIds = some(programmes, 3)
  if (random() < 0.4) audience.gapTopics = some(gapItems.map(({ topic }) => topic), 3)
  return audience
}

const preview = async (audience: Audience, of?: string) => {
  const { status, body } = await officer.call(previewAudience, { body: { audience, ...(of === undefined ? {} : { of }) } })
  expect(status).toBe(200)
  return body
}
const fitting = (audience: Audience) => [...truth].flatMap(([id, facts]) => { const reasons = reasonsFor(audience, facts); return reasons ? [{ id, reasons }] : [] })

describe('who would be told', () => {
  it('is counted as a plain recount counts, with the reasons, for a hundred audiences', async () => {
    for (let round = 0; round < 100; round += 1) {
      const audience = randomAudience()
      const told = fitting(audience)
      const people = await test.db.selectFrom('memberships').select('account_id').distinct().where('state', '=', 'active').where('firm_id', 'in', ['', ...told.map(({ id }) => id)]).execute()
      const seen = await preview(audience)
      expect({ audience, firms: seen.firms, people: seen.people, allFirms: seen.allFirms, sample: seen.sample.length }).toEqual({ audience, firms: told.length, people: people.length, allFirms: 60, sample: Math.min(20, told.length) })
      for (const { firmId, reasons } of seen.sample) expect({ audience, reasons: reasons.map(({ by, value }) => `${by} ${value}`).toSorted() }).toEqual({ audience, reasons: told.find(({ id }) => id === firmId)?.reasons.map(({ by, value }) => `${by} ${value}`).toSorted() })
    }
  })

  it('is who is told', async () => {
    for (let round = 0; round < 8; round += 1) {
      const audience = { ...randomAudience(), everyone: round === 0 }
      const seen = await preview(audience)
      const id = await published(test.deps, { audience, text: { issuer: `发文机关${round}`, category: `none-${round}` } })
      await sendAll(test.deps, 7)
      const targets = await test.db.selectFrom('notice_targets').select('firm_id').where('notice_id', '=', id).execute()
      const sending = await test.db.selectFrom('notice_sendings').selectAll().where('notice_id', '=', id).executeTakeFirstOrThrow()
      expect([targets.length, sending.firms, sending.people]).toEqual([seen.firms, seen.firms, seen.people])
      expect(new Set(targets.map((row) => row.firm_id))).toEqual(new Set(fitting(audience).map((one) => one.id)))
    }
  })

  it('counts a person of two firms once', async () => {
    const { people: before } = await preview(everybody)
    const one = await test.db.selectFrom('memberships').selectAll().where('state', '=', 'active').orderBy('id').limit(2).execute()
    const [first, second] = one
    const other = [...truth.keys()].find((id) => id !== first?.firm_id && id !== second?.firm_id) ?? ''
    const id = randomUUID()
    await test.db.insertInto('memberships').values({ ...first!, id, firm_id: other }).execute()
    expect((await preview(everybody)).people).toBe(before)
    await test.db.deleteFrom('memberships').where('id', '=', id).execute()
  })

  it('counts by channel whoever that would reach as they chose it; SMS only where a deadline is near', async () => {
    const people = (await test.db.selectFrom('memberships').select('account_id').distinct().where('state', '=', 'active').orderBy('account_id').execute()).map((row) => row.account_id)
    const chosen = new Map<string, { email: boolean; rhythm: 'each' | 'daily'; choice: { sms: boolean; email: boolean } }>()
    for (const id of people) {
      const one = { email: random() < 0.6, rhythm: pick(['each', 'daily'] as const), choice: { sms: random() < 0.7, email: random() < 0.7 } }
      chosen.set(id, one)
      await test.db.insertInto('notification_settings').values({ account_id: id, rhythm: one.rhythm, email: one.email ? `${id}@example.cn` : null, email_waiting: null, email_bounced_at: null, digest_from: null, digest_at: null, changed_at: 1 }).execute()
      await test.db.insertInto('notification_choices').values({ account_id: id, category: 'policy', sms: one.choice.sms ? 1 : 0, push: 1, email: one.choice.email ? 1 : 0, changed_at: 1 }).execute()
    }
    const send = () => Promise.reject(new Error('nothing is sent here'))
    const before = test.deps.channels
    Object.assign(test.deps, { channels: { sms: [{ name: 'none', send, ask: send }], push: undefined, mail: { send } } })
    try {
      for (const [on, isUrgent] of [['2026-11-25', true], ['2026-12-31', false]] as const) {
        const id = await published(test.deps, { isQuiet: true, text: { issuer: '另一个机关', deadlines: [{ id: 'd1', title: '申报', on }] } })
        const count = (channel: 'sms' | 'email') => [...chosen.values()].filter((one) => (channel === 'sms' || one.email) && leavesNow(channel, isUrgent, { category: 'policy', sms: one.choice.sms, push: true, email: one.choice.email }, one.rhythm)).length
        expect((await preview(everybody, id)).channels).toEqual({ sms: count('sms'), push: 0, email: count('email') })
      }
    } finally {
      Object.assign(test.deps, { channels: before })
    }
  })

  it('counts followers besides, never those who are told for a firm', async () => {
    const outside = await test.db.selectFrom('accounts').select('id').where('staff_role', 'is not', null).limit(2).execute()
    const [member] = await test.db.selectFrom('memberships').select('account_id').where('state', '=', 'active').limit(1).execute()
    const id = await published(test.deps, { isQuiet: true, text: { issuer: '县科技局' } })
    for (const one of [...outside.map((row) => row.id), member?.account_id ?? '']) await follows(test.db, one, 'issuer', '县科技局', 1)
    expect([(await preview(everybody, id)).followers, (await preview({ ...everybody, everyone: false }, id)).followers]).toEqual([2, 3])
  })

  it('is not there for a notice that is not there', async () => {
    expect((await officer.call(previewAudience, { body: { audience: everybody, of: 'nobody-wrote-this' } })).status).toBe(404)
  })
})

describe('what an audience may name', () => {
  it('comes with its words, and says how many firms agreed to be told by their gaps', async () => {
    const { status, body } = await officer.call(getAudienceChoices)
    expect(status).toBe(200)
    expect(body.towns).toEqual(towns)
    expect(body.titles).toContainEqual({ id: 'high-tech', title: '高新技术企业' })
    expect(body.rightKinds.map(({ id }) => id)).toEqual(['patent', 'trademark', 'software', 'other'])
    expect(body.programmes.some(({ id }) => id === 'P03')).toBe(true)
    expect(gapItems.every(({ topic }) => body.gapTopics.some(({ id }) => id === topic))).toBe(true)
    const given = await test.db.selectFrom('gap_consents').select('id').where('ended_at', 'is', null).execute()
    expect(body.gapFirms).toBe(given.length)
    expect(body.issuers).toContain('县科技局')
  })
})
