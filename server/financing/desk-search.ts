// What an officer types into the search box of financing: the number of a request or a lead, a firm, its code, a bank, the number of a pledge registration.
import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import { compareText } from '#contract/identifiers/text.ts'
import { firmWords, isNamed } from '../accounts/firm-words.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { Database } from '../db/schema.ts'

const eb = expressionBuilder<Database, 'financing_requests'>()

/** Undefined when nothing to look for was typed. */
export function matches(typed: string): Expression<SqlBool> | undefined {
  const words = compareText(typed)
  if (words === '') return undefined
  const pattern = likePattern(words.toLowerCase())
  const firms = eb.selectFrom('firms').select('firms.id').where(isNamed('firms', firmWords(typed)))
  const leads = eb.selectFrom('financing_leads').innerJoin('banks', 'banks.id', 'financing_leads.bank_id').select('financing_leads.request_id')
    .where(sql<SqlBool>`(lower(financing_leads.number) like ${pattern} escape '!' or lower(banks.name) like ${pattern} escape '!' or lower(financing_leads.registration_number) like ${pattern} escape '!')`)
  return eb.or([sql<SqlBool>`lower(financing_requests.number) like ${pattern} escape '!'`, eb('financing_requests.firm_id', 'in', firms), eb('financing_requests.id', 'in', leads)])
}
