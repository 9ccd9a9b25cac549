// Answers to an introduction: the bank takes it or not, the firm takes its consent back, an officer lets it run out. The door is lead-actions.ts.
import type { LeadWork, LeadWorks } from './lead-deed.ts'
import { reasonWord } from './lead-parts.ts'
import { sayReason, takeBackFromBank, tellBank, tellFirm } from './telling.ts'

const take: LeadWork = ({ deps, tx, opened: { row, request, bank, account }, at }) => Promise.resolve({
  change: { taken_at: at, taken_by: account.id },
  tell: () => tellFirm(tx, deps, request, { kind: 'financing.taken', lead: row, values: { number: row.number, bank: bank.name, contact: account.name } }),
})

const refuse: LeadWork = ({ deps, tx, opened: { row, request, bank }, move, code, reason }) => Promise.resolve({
  tell: () => tellFirm(tx, deps, request, { kind: 'financing.refused', lead: row, values: { number: row.number, bank: bank.name, reason: sayReason(reasonWord(deps, { state: move.to, reason_code: code }), reason) } }),
})

/** From this transaction on the bank finds nothing: openLead does not know it, messages that wait are called back, the last one says a number. */
const revoke: LeadWork = async ({ deps, tx, opened: { row, account }, at }) => {
  await tx.updateTable('financing_consents').set({ revoked_by: account.id, revoked_at: at }).where('id', '=', row.consent_id).where('revoked_at', 'is', null).execute()
  return {
    async tell() {
      await takeBackFromBank(tx, row, at)
      await tellBank(tx, deps, row, { kind: 'financing.revoked', values: { number: row.number }, isOver: true })
    },
  }
}

/** By an officer; the calendar's way is `expireLead` (lead-actions.ts). */
const expire: LeadWork = ({ deps, tx, opened: { row, request, bank }, at }) => Promise.resolve({
  async tell() {
    await takeBackFromBank(tx, row, at)
    await tellFirm(tx, deps, request, { kind: 'financing.expired', lead: row, values: { number: row.number, bank: bank.name } })
    await tellBank(tx, deps, row, { kind: 'financing.bank-expired', values: { number: row.number } })
  },
})

export const answerWorks: LeadWorks = { take, refuse, revoke, expire }
