// Fills an empty demonstration once, through the same services as everybody: what it shows could have been done by hand.
import { randomUUID } from 'node:crypto'
import { sideOf } from '#contract/accounts/duties.ts'
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { compareText } from '#contract/identifiers/text.ts'
import { isWorkday } from '#contract/cases/workdays.ts'
import type { CorrectionItemInput } from '#contract/cases/corrections.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'
import { missingPapers } from '#contract/subsidies/answers.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { findOrAddAccount } from '../accounts/repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { hashRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { addRight } from '../portfolio/service.ts'
import { actOnApplication } from '../subsidies/actions.ts'
import { saveAnswers, startApplication } from '../subsidies/drafts.ts'
import { addPaperPage } from '../subsidies/papers.ts'
import { seedAssessment } from './sample-assessment.ts'
import { seedConsultations } from './sample-consultations.ts'
import { seedFinancing } from './sample-financing.ts'
import { seedNotices } from './sample-notices.ts'
import { drawSamplePaper, sampleSize } from './sample-paper.ts'
import { typedRight } from './sample-right.ts'
import { readDemo, type Demo } from './source.ts'

const requestId = 'demo'
const minute = 60_000
const hour = 60 * minute

/** Who can sign in, for the greeting at start. */
export function demoAccounts(contentDir: string): { phone: string; who: string }[] {
  return readDemo(contentDir).accounts.map(({ phone, who }) => ({ phone, who }))
}

type People = Map<string, SignedIn>

async function seedPeople(deps: Deps, demo: Demo, at: number): Promise<People> {
  const people: People = new Map()
  for (const { key, phone, name, role, town } of demo.accounts) {
    const { account } = await deps.commands.run((tx) => findOrAddAccount(tx, { phone, name, role, at }))
    await deps.commands.run(async (tx) => {
      if (town !== undefined) await tx.updateTable('accounts').set({ town }).where('id', '=', account.id).execute()
      await tx.insertInto('consents').values({ id: randomUUID(), account_id: account.id, version: deps.content.county.privacy.version, accepted_at: at }).execute()
    })
    people.set(key, { id: account.id, name, phone, role: role && sideOf(role), duty: role, sessionId: '', confirmedAt: at })
  }
  return people
}

function person(people: People, key: string): SignedIn {
  const found = people.get(key)
  if (!found) throw new Error(`demo.json names ${key}, but has no such account`)
  return found
}

async function storePaper(deps: Deps, owner: SignedIn, firmId: string, name: string, at: number): Promise<string> {
  const id = randomUUID()
  const { sizeBytes, sha256 } = await deps.files.put(id, await drawSamplePaper(name.length))
  await deps.commands.run(async (tx) => {
    await tx.insertInto('files').values({ id, account_id: owner.id, firm_id: firmId, purpose: 'paper', name: `${name}.png`, media_type: 'image/png', size_bytes: sizeBytes, sha256, pages: 1, ...sampleSize, storage_key: id, created_at: at }).execute()
    await recordAudit(tx, { at, accountId: owner.id, role: 'firm', action: 'files.store', subject: `file:${id}`, firmId, requestId, details: { demo: true } })
  })
  return id
}

async function seedFirms(deps: Deps, demo: Demo, people: People, at: number): Promise<Map<string, string>> {
  const firms = new Map<string, string>()
  for (const firm of demo.firms) {
    const id = randomUUID()
    firms.set(firm.key, id)
    const administrator = person(people, firm.administrator)
    await deps.commands.run(async (tx) => {
      await tx.insertInto('firms').values({
        id, uscc: firm.uscc, uscc_check: 'ok', name: firm.name, town: firm.town, legal_person: firm.legalPerson, industry: firm.industry, scale: firm.scale,
        verification: firm.verification, verification_note: null, licence_file_id: null, created_by: administrator.id, created_at: at, version: 1,
      }).execute()
      await tx.insertInto('memberships').values([firm.administrator, ...firm.clerks].map((key, index) => ({
        id: randomUUID(), firm_id: id, account_id: person(people, key).id, role: index === 0 ? 'administrator' as const : 'clerk' as const, state: 'active' as const, created_at: at + index, changed_at: at + index,
      }))).execute()
      await recordAudit(tx, { at, accountId: administrator.id, role: 'firm', action: 'accounts.create-firm', subject: `firm:${id}`, firmId: id, requestId, details: { demo: true } })
    })
    if (firm.verification === 'unverified') continue
    const licence = await storePaper(deps, administrator, id, '营业执照', at)
    await deps.commands.run(async (tx) => { await tx.updateTable('firms').set({ licence_file_id: licence }).where('id', '=', id).execute() })
  }
  return firms
}

async function seedBanks(deps: Deps, demo: Demo, people: People, at: number): Promise<void> {
  await deps.commands.run(async (tx) => {
    for (const { name, phone, contacts } of demo.banks) {
      const id = randomUUID()
      await tx.insertInto('banks').values({ id, name, name_key: compareText(name), phone, note: '', closed_at: null, version: 1, created_by: null, created_at: at }).execute()
      for (const key of contacts) await tx.insertInto('bank_contacts').values({ id: randomUUID(), bank_id: id, account_id: person(people, key).id, added_by: null, added_at: at, ended_by: null, ended_at: null }).execute()
    }
  })
}

/** Typed one after the other when the firms came; their dates are counted from today. */
async function seedRights(deps: Deps, demo: Demo, people: People, firms: ReadonlyMap<string, string>, at: number): Promise<void> {
  const today = shanghaiDate(deps.clock.now())
  for (const [index, sample] of demo.rights.entries()) {
    const then: Deps = { ...deps, clock: { now: () => at + (index + 1) * minute } }
    await addRight(then, person(people, sample.by), typedRight(sample, firms.get(sample.firm) ?? '', today), requestId)
  }
}

/** Ten o'clock on the working day `n` working days before today. */
function workdayMorning(deps: Deps, today: string, n: number): number {
  let date = today
  for (let left = n; left > 0; ) {
    date = addDays(date, -1)
    if (isWorkday(deps.content.calendar, date)) left -= 1
  }
  return shanghaiDayStart(date) + 10 * hour
}

type Deed = Demo['applications'][number]['then'][number]

/** What the officer hands over with this deed: the pin sits in the middle of the page it is about. */
function inputOf(deed: Deed, pages: ReadonlyMap<string, string>): ActionInput {
  const items = deed.items?.map(({ field, paperId = '', phraseId, text }): CorrectionItemInput => {
    const fileId = pages.get(paperId) ?? ''
    return field === undefined
      ? { id: randomUUID(), at: { kind: 'paper', paperId, fileId, page: 1, x: 0.62, y: 0.78 }, phraseId, text, opens: [{ kind: 'page', paperId, fileId }] }
      : { id: randomUUID(), at: { kind: 'field', path: field }, phraseId, text, opens: [{ kind: 'field', path: field }] }
  })
  return { noConflict: true, ...(deed.reason === undefined ? {} : { reason: deed.reason }), ...(items ? { items } : {}) }
}

async function seedApplication(deps: Deps, sample: Demo['applications'][number], people: People, firmId: string): Promise<void> {
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  const clock = { at: workdayMorning(deps, today, sample.workdaysAgo) }
  const then: Deps = { ...deps, clock: { now: () => clock.at } }
  const clerk = person(people, sample.by)
  const { application } = await startApplication(then, clerk, { firmId, programmeId: sample.programmeId }, requestId)
  await saveAnswers(then, clerk, application.id, application.version, sample.answers, requestId)
  const programme = then.content.programme(sample.programmeId, today)
  if (!programme) throw new Error(`demo.json names the scheme ${sample.programmeId}, which is not there`)
  // The paper library has put in what the firm handed in before.
  const pages = new Map(application.papers.map((page) => [page.paperId, page.file.id]))
  for (const paper of missingPapers(programme, sample.answers, new Map(application.papers.map((page) => [page.paperId, 1])))) {
    const fileId = await storePaper(deps, clerk, firmId, paper.name, clock.at)
    pages.set(paper.id, fileId)
    await addPaperPage(then, clerk, application.id, { paperId: paper.id, fileId }, requestId)
  }
  const act = (account: SignedIn, action: CaseAction, input: ActionInput) =>
    actOnApplication(then, account, { id: application.id, action, input, key: randomUUID(), bodyHash: hashRequest({ action }, input), requestId })
  await act(clerk, 'submit', { statement: true })
  for (const move of sample.then) {
    clock.at = Math.min(workdayMorning(deps, today, sample.workdaysAgo - move.workdaysLater) + hour, now)
    await act(person(people, move.by), move.action, inputOf(move, pages))
  }
}

/** One after the other, so that a later one of a firm can come from the one before. */
async function seedAssessments(deps: Deps, demo: Demo, people: People, firms: ReadonlyMap<string, string>): Promise<void> {
  const newest = new Map<string, string>()
  for (const sample of demo.assessments) {
    const firmId = firms.get(sample.firm) ?? ''
    const cast = { person: (key: string) => person(people, key), storePaper: (owner: SignedIn, name: string, at: number) => storePaper(deps, owner, firmId, name, at), requestId }
    newest.set(sample.firm, await seedAssessment(deps, sample, firmId, newest.get(sample.firm), cast))
  }
}

/** Does nothing when anybody has ever signed in or been seeded here. */
export async function seedDemo(deps: Deps): Promise<void> {
  const { count } = await deps.db.selectFrom('accounts').select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  if (Number(count) > 0) return
  const demo = readDemo(deps.config.contentDir)
  const at = deps.clock.now() - 60 * 24 * hour
  const people = await seedPeople(deps, demo, at)
  const firms = await seedFirms(deps, demo, people, at)
  await seedRights(deps, demo, people, firms, at)
  await seedBanks(deps, demo, people, at)
  await seedAssessments(deps, demo, people, firms)
  await seedConsultations(deps, demo.consultations, { person: (key) => person(people, key), firmId: (key) => firms.get(key) ?? '', requestId })
  for (const sample of demo.applications) await seedApplication(deps, sample, people, firms.get(sample.firm) ?? '')
  await seedFinancing(deps, demo.financing, { person: (key) => person(people, key), firmId: (key) => firms.get(key) ?? '', requestId })
  await seedNotices(deps, demo.notices, { person: (key) => person(people, key), requestId })
}
