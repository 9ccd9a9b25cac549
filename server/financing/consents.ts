// The firm's consent for one bank (decision 0021): what it agreed to, word for word, and the receipt both keep. There is no consent for several banks at once.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { ConsentField } from '#contract/financing/casework-schema.ts'
import { blindTitle } from '#contract/financing/blind.ts'
import { chosenFields, consentText, missingFields } from '#contract/financing/consent.ts'
import type { ConsentInput, FirmLead, Receipt } from '#contract/financing/lead-schema.ts'
import { sayDate, shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { assertGoesOn } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { nextCaseNumber } from '../cases/numbers.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { BankRow, FinancingConsentRow, FinancingLeadRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { isOpened, lockRequest, openLead, type OpenedRequest } from './access.ts'
import { roomOf, takesLeads } from './banks-choosable.ts'
import { blindOfLead } from './bank-view.ts'
import { addFinancingEvent } from './events.ts'
import { answerByOf, instant, instantOrNull } from './lead-parts.ts'
import { presentFirmLead } from './lead-view.ts'
import { emptyTerms, openWish, sealTerms } from './sealed.ts'
import { seeLead } from './sights.ts'
import { tellBank } from './telling.ts'

const numberKind = 'DJ'

export const hashOf = (canonical: string): string => createHash('sha256').update(canonical, 'utf8').digest('hex')

export interface ConsentRequest { id: string; input: ConsentInput; key: string; bodyHash: string; requestId: string }

/** Everything that may stand in the way before the bank is looked at. */
function requireReady({ content }: Deps, { row, side }: OpenedRequest, { textVersion, fields }: ConsentInput): void {
  if (side !== 'firm') throw new AppError('not-allowed', { detail: 'only the firm agrees for itself' })
  if (row.state !== 'accepted') throw new AppError('financing.wrong-state', { details: { state: row.state } })
  const { consent } = content.financingCasework
  if (textVersion !== consent.version) throw new AppError('financing.consent-outdated', { details: { version: consent.version } })
  if (missingFields(consent, fields).length > 0) throw invalid({ field: 'fields', reason: 'required' })
}

/** Throws `invalid-input`, `financing.bank-closed`, `financing.bank-asked`, `financing.bank-limit`. */
async function requireBank(tx: Tx, deps: Deps, { row }: OpenedRequest, bankId: string): Promise<BankRow> {
  const bank = await tx.selectFrom('banks').selectAll().where('id', '=', bankId).executeTakeFirst()
  if (!bank) throw invalid({ field: 'bankId', reason: 'option' })
  if (!(await takesLeads(tx, bank))) throw new AppError('financing.bank-closed')
  const live = await tx.selectFrom('financing_leads').select('id').where('request_id', '=', row.id).where('bank_id', '=', bankId).where('ended_at', 'is', null).executeTakeFirst()
  if (live) throw new AppError('financing.bank-asked')
  if ((await roomOf(tx, deps, row)) === 0) throw new AppError('financing.bank-limit', { details: { limit: deps.content.financingCasework.banksPerRequest } })
  return bank
}

async function addLead(tx: Tx, deps: Deps, { row: request, firm, account }: OpenedRequest, bank: BankRow, input: ConsentInput, at: number): Promise<FinancingLeadRow> {
  const { content, config } = deps
  const { consent } = content.financingCasework
  const today = shanghaiDate(at)
  const [id, consentId] = [randomUUID(), randomUUID()]
  const number = await nextCaseNumber(tx, content.county.numberPrefix, numberKind, yearOf(today))
  const fields = chosenFields(consent, input.fields).map((field) => field.id)
  const text = consentText(consent, { bank: bank.name, host: content.county.host, county: content.county.name, fields })
  const lead: FinancingLeadRow = {
    id, number, request_id: request.id, bank_id: bank.id, consent_id: consentId, state: 'offered', version: 1, terms: sealTerms(config.secret, { ...emptyTerms, intendedFen: openWish(config.secret, request).wish.amountFen }), offered_at: at, offered_on: today, step: null,
    taken_at: null, taken_by: null, stage_at: at, stalled_told: null, ended_at: null, reason_code: null, reason: null, approved_at: null, signed_on: null, registration_number: null, registered_on: null, registered_right_ids: '[]', lent_on: null, matures_on: null,
    confirmed_at: null, confirmed_by: null, settled_on: null, released_on: null, maturity_told: null, subsidy_case_id: null,
  }
  await tx.insertInto('financing_leads').values(lead).execute()
  // The random part keeps anybody from guessing what was agreed to by trying the hash.
  const canonical = JSON.stringify({ id: consentId, lead: number, firm: firm.name, uscc: firm.uscc, bank: bank.name, fields, textVersion: consent.version, text, givenAt: instant(at), nonce: randomBytes(16).toString('hex') })
  await tx.insertInto('financing_consents').values({ id: consentId, request_id: request.id, lead_id: id, bank_id: bank.id, text_version: consent.version, text, fields: JSON.stringify(fields), canonical, hash: hashOf(canonical), given_by: account.id, given_at: at, revoked_by: null, revoked_at: null }).execute()
  return lead
}

/** The bank hears a number and bands, nothing that names the firm. */
async function tellAsked(tx: Tx, deps: Deps, lead: FinancingLeadRow, { row: request, firm }: OpenedRequest): Promise<void> {
  const what = blindTitle(blindOfLead(deps, { row: lead, request, firm }))
  await tellBank(tx, deps, lead, { kind: 'financing.asked', values: { number: lead.number, what, answerBy: sayDate(answerByOf(deps, lead), lead.offered_on) } })
}

/** Throws `not-found`, `not-allowed` (an officer), `financing.wrong-state`, `financing.consent-outdated`, `financing.bank-closed`, `financing.bank-asked`, `financing.bank-limit`, `invalid-input` by field. */
export async function consentToBank(deps: Deps, account: SignedIn, { id, input, key, bodyHash, requestId }: ConsentRequest): Promise<FirmLead> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockRequest(tx, account, id)
    const { body } = await once(tx, { accountId: account.id, route: 'financing.consent', key, bodyHash, at }, async () => {
      requireReady(deps, opened, input)
      await assertGoesOn(tx, opened.row.firm_id)
      const bank = await requireBank(tx, deps, opened, input.bankId)
      const lead = await addLead(tx, deps, opened, bank, input, at)
      await addFinancingEvent(tx, { request_id: id, lead_id: lead.id, at, action: 'consent', side: 'firm', account_id: account.id, bank_id: null, state: lead.state, note: null, change: JSON.stringify({ fields: chosenFields(deps.content.financingCasework.consent, input.fields).map((field) => field.id) }) })
      await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'financing.consent', subject: `lead:${lead.id}`, firmId: opened.row.firm_id, requestId, details: { bank: bank.id, consent: lead.consent_id, textVersion: input.textVersion, fields: input.fields } })
      await tellAsked(tx, deps, lead, opened)
      return { status: 201, body: { leadId: lead.id } }
    })
    return presentFirmLead(tx, deps, opened.row, body.leadId, 'firm')
  })
}

function presentReceipt({ content }: Pick<Deps, 'content'>, row: FinancingConsentRow, names: Pick<Receipt, 'leadNumber' | 'firmName' | 'uscc' | 'bankName' | 'givenBy'>): Receipt {
  const fields = chosenFields(content.financingCasework.consent, readStoredJson<ConsentField[]>(row.fields)).map(({ id, title, what }) => ({ id, title, what }))
  return { id: row.id, leadId: row.lead_id, ...names, fields, text: row.text, textVersion: row.text_version, givenAt: instant(row.given_at), revokedAt: instantOrNull(row.revoked_at), canonical: row.canonical, hash: row.hash }
}

/** What was agreed to names the firm as it was called then. */
function namesIn(row: FinancingConsentRow): { firm: string; uscc: string; bank: string } {
  return readStoredJson<{ firm: string; uscc: string; bank: string }>(row.canonical)
}

async function nameOf(connection: Connection, accountId: string): Promise<string> {
  return (await connection.selectFrom('accounts').select('name').where('id', '=', accountId).executeTakeFirstOrThrow()).name
}

/** For the firm and officers, and for its bank while it may see the firm. Throws `not-found` for everybody else. */
export async function getReceipt(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<Receipt> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await tx.selectFrom('financing_consents').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw notFound(`no consent ${id}`)
    const opened = await openLead(tx, account, row.lead_id)
    if (opened.side === 'bank' && !isOpened(opened.row)) throw notFound(`consent ${id} is not for a bank that does not know the firm`)
    await seeLead(tx, opened, at, requestId, 'receipt')
    const { firm, uscc, bank } = namesIn(row)
    // The bank has the consent of the firm; who of its people gave it is nothing the firm agreed to show.
    return presentReceipt(deps, row, { leadNumber: opened.row.number, firmName: firm, uscc, bankName: bank, givenBy: opened.side === 'bank' ? firm : await nameOf(tx, row.given_by) })
  })
}
