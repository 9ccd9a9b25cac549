// Where a scheme's form asks to whom the money goes. Read off the form itself, so that applications submitted under an older text are found too.
import type { PlainField, RepeatField, Section } from './programme.ts'

type TextField = Extract<PlainField, { type: 'text' }>
/** Names of the fields: who the account belongs to, at which bank, its number. */
export interface PayeeFields { name: string; bank: string; account: string }

function isText(field: PlainField | RepeatField): field is TextField {
  return field.type === 'text'
}

function isAccount(field: PlainField | RepeatField): field is TextField {
  return isText(field) && field.check === 'account'
}

/**
 * The account's three fields: the account number (check `account`), and in its section one text that begins as the firm's name and one other, the bank.
 * `problems` says why they cannot be told apart; both are empty for a scheme that asks for no account.
 */
export function findPayeeFields(programme: { sections: readonly Section[] }): { fields: PayeeFields | null; problems: string[] } {
  const holders = programme.sections.filter((section) => section.fields.some(isAccount))
  const accounts = holders.flatMap((section) => section.fields.filter(isAccount))
  const [account] = accounts
  if (!account) return { fields: null, problems: [] }
  const texts = (holders[0]?.fields ?? []).filter(isText).filter((field) => field !== account)
  const names = texts.filter((field) => field.prefill === 'firm.name')
  const banks = texts.filter((field) => field.prefill !== 'firm.name')
  const problems = [
    ...(accounts.length > 1 ? [`there are ${accounts.length} account numbers`] : []),
    ...(account.sensitive ? [] : [`${account.name} is not sensitive`]),
    ...(names.length === 1 ? [] : [`beside ${account.name} there has to be one text prefilled with firm.name, whose account it is`]),
    ...(banks.length === 1 ? [] : [`beside ${account.name} there has to be one other text, the bank`]),
  ]
  const [name, bank] = [names[0], banks[0]]
  return { fields: name && bank ? { name: name.name, bank: bank.name, account: account.name } : null, problems }
}
