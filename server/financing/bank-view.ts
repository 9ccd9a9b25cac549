// A lead as its bank sees it. Everything a bank is ever given of a firm is made here, and nothing of a firm that is not `full` names it.
import { workdaysLeft } from '#contract/cases/workdays.ts'
import { blindOf } from '#contract/financing/blind.ts'
import type { SentCard, SentLight } from '#contract/financing/card-schema.ts'
import type { ConsentField } from '#contract/financing/casework-schema.ts'
import type { BankLead, BankLeadLine, Blind, Full } from '#contract/financing/lead-schema.ts'
import type { Reason } from '#contract/financing/readiness.ts'
import { boundStates, goneLeadStates, leadActionsFor } from '#contract/financing/workflow.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { FinancingConsentRow, FinancingEventRow, FinancingLeadRow } from '../db/schema.ts'
import { isOpened, type OpenedLead } from './access.ts'
import { answerByOf, instant, instantOrNull, listLeadFiles, namesOf, noTerms, presentFile, presentLeadEvents, reasonWord, termsOf, type LeadDeps } from './lead-parts.ts'
import { openCard, openWish } from './sealed.ts'

type Facts = Pick<OpenedLead, 'row' | 'request' | 'firm'>

/** As it was handed in, on the day the bank was asked: what it saw does not move under its eyes. A trade or a town that changes on the day a merge or a move is made public would name the firm. */
export function blindOfLead({ content, config }: LeadDeps, { row, request, firm }: Facts): Blind {
  const sent = openCard(config.secret, request)
  if (!sent) throw new Error(`lead ${row.id} is of a request that was never handed in`)
  const { wish } = openWish(config.secret, request)
  return blindOf(content.financingCasework, {
    ...(sent.place ?? { industry: firm.industry, town: firm.town }), industries: content.county.industries, amountFen: wish.amountFen ?? 0, months: wish.months, use: wish.use, rights: sent.rights, card: sent.card, today: row.offered_on,
  })
}

/** Names of holders, to whom one was pledged, its last day and the day and sum of its fee, which begin with the day it was filed: all of them the rights', not the card's. */
function withoutRight(reason: Reason): Reason {
  if ('names' in reason) return { ...reason, names: [] }
  if ('name' in reason) return { ...reason, name: null }
  if ('fen' in reason) return { ...reason, on: null, fen: null }
  return 'on' in reason ? { ...reason, on: null } : reason
}

/** A card shown without the rights says of them what it found, and nothing by which a public register would find them. */
function withoutRights(card: SentCard): SentCard {
  const plain = (light: SentLight): SentLight => ({ ...light, findings: light.findings.map(({ verdict, reason }) => ({ verdict, reason: withoutRight(reason) })) })
  return { ...card, rights: card.rights.map((right) => ({ ...right, lights: right.lights.map(plain) })), firm: card.firm.map(plain) }
}

/** Each part only where the firm ticked it; the rights also once a contract names them, else nobody could register the pledge. */
function fullOf({ content, config }: LeadDeps, { row, request, firm }: Facts, fields: readonly ConsentField[]): Full {
  const { wish } = openWish(config.secret, request)
  const sent = openCard(config.secret, request)
  const { uses, turnoverBands, debtBands } = content.financingCasework
  const wordOf = (list: typeof uses, id: string | null) => list.find((option) => option.id === id)?.word ?? ''
  const has = (field: ConsentField) => fields.includes(field)
  const showsRights = has('rights') || boundStates.includes(row.state) || row.state === 'settled'
  const card = has('card') && sent ? sent.card : null
  return {
    firm: { name: firm.name, uscc: firm.uscc, town: firm.town, industry: firm.industry, scale: firm.scale, legalPerson: firm.legal_person },
    contact: { name: wish.contactName, phone: wish.contactPhone },
    loan: { amountFen: wish.amountFen ?? 0, months: wish.months ?? 0, use: wordOf(uses, wish.use), words: wish.words },
    finance: has('finance') ? { turnover: wordOf(turnoverBands, wish.turnover), debt: wordOf(debtBands, wish.debt) } : null,
    rights: showsRights ? (sent?.rights ?? []) : null,
    card: card && !showsRights ? withoutRights(card) : card,
  }
}

/** Lines a bank has no part in. */
const insideOnly: readonly FinancingEventRow['action'][] = ['call', 'rate', 'subsidy']

/** Blind, a line has no words but the bank's own refusal, written when it knew nothing; papers have names. */
function eventsForBank(events: readonly FinancingEventRow[], isOpen: boolean): FinancingEventRow[] {
  const ours = events.filter(({ action }) => !insideOnly.includes(action))
  return isOpen ? ours : ours.filter(({ action }) => action !== 'file').map((event) => ({ ...event, note: event.action === 'refuse' ? event.note : null }))
}

/** After the end only the county's word stays, and what the bank itself wrote before it knew whose lead it was. */
function reasonForBank(deps: LeadDeps, row: FinancingLeadRow): BankLead['reason'] {
  const word = reasonWord(deps, row)
  const words = isOpened(row) || row.state === 'refused' ? row.reason : null
  return word === null && words === null ? null : { word, words }
}

export function dueForBank({ content, clock }: LeadDeps, row: FinancingLeadRow): Pick<BankLeadLine, 'answerBy' | 'workdaysLeft'> {
  if (row.state !== 'offered') return { answerBy: null, workdaysLeft: null }
  const answerBy = answerByOf({ content }, row)
  return { answerBy, workdaysLeft: workdaysLeft(content.calendar, shanghaiDate(clock.now()), answerBy) }
}

async function fieldsOf(connection: Connection, consentId: string): Promise<ConsentField[]> {
  const consent: Pick<FinancingConsentRow, 'fields' | 'revoked_at'> = await connection.selectFrom('financing_consents').select(['fields', 'revoked_at']).where('id', '=', consentId).executeTakeFirstOrThrow()
  if (consent.revoked_at !== null) throw new Error(`consent ${consentId} is revoked: nothing may be shown`)
  return readStoredJson<ConsentField[]>(consent.fields)
}

/** What only a bank that may see the firm is given; else nothing and empty terms. */
export async function openedFor(connection: Connection, deps: LeadDeps, facts: Facts): Promise<Pick<BankLead, 'full' | 'terms' | 'consentId'>> {
  const { row } = facts
  if (!isOpened(row)) return { full: null, terms: noTerms, consentId: null }
  return { full: fullOf(deps, facts, await fieldsOf(connection, row.consent_id)), terms: termsOf(deps, row), consentId: row.consent_id }
}

/** For the bank's own contacts only; the caller has opened it for them (openLead). */
export async function presentBankLead(connection: Connection, deps: LeadDeps, opened: OpenedLead): Promise<BankLead> {
  const { row, bank, side } = opened
  if (side !== 'bank' || goneLeadStates.includes(row.state)) throw new Error(`lead ${row.id} is not for a bank to see`)
  const isOpen = isOpened(row)
  const events = eventsForBank(await connection.selectFrom('financing_events').selectAll().where('lead_id', '=', row.id).orderBy('seq').execute(), isOpen)
  const people = await namesOf(connection, events.flatMap((event) => (event.side === 'firm' ? [] : [event.account_id])))
  const files = isOpen ? await listLeadFiles(connection, [row.id]) : []
  return {
    id: row.id, number: row.number, state: row.state, version: row.version, offeredAt: instant(row.offered_at), takenAt: instantOrNull(row.taken_at), endedAt: instantOrNull(row.ended_at),
    reason: reasonForBank(deps, row), files: files.map((file) => presentFile(file, 'bank')),
    events: presentLeadEvents(events, 'bank', { people, banks: new Map([[bank.id, bank.name]]) }), actions: leadActionsFor('bank', row.state),
    ...dueForBank(deps, row), blind: blindOfLead(deps, opened), ...(await openedFor(connection, deps, opened)),
  }
}

export function presentBankLine(deps: LeadDeps, facts: Facts): BankLeadLine {
  const { row, firm } = facts
  return { id: row.id, number: row.number, state: row.state, offeredAt: instant(row.offered_at), ...dueForBank(deps, row), blind: blindOfLead(deps, facts), firmName: isOpened(row) ? firm.name : null, stageAt: instant(row.stage_at) }
}
