// After the loan: the interest subsidy of the county's content, its draft filled in from what bank and firm have agreed on here.
import type { Answers } from '#contract/subsidies/schema.ts'
import type { CaseState } from '#contract/cases/states.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FinancingLeadRow, RightRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { draftFromLoan } from '../subsidies/loan-draft.ts'
import { lockLead, type OpenedLead } from './access.ts'
import { addFinancingEvent } from './events.ts'
import type { LeadDeed } from './lead-deed.ts'
import { maySubsidise } from './lead-view.ts'
import { registeredRights } from './pledges.ts'
import { openTerms } from './sealed.ts'
import { tellFirm } from './telling.ts'

/** Names of the fields as the schemes of this kind write them (content, P01); a form that lacks one is filled in without it. How many are pledged for the first time, and whether something else is pledged beside them, nobody here knows. */
function loanAnswers(deps: Deps, { row, bank }: Pick<OpenedLead, 'row' | 'bank'>, rights: readonly RightRow[]): Answers {
  // Only what was paid out is a loan: neither what was asked for nor what was granted.
  const { disbursedFen, contractNumber } = openTerms(deps.config.secret, row)
  return {
    patents: rights.flatMap(({ kind, number, title, patent_kind, granted_on }) => (kind === 'patent' ? [{ patentNo: number, patentTitle: title, patentType: patent_kind, grantDate: granted_on }] : [])),
    bank: bank.name, loanContractNo: contractNumber, contractDate: row.signed_on, loanAmountFen: disbursedFen, loanStart: row.lent_on, loanEnd: row.matures_on, pledgeRegNo: row.registration_number, pledgeRegDate: row.registered_on,
  }
}

const identity = ['loanContractNo', 'pledgeRegNo'] as const
/** Nothing more comes of it: the firm may begin anew. */
const over: readonly CaseState[] = ['refused', 'withdrawn']

/** The application begun from this loan, unless nothing came of it. */
async function findBegun(connection: Connection, { subsidy_case_id: id }: Pick<FinancingLeadRow, 'subsidy_case_id'>): Promise<string | undefined> {
  const row = id === null ? undefined : await connection.selectFrom('cases').select(['id', 'state']).where('id', '=', id).executeTakeFirst()
  return row && !over.includes(row.state) ? row.id : undefined
}

/**
 * The firm, once it is paid out: the application begun from this loan, or a draft filled in from it.
 * Throws `not-found`, `not-allowed` (bank, officer), `financing.wrong-state`, `financing.subsidy-busy` with `caseId` of a draft that is another loan's, `subsidies.programme-closed`, `subsidies.window-closed`.
 */
export async function applyForSubsidy(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<{ caseId: string }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockLead(tx, account, id)
    const { row, request, side } = opened
    if (side !== 'firm') throw new AppError('not-allowed', { detail: 'for the firm' })
    const programmeId = deps.content.financingCasework.subsidyProgrammeId
    if (programmeId === null) throw notFound('the county has no interest subsidy')
    if (!maySubsidise(deps, row)) throw new AppError('financing.wrong-state', { details: { state: row.state } })
    const begun = await findBegun(tx, row)
    if (begun !== undefined) return { caseId: begun }
    const { caseId, filled } = await draftFromLoan(deps, tx, account, { firmId: request.firm_id, programmeId, answers: loanAnswers(deps, opened, await registeredRights(tx, row)), identity, number: row.number }, requestId)
    if (filled === 'of-another') throw new AppError('financing.subsidy-busy', { details: { caseId } })
    await tx.updateTable('financing_leads').set({ subsidy_case_id: caseId, version: row.version + 1 }).where('id', '=', id).execute()
    await addFinancingEvent(tx, { request_id: request.id, lead_id: id, at, action: 'subsidy', side: 'firm', account_id: account.id, bank_id: null, state: row.state, note: null, change: null })
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'financing.subsidy', subject: `lead:${id}`, firmId: request.firm_id, requestId, details: { caseId, fields: filled } })
    return { caseId }
  })
}

/** When the loan counts: everybody of the firm who has to do with it hears that the interest can be subsidised, whoever confirmed it as well: it is no news of their own deed. */
export async function tellOfSubsidy({ tx, deps, opened: { row, request, bank }, at }: LeadDeed): Promise<void> {
  const { subsidyProgrammeId: id } = deps.content.financingCasework
  const programme = id === null ? undefined : deps.content.programme(id, at)
  if (!programme || !(await hasPatent(tx, row))) return
  await tellFirm(tx, deps, request, { kind: 'financing.subsidy', values: { title: programme.title, bank: bank.name }, once: row.id, lead: row })
}

/** A pledge of trade marks alone is not subsidised. */
async function hasPatent(tx: Tx, row: FinancingLeadRow): Promise<boolean> {
  return (await registeredRights(tx, row)).some(({ kind }) => kind === 'patent')
}
