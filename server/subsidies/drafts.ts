// A firm's draft: begun once, saved field by field, thrown away by whoever may.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { sectionStates } from '#contract/subsidies/answers.ts'
import { checkPatch } from '#contract/subsidies/patch.ts'
import type { Field, Programme } from '#contract/subsidies/programme.ts'
import type { Answers, Application, ApplicationInput } from '#contract/subsidies/schema.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { changeCase } from '../cases/repository.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import type { FirmRow } from '../db/schema.ts'
import { lockOwnApplication } from './access.ts'
import { deleteDraft, findApplication, findDraft, insertDraft, writeAnswers } from './repository.ts'
import { openAnswers, sealAnswers } from './sealed.ts'
import { programmeOf, viewApplication } from './view.ts'

function prefillValue(field: Field, firm: FirmRow, account: SignedIn): string | null {
  switch (field.prefill) {
    case 'firm.name': return firm.name
    case 'firm.uscc': return firm.uscc
    case 'firm.town': return firm.town
    case 'firm.legalPerson': return firm.legal_person
    case 'me.name': return account.name || null
    case 'me.phone': return account.phone
    default: return null
  }
}

function prefilled(programme: Programme, firm: FirmRow, account: SignedIn): Answers {
  const answers: Answers = {}
  for (const field of programme.sections.flatMap((section) => section.fields)) {
    const value = prefillValue(field, firm, account)
    if (value !== null) answers[field.name] = value
  }
  return answers
}

/** How many sections of the task list are done, of how many. */
export function progressOf(deps: Deps, programme: Programme, answers: Answers): { doneSections: number; totalSections: number } {
  const states = sectionStates(programme, answers, { today: shanghaiDate(deps.clock.now()), towns: deps.content.county.towns })
  return { doneSections: states.filter((state) => state.isDone).length, totalSections: states.length }
}

/** A new draft, or the one the firm has (then `isNew` is false). Throws `subsidies.programme-closed` or `subsidies.window-closed` for a new one that may not be begun. */
export async function startApplication(deps: Deps, account: SignedIn, input: ApplicationInput, requestId: string): Promise<{ application: Application; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await requireMember(tx, account, input.firmId)
    const existing = await findDraft(tx, input.firmId, input.programmeId)
    if (existing) return { application: await viewApplication(deps, tx, existing, 'firm'), isNew: false }
    const programme = deps.content.programme(input.programmeId, shanghaiDate(at))
    if (!programme) throw notFound(`no scheme ${input.programmeId}`)
    if (programme.availability === 'closed' || programme.availability === 'not-open') throw new AppError('subsidies.programme-closed')
    if (programme.availability !== 'taking') throw new AppError('subsidies.window-closed')
    const firm = await tx.selectFrom('firms').selectAll().where('id', '=', input.firmId).executeTakeFirstOrThrow()
    const answers = prefilled(programme, firm, account)
    const id = await insertDraft(tx, { firmId: firm.id, programmeId: programme.id, programmeVersion: programme.version, title: programme.title, accountId: account.id, answers, at, ...progressOf(deps, programme, answers) })
    const row = id === undefined ? await findDraft(tx, firm.id, programme.id) : await findApplication(tx, id)
    if (!row) throw new AppError('unavailable', { detail: 'another phone began and ended the same draft meanwhile', retryAfterSeconds: 1 })
    if (id !== undefined) await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'subsidies.start', subject: `case:${id}`, firmId: firm.id, requestId, details: { programmeId: programme.id } })
    return { application: await viewApplication(deps, tx, row, 'firm'), isNew: id !== undefined }
  })
}

/** Changes the named answers of a draft (null clears). Throws `stale` with the newest version, `subsidies.not-editable` after submission, `invalid-input` by field. */
export async function saveAnswers(deps: Deps, account: SignedIn, id: string, version: number, patch: Answers, requestId: string): Promise<Application> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await lockOwnApplication(tx, account, id)
    if (row.state !== 'draft') throw new AppError('subsidies.not-editable', { details: { state: row.state } })
    if (row.version !== version) throw new AppError('stale', { details: { version: row.version } })
    const programme = programmeOf(deps, row)
    const problems = checkPatch(programme, patch)
    if (problems.length > 0) throw new AppError('invalid-input', { fields: problems })
    const answers = openAnswers(deps.config.secret, row.application.answers)
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) delete answers[name]
      else answers[name] = value
    }
    if (!(await changeCase(tx, row, { saved_by: account.id, saved_at: at }))) throw new AppError('stale')
    await writeAnswers(tx, id, { answers: sealAnswers(deps.config.secret, programme, answers), programmeVersion: programme.version, ...progressOf(deps, programme, answers) })
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'subsidies.save', subject: `case:${id}`, firmId: row.firm_id, requestId, details: { fields: Object.keys(patch) } })
    const saved = await findApplication(tx, id)
    if (!saved) throw notFound(`application ${id} vanished`)
    return viewApplication(deps, tx, saved, 'firm')
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
