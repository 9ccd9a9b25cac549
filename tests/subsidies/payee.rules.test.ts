import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findPayeeFields } from '#contract/subsidies/payee.ts'
import type { Field, ProgrammeSource } from '#contract/subsidies/programme.ts'

const folder = 'content/huantai/subsidies'
const schemes = readdirSync(folder).map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as ProgrammeSource)

const text = (name: string, more: object = {}): Field => ({ type: 'text', name, label: name, required: true, maxLength: 80, ...more })
const holder = text('holder', { prefill: 'firm.name' })
const bank = text('bankBranch')
const account = text('accountNo', { check: 'account', sensitive: true })
const section = (...fields: Field[]) => ({ id: 'account', title: '账户', hint: '', fields })
const loan = { ...section(text('loanBank')), id: 'loan' }

describe('to whom a scheme pays', () => {
  it('is asked by every scheme that ends in a payment, and by no other', () => {
    const asked = schemes.filter((scheme) => findPayeeFields(scheme).fields !== null).map(({ id }) => id)
    const paid = schemes.filter(({ steps }) => steps.some(({ state }) => state === 'paid')).map(({ id }) => id)
    expect(asked).toEqual(paid)
    expect(schemes.flatMap((scheme) => findPayeeFields(scheme).problems)).toEqual([])
  })

  it('is found by what the fields are, not by their names; a bank of another section is not it', () => {
    expect(findPayeeFields({ sections: [loan, section(bank, holder, account)] })).toEqual({ fields: { name: 'holder', bank: 'bankBranch', account: 'accountNo' }, problems: [] })
  })

  it('is nobody where no account is asked', () => {
    expect(findPayeeFields({ sections: [loan] })).toEqual({ fields: null, problems: [] })
  })

  it.each<[string, Field[], string]>([
    ['two account numbers', [holder, bank, account, { ...account, name: 'second' }], 'there are 2 account numbers'],
    ['an account number that is not sensitive', [holder, bank, { ...account, sensitive: false } as Field], 'accountNo is not sensitive'],
    ['no name of the account', [bank, account], 'beside accountNo there has to be one text prefilled with firm.name, whose account it is'],
    ['two banks', [holder, bank, text('branch'), account], 'beside accountNo there has to be one other text, the bank'],
  ])('is a mistake in the content with %s', (_what, fields, problem) => {
    expect(findPayeeFields({ sections: [section(...fields)] }).problems).toContain(problem)
  })
})
