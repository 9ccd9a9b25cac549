// A firm's rights: added once, kept up by its people, seen by nobody else.
import { randomUUID } from 'node:crypto'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { annuityYear, type AnnuityContext } from '#contract/portfolio/annuities.ts'
import { mostRights } from '#contract/portfolio/rules.ts'
import type { AnnuityYear, PortfolioSettings, PortfolioSettingsInput, RightDetail, RightInput, RightPatch, Rights } from '#contract/portfolio/schema.ts'
import { requireMember } from '../accounts/access.ts'
import { requireWriter } from '../accounts/assist-access.ts'
import { lockFirm } from '../accounts/firms-repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { RightRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { openRight } from './open-right.ts'
import { assertNotHeld, lockRight } from './pledge-hold.ts'
import { takeAllPapers, viewPapers } from './papers-service.ts'
import * as repository from './repository.ts'
import { readRight, type RightValues } from './right-input.ts'
import { patentsOf, viewRight, viewRightDetail } from './view.ts'

export async function contextOf(deps: Deps, connection: Connection, firmId: string): Promise<AnnuityContext & { reminds: boolean }> {
  return { rules: deps.content.portfolio, ...(await repository.readSettings(connection, firmId)), today: shanghaiDate(deps.clock.now()) }
}

/** Also for an assistant the firm has let in: rights are picked, not typed. */
export async function listRights(deps: Deps, account: SignedIn, firmId: string): Promise<Rights> {
  await requireWriter(deps.db, account, firmId, deps.clock.now())
  const context = await contextOf(deps, deps.db, firmId)
  const rows = await repository.listFirmRights(deps.db, firmId)
  return { items: rows.map((row) => viewRight(row, context)), isReduced: context.isReduced, reminds: context.reminds, today: context.today }
}

export async function getRight(deps: Deps, account: SignedIn, id: string): Promise<RightDetail> {
  const row = await repository.findRight(deps.db, id)
  if (!row) throw notFound(`no right ${id}`)
  await requireWriter(deps.db, account, row.firm_id, deps.clock.now())
  return viewRightDetail(row, await contextOf(deps, deps.db, row.firm_id), await viewPapers(deps.db, id))
}

export async function listAnnuities(deps: Deps, account: SignedIn, query: { firmId: string; year: number }): Promise<AnnuityYear> {
  await requireMember(deps.db, account, query.firmId)
  const context = await contextOf(deps, deps.db, query.firmId)
  return annuityYear(patentsOf(await repository.listFirmRights(deps.db, query.firmId)), query.year, context)
}

/** Throws `portfolio.known` when another row of the firm has this number. The firm is locked, so nobody adds it meanwhile. */
async function assertNew(tx: Tx, firmId: string, values: RightValues, ownId: string | null): Promise<void> {
  const known = await repository.findRightByNumber(tx, { firm_id: firmId, kind: values.kind, number: values.number })
  if (known && known.id !== ownId) throw new AppError('portfolio.known', { details: { rightId: known.id }, fields: [{ field: 'number', reason: 'number-known' }] })
}

/** Adds a right. Throws `invalid-input` by field, `portfolio.known` with `rightId`, `portfolio.full`. */
export async function addRight(deps: Deps, account: SignedIn, input: RightInput, requestId: string): Promise<RightDetail> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { role } = await requireMember(tx, account, input.firmId)
    const firm = await lockFirm(tx, input.firmId)
    if (!firm) throw notFound(`no firm ${input.firmId}`)
    const context = await contextOf(deps, tx, firm.id)
    const values = readRight(input, { ...context, firmName: firm.name })
    await assertNew(tx, firm.id, values, null)
    if ((await repository.countFirmRights(tx, firm.id)) >= mostRights) throw new AppError('portfolio.full', { details: { most: mostRights } })
    const row: RightRow = { id: randomUUID(), firm_id: firm.id, ...values, created_by: account.id, created_at: at, saved_by: account.id, saved_at: at, version: 1 }
    await repository.insertRight(tx, row)
    await recordAudit(tx, { at, accountId: account.id, role, action: 'portfolio.add', subject: `right:${row.id}`, firmId: firm.id, requestId, details: { kind: row.kind, number: row.number, check: row.number_check } })
    return viewRightDetail(row, context, [])
  })
}

/** What is kept, as if it were typed, so that a change is judged together with what stays. */
function asTyped(row: RightRow): Omit<RightInput, 'firmId'> {
  return {
    kind: row.kind, number: row.number, title: row.title, owner: row.owner, coOwners: readStoredJson<string[]>(row.co_owners), filedOn: row.filed_on, grantedOn: row.granted_on,
    lastDay: row.last_day, state: row.state, pledge: row.pledge, pledgee: row.pledgee, pledgeNumber: row.pledge_number, pledgedOn: row.pledged_on, classes: readStoredJson<number[]>(row.classes), paidYear: row.paid_year,
  }
}

/** Changes what the patch names. Throws `invalid-input`, `stale` with the version there is, `portfolio.known`, `portfolio.held`. */
export async function updateRight(deps: Deps, account: SignedIn, id: string, readVersion: () => number, patch: RightPatch, requestId: string): Promise<RightDetail> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row, role } = await openRight(tx, account, id)
    // Read only now: a stranger is told nothing about what the request lacks.
    const version = readVersion()
    const firm = await lockFirm(tx, row.firm_id)
    if (!firm) throw notFound(`no firm ${row.firm_id}`)
    if (row.version !== version) throw new AppError('stale', { details: { version: row.version } })
    const context = await contextOf(deps, tx, firm.id)
    const values = readRight({ ...asTyped(row), ...patch }, { ...context, firmName: firm.name })
    await assertNew(tx, firm.id, values, id)
    await lockRight(tx, id)
    await assertNotHeld(tx, row, { after: values })
    const changed = await repository.changeRight(tx, { id, version }, { ...values, saved_by: account.id, saved_at: at })
    if (!changed) throw new AppError('stale')
    await recordAudit(tx, { at, accountId: account.id, role, action: 'portfolio.update', subject: `right:${id}`, firmId: firm.id, requestId, details: { number: changed.number, fields: Object.keys(patch) } })
    return viewRightDetail(changed, context, await viewPapers(tx, id))
  })
}

/** Takes the right away with its papers; a file something else uses stays. Throws `portfolio.held`. */
export async function deleteRight(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  const keys = await deps.commands.run(async (tx) => {
    const { row, role } = await openRight(tx, account, id)
    await lockFirm(tx, row.firm_id)
    await assertNotHeld(tx, (await lockRight(tx, id)) ?? row, 'delete')
    const taken = await takeAllPapers(tx, id)
    if (!(await repository.removeRight(tx, id))) throw notFound(`right ${id} was deleted meanwhile`)
    await recordAudit(tx, { at, accountId: account.id, role, action: 'portfolio.delete', subject: `right:${id}`, firmId: row.firm_id, requestId, details: { kind: row.kind, number: row.number } })
    return taken
  })
  for (const key of keys) await deps.files.remove(key)
}

export async function saveSettings(deps: Deps, account: SignedIn, settings: PortfolioSettingsInput, requestId: string): Promise<PortfolioSettings> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { firmId, isReduced, reminds } = settings
    const { role } = await requireMember(tx, account, firmId)
    await repository.saveSettings(tx, { ...settings, accountId: account.id, at })
    await recordAudit(tx, { at, accountId: account.id, role, action: 'portfolio.settings', subject: `firm:${firmId}`, firmId, requestId, details: { ...(isReduced === undefined ? {} : { isReduced }), ...(reminds === undefined ? {} : { reminds }) } })
    return { firmId, ...(await repository.readSettings(tx, firmId)) }
  })
}
