// From the first talk to the loan and back: due diligence, approval, contract, registration, payment, settlement. What a bank types is read here; who may when stands in contract/financing/workflow.ts.
// Three amounts, each with one door: the wish comes with the consent, the grant with `approve`, what was paid out with `lend`.
import { sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { AppError } from '../errors.ts'
import type { LeadDeed, LeadOutcome, LeadWork, LeadWorks } from './lead-deed.ts'
import { Reading } from './lead-input.ts'
import { pledgeRights, releaseRights, takeRights } from './pledges.ts'
import { openTerms } from './sealed.ts'
import { tellOfSubsidy } from './subsidy.ts'
import { sayReason, tellBank, tellFirm, type FinancingKind } from './telling.ts'
import type { MessageValues } from '../messages/texts.ts'

const longest = { rate: 40, contractNumber: 60, registrationNumber: 40 } as const

/** Nothing that was typed wrong gets any further. Throws `invalid-input` by field. */
function reading(deed: LeadDeed): Reading {
  return new Reading(deed.input, shanghaiDate(deed.at))
}

/** To the firm's people but whoever did it; number and bank are in every message. */
function toFirm<K extends FinancingKind>({ tx, deps, opened: { row, request, account } }: LeadDeed, kind: K, values: MessageValues<K>): Promise<void> {
  return tellFirm(tx, deps, request, { kind, values, by: account.id, lead: row })
}

function toBank<K extends FinancingKind>({ tx, deps, opened: { row, account } }: LeadDeed, kind: K, values: MessageValues<K>): Promise<void> {
  return tellBank(tx, deps, row, { kind, values, by: account.id })
}

const named = ({ opened: { row, bank } }: LeadDeed) => ({ number: row.number, bank: bank.name })
const numbered = ({ opened: { row, firm } }: LeadDeed) => ({ number: row.number, firm: firm.name })

/** A column that an earlier stage has filled. */
function kept(day: string | null, what: string): string {
  if (day === null) throw new Error(`a lead at this stage has no ${what}`)
  return day
}

const examine: LeadWork = (deed) => Promise.resolve({ tell: () => toFirm(deed, 'financing.examining', named(deed)) })

/** amount 元, months, rate in words. What was asked for stays as it is. */
const approve: LeadWork = (deed) => {
  const read = reading(deed)
  const { toFen, toMonths } = deed.deps.content.financingCasework
  const terms = { approvedFen: read.money('amount', { mostFen: toFen }), approvedMonths: read.months('months', toMonths), rate: read.line('rate', longest.rate) }
  read.done()
  return Promise.resolve({ terms, change: { approved_at: deed.at }, tell: () => toFirm(deed, 'financing.approved', named(deed)) })
}

const sign: LeadWork = (deed) => {
  const read = reading(deed)
  const contractNumber = read.line('contractNumber', longest.contractNumber)
  const signedOn = read.day('on', shanghaiDate(deed.opened.row.taken_at ?? deed.opened.row.offered_at))
  read.done()
  return Promise.resolve({ terms: { contractNumber }, change: { signed_on: signedOn }, eventChange: { signedOn }, tell: () => toFirm(deed, 'financing.signed', named(deed)) })
}

/** Before the money: the rights become pledged in the firm's portfolio, and nobody else can pledge them. Throws `financing.right-pledged`. */
const register: LeadWork = async (deed) => {
  const { opened: { row }, input } = deed
  const read = reading(deed)
  const number = read.line('registrationNumber', longest.registrationNumber)
  const registeredOn = read.day('on', kept(row.signed_on, 'day of signing'))
  const rights = await takeRights(deed, read, input.rightIds ?? [])
  read.done()
  await pledgeRights(deed, rights, { number, registeredOn })
  return {
    change: { registration_number: number, registered_on: registeredOn, registered_right_ids: JSON.stringify(rights.map(({ id }) => id)) },
    eventChange: { registeredOn, rights: rights.length }, tell: () => toFirm(deed, 'financing.registered', { ...named(deed), registration: number }),
  }
}

/** What the bank says it paid out, not more than it granted. Throws `financing.before-registration`: a loan paid first is no loan on the pledge, and not subsidised. */
const lend: LeadWork = (deed) => {
  const { opened: { row }, deps } = deed
  const { approvedFen } = openTerms(deps.config.secret, row)
  const registeredOn = kept(row.registered_on, 'day of registration')
  const read = reading(deed)
  const disbursedFen = read.money('amount', { mostFen: deps.content.financingCasework.toFen, within: { fen: approvedFen, label: '批复金额' } })
  const lentOn = read.day('on')
  const maturesOn = read.later('maturesOn', lentOn)
  read.done()
  if (lentOn < registeredOn) throw new AppError('financing.before-registration', { details: { registeredOn }, fields: [{ field: 'on', reason: 'date-early', limit: registeredOn }] })
  return Promise.resolve({
    terms: { disbursedFen }, change: { lent_on: lentOn, matures_on: maturesOn, maturity_told: null }, eventChange: { lentOn, maturesOn },
    tell: () => toFirm(deed, 'financing.lent', { ...named(deed), lentOn: sayDate(lentOn, shanghaiDate(deed.at)) }),
  })
}

/** Both have said it: from here on it counts as a loan, and the interest subsidy can be applied for. */
const confirm: LeadWork = (deed) => Promise.resolve({
  change: { confirmed_at: deed.at, confirmed_by: deed.opened.account.id },
  tell: async () => {
    await toBank(deed, 'financing.confirmed', numbered(deed))
    await tellOfSubsidy(deed)
  },
})

/** What the bank said it paid out is taken back whole; it says it again. */
const dispute: LeadWork = (deed) => Promise.resolve({
  terms: { disbursedFen: null }, change: { lent_on: null, matures_on: null, maturity_told: null }, note: deed.reason,
  tell: () => toBank(deed, 'financing.disputed', { ...numbered(deed), reason: deed.reason }),
})

const settle: LeadWork = async (deed) => {
  const { opened: { row } } = deed
  const read = reading(deed)
  const settledOn = read.day('on', kept(row.lent_on, 'day of payment'))
  const releasedOn = read.day('releasedOn', kept(row.registered_on, 'day of registration'))
  read.done()
  await releaseRights(deed, releasedOn)
  return { change: { settled_on: settledOn, released_on: releasedOn }, eventChange: { settledOn, releasedOn }, tell: () => toFirm(deed, 'financing.settled', named(deed)) }
}

/** Nothing came of it. Where the pledge is registered already, it is released with it. */
const fail: LeadWork = async (deed) => {
  const { opened: { row, side }, code, reason, deps } = deed
  const change = row.registered_on === null ? {} : await failRegistered(deed, row.registered_on)
  const word = deps.content.financingCasework.failures.find(({ id }) => id === code)?.word ?? null
  return {
    change, note: reason === '' ? null : reason,
    tell: async () => {
      await toFirm(deed, 'financing.failed', { ...named(deed), reason: sayReason(word, reason) })
      // An officer has ended it for a bank that does not answer: the county's word is enough, a message stays where it came.
      if (side === 'officer') await toBank(deed, 'financing.bank-failed', { number: row.number, reason: word ?? '' })
    },
  }
}

async function failRegistered(deed: LeadDeed, registeredOn: string): Promise<NonNullable<LeadOutcome['change']>> {
  const read = reading(deed)
  const releasedOn = read.day('releasedOn', registeredOn)
  read.done()
  await releaseRights(deed, releasedOn)
  return { released_on: releasedOn }
}

export const stageWorks: LeadWorks = { examine, approve, sign, register, lend, confirm, dispute, settle, fail }
