// What an officer types into the search box: a number, a firm, a credit code, a patent, a phone or its last four digits.
import { expressionBuilder, sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { parsePatentNumber, patentCheckCharacter } from '#contract/identifiers/patent.ts'
import { compareText, plainCode } from '#contract/identifiers/text.ts'
import { firmWords, isNamed } from '../accounts/firm-words.ts'
import { phonePattern } from '../audit/phone-search.ts'
import type { Connection } from '../db/commands.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { CaseTermRow, Database } from '../db/schema.ts'

const eb = expressionBuilder<Database, 'cases'>()
/** Any year will do: it was judged when the number was handed in. */
const anyYear = 9999

/** The stored form of a patent number; also of one typed without its check digit. Undefined when it is none. */
export function patentOf(typed: string): string | undefined {
  const parsed = parsePatentNumber(typed, anyYear)
  if (parsed.ok) return parsed.value
  if (parsed.reason !== 'patent-check-missing') return undefined
  const serial = plainCode(typed).replace(/\D/g, '')
  return `ZL${serial}.${patentCheckCharacter(serial)}`
}

/** Matches above which going through the list finds a page sooner than gathering them all. */
const manyMatches = 300

/** What few cases match, as a query of their ids; what many match, as a condition each case of the list is asked. */
type Found = { ids: RawBuilder<string> } | { isSo: Expression<SqlBool> }

function withTerm(kind: CaseTermRow['kind'], operator: '=' | 'like', value: string): Found {
  return { ids: sql`select case_terms.case_id from case_terms where case_terms.kind = ${kind} and case_terms.value ${sql.raw(operator)} ${value}` }
}

/** By a part of the firm's name, or of its credit code. */
async function ofFirms(connection: Connection, words: string): Promise<Found[]> {
  const named = isNamed('firms', firmWords(words))
  const firms = await connection.selectFrom('firms').select('firms.id').where(named).limit(manyMatches + 1).execute()
  if (firms.length > manyMatches) return [{ isSo: eb('cases.firm_id', 'in', eb.selectFrom('firms').select('firms.id').where(named)) }]
  if (firms.length === 0) return []
  return [{ ids: sql`select theirs.id from cases theirs where theirs.firm_id in (${sql.join(firms.map(({ id }) => id))})` }]
}

/** By a part of the number, read from its index alone. */
async function ofNumbers(connection: Connection, words: string): Promise<Found[]> {
  if (!/^[0-9A-Z-]+$/i.test(words)) return []
  const pattern = likePattern(words.toUpperCase())
  const rows = await connection.selectFrom('cases as numbered').select('numbered.number').where(sql<SqlBool>`numbered.number like ${pattern} escape '!'`).limit(manyMatches + 1).execute()
  if (rows.length > manyMatches) return [{ isSo: sql<SqlBool>`cases.number like ${pattern} escape '!'` }]
  if (rows.length === 0) return []
  return [{ ids: sql`select numbered.id from cases numbered where numbered.number in (${sql.join(rows.map(({ number }) => number))})` }]
}

/**
 * Condition on cases; undefined when nothing to look for was typed. A phone is found whole or by its last four digits only.
 * What few cases match is gathered through the indexes; what many match, by reading down the list, so neither reads every case for one page.
 */
export async function matches(connection: Connection, typed: string): Promise<Expression<SqlBool> | undefined> {
  const words = compareText(typed)
  if (words === '') return undefined
  const found = [...(await ofFirms(connection, words)), ...(await ofNumbers(connection, words))]
  const patent = patentOf(words)
  if (patent !== undefined) found.push(withTerm('patent', '=', patent))
  const phone = phonePattern(words)
  if (phone !== undefined) found.push(withTerm('phone', phone.startsWith('%') ? 'like' : '=', phone))
  const ids = found.flatMap((one) => ('ids' in one ? [one.ids] : []))
  return eb.or([
    ...found.flatMap((one) => ('isSo' in one ? [one.isSo] : [])),
    ...(ids.length > 0 ? [sql<SqlBool>`cases.id in (${sql.join(ids, sql` union all `)})`] : []),
  ])
}
