// A firm's draft: begun once, saved field by field, thrown away by whoever may.
import { changedPaths, isFieldOpen, openingsOf } from '#contract/subsidies/openings.ts'
import { checkPatch } from '#contract/subsidies/patch.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Answers, Application, ApplicationInput } from '#contract/subsidies/schema.ts'
import { maskAccount } from '#contract/identifiers/mask.ts'
import { assertGoesOn } from '../accounts/access.ts'
import { requireWriter, type Writer } from '../accounts/assist-access.ts'
import { recordAudit } from '../audit/record.ts'
import { findCard } from '../cases/corrections.ts'
import { changeCase } from '../cases/repository.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { lockOwnApplication, lockWritableApplication, readerFor } from './access.ts'
import { noteTyped } from './assist-origins.ts'
import { prefill } from './prefill.ts'
import { progressOf } from './progress.ts'
import { deleteDraft, findApplication, findDraft, insertDraft, insertPaperPage, writeAnswers, type ApplicationCase } from './repository.ts'
import { openAnswers, sealAnswers, sensitiveFields } from './sealed.ts'
import { programmeOf } from './snapshot.ts'
import { viewApplication } from './view.ts'

export type Person = Pick<SignedIn, 'name' | 'phone'>

/** 我 is whoever acts for the firm: with an assistant, the member who let it in. */
async function personOf(tx: Tx, account: SignedIn, { assist }: Writer): Promise<Person> {
  return assist ? tx.selectFrom('accounts').select(['name', 'phone']).where('id', '=', assist.member_id).executeTakeFirstOrThrow() : account
}

/** An assistant sees accounts masked: what comes back as it was shown is no new account. */
function withoutShown(programme: Programme, patch: Answers, before: Answers): Answers {
  const shown = sensitiveFields(programme).filter((name) => typeof before[name] === 'string' && patch[name] === maskAccount(before[name]))
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !shown.includes(name)))
}

export interface Begun { row: ApplicationCase; isNew: boolean; writer: Writer }

/** A new draft, or the one the firm has (then `isNew` is false). Throws `subsidies.programme-closed` or `subsidies.window-closed` for a new one that may not be begun. */
export async function beginDraft(deps: Deps, tx: Tx, account: SignedIn, input: ApplicationInput, requestId: string): Promise<Begun> {
  const at = deps.clock.now()
  const writer = await requireWriter(tx, account, input.firmId, at)
  const existing = await findDraft(tx, input.firmId, input.programmeId)
  if (existing) return { row: existing, isNew: false, writer }
  await assertGoesOn(tx, input.firmId)
  const programme = deps.content.programme(input.programmeId, at)
  if (!programme) throw notFound(`no scheme ${input.programmeId}`)
  if (programme.availability === 'closed' || programme.availability === 'not-open') throw new AppError('subsidies.programme-closed')
  if (programme.availability !== 'taking') throw new AppError('subsidies.window-closed')
  const firm = await tx.selectFrom('firms').selectAll().where('id', '=', input.firmId).executeTakeFirstOrThrow()
  const { answers, origins, papers } = await prefill({ deps, tx, firm, person: await personOf(tx, account, writer), programme, at })
  const id = await insertDraft(tx, { firmId: firm.id, programmeId: programme.id, programmeVersion: programme.version, title: programme.title, accountId: account.id, answers: sealAnswers(deps.config.secret, programme, answers), origins, at, ...progressOf(deps, programme, answers) })
  if (id !== undefined) for (const { paperId, fileIds } of papers) for (const [index, fileId] of fileIds.entries()) await insertPaperPage(tx, { caseId: id, paperId, position: index + 1, fileId, at })
  const row = id === undefined ? await findDraft(tx, firm.id, programme.id) : await findApplication(tx, id)
  if (!row) throw new AppError('unavailable', { detail: 'another phone began and ended the same draft meanwhile', retryAfterSeconds: 1 })
  if (id !== undefined) await recordAudit(tx, { at, accountId: account.id, role: writer.role, action: 'subsidies.start', subject: `case:${id}`, firmId: firm.id, requestId, details: { programmeId: programme.id } })
  return { row, isNew: id !== undefined, writer }
}

/** As beginDraft, in a command of its own, for whoever begins it. */
export async function startApplication(deps: Deps, account: SignedIn, input: ApplicationInput, requestId: string): Promise<{ application: Application; isNew: boolean }> {
  return deps.commands.run(async (tx) => {
    const { row, isNew, writer } = await beginDraft(deps, tx, account, input, requestId)
    return { application: await viewApplication(deps, tx, row, readerFor(account, writer)), isNew }
  })
}

/** While returned: only what the card opens may differ from what was handed in, and an account only with a fresh code. Throws `subsidies.not-open` by field, `accounts.fresh-code-needed`. */
async function assertOpened(deps: Deps, tx: Tx, account: SignedIn, row: ApplicationCase, programme: Programme, before: Answers, after: Answers): Promise<void> {
  const card = await findCard(tx, row.id)
  const openings = openingsOf(card?.state === 'open' ? card.items : [])
  const changed = changedPaths(before, after)
  const closed = changed.filter((path) => !isFieldOpen(programme, openings, path))
  if (closed.length > 0) throw new AppError('subsidies.not-open', { fields: closed.map((field) => ({ field, reason: 'locked' })) })
  if (changed.some((path) => sensitiveFields(programme).includes(path))) assertFreshCode(account, deps.clock.now())
}

/**
 * Changes the named answers of a draft, or of a returned case as far as its card opens them (null clears). Throws `stale` with the newest version,
 * `subsidies.not-editable` after submission, `subsidies.not-open`, `invalid-input` by field.
 */
export async function saveAnswers(deps: Deps, account: SignedIn, id: string, version: number, sent: Answers, requestId: string): Promise<Application> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row, writer } = await lockWritableApplication(tx, account, id, at)
    if (row.state !== 'draft' && row.state !== 'returned') throw new AppError('subsidies.not-editable', { details: { state: row.state } })
    if (row.version !== version) throw new AppError('stale', { details: { version: row.version } })
    const programme = programmeOf(deps, row)
    const before = openAnswers(deps.config.secret, row.application.answers)
    const patch = writer.assist ? withoutShown(programme, sent, before) : sent
    const problems = checkPatch(programme, patch)
    if (problems.length > 0) throw new AppError('invalid-input', { fields: problems })
    const answers = { ...before }
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) delete answers[name]
      else answers[name] = value
    }
    if (row.state === 'returned') await assertOpened(deps, tx, account, row, programme, before, answers)
    if (!(await changeCase(tx, row, { saved_by: account.id, saved_at: at }))) throw new AppError('stale')
    await writeAnswers(tx, id, { answers: sealAnswers(deps.config.secret, programme, answers), programmeVersion: programme.version, ...progressOf(deps, programme, answers) })
    const changed = Object.entries(patch).filter(([name, value]) => JSON.stringify(before[name] ?? null) !== JSON.stringify(value))
    await noteTyped(tx, row, Object.fromEntries(changed.map(([name, value]) => [name, value !== null])), { name: account.name, isAssistant: writer.role === 'assistant' }, at)
    await recordAudit(tx, { at, accountId: account.id, role: writer.role, action: 'subsidies.save', subject: `case:${id}`, firmId: row.firm_id, requestId, details: { fields: Object.keys(patch) } })
    const saved = await findApplication(tx, id)
    if (!saved) throw notFound(`application ${id} vanished`)
    return viewApplication(deps, tx, saved, readerFor(account, writer))
  })
}

export async function discardDraft(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const row = await lockOwnApplication(tx, account, id)
    if (row.state !== 'draft' || !(await deleteDraft(tx, id))) throw new AppError('subsidies.not-editable', { details: { state: row.state } })
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'subsidies.discard', subject: `case:${id}`, firmId: row.firm_id, requestId, details: { programmeId: row.programme_id } })
  })
}
