// What an officer types into the search box: a number, a firm, a credit code, a patent, a phone or its last four digits.
import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import { parsePatentNumber, patentCheckCharacter } from '#contract/identifiers/patent.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { compareText, plainCode } from '#contract/identifiers/text.ts'
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

function hasTerm(kind: CaseTermRow['kind'], operator: '=' | 'like', value: string): Expression<SqlBool> {
  return eb('cases.id', 'in', eb.selectFrom('case_terms').select('case_terms.case_id').where('case_terms.kind', '=', kind).where('case_terms.value', operator, value))
}

/** Firms of which a part of the name, or of the credit code, was typed. */
function firmsLike(pattern: string) {
  return eb.selectFrom('firms').select('firms.id').where(sql<SqlBool>`(firms.uscc like ${pattern.toUpperCase()} escape '!' or lower(firms.name) like ${pattern.toLowerCase()} escape '!')`)
}

/** Cases of whose number a part was typed, by that number: read from its index alone. */
function numbersLike(pattern: string) {
  return eb.selectFrom('cases as numbered').select('numbered.number').where(sql<SqlBool>`numbered.number like ${pattern.toUpperCase()} escape '!'`)
}

/** Matches above which going through the list finds a page sooner than gathering them all. */
const manyMatches = 300

async function isMany(connection: Connection, pattern: string): Promise<boolean> {
  const firms = await connection.selectFrom(firmsLike(pattern).limit(manyMatches + 1).as('found')).select('found.id').execute()
  if (firms.length > manyMatches) return true
  const numbers = await connection.selectFrom(numbersLike(pattern).limit(manyMatches + 1).as('found')).select('found.number').execute()
  return numbers.length > manyMatches
}

/**
 * Condition on cases; undefined when nothing to look for was typed. A phone is found whole or by its last four digits only.
 * What few cases match is gathered through the indexes; what many match, by reading down the list, so neither reads every case for one page.
 */
export async function matches(connection: Connection, typed: string): Promise<Expression<SqlBool> | undefined> {
  const words = compareText(typed)
  if (words === '') return undefined
  const pattern = likePattern(words)
  const found: Expression<SqlBool>[] = [
    eb('cases.firm_id', 'in', firmsLike(pattern)),
    (await isMany(connection, pattern)) ? sql<SqlBool>`cases.number like ${pattern.toUpperCase()} escape '!'` : eb('cases.number', 'in', numbersLike(pattern)),
  ]
  const patent = patentOf(words)
  if (patent !== undefined) found.push(hasTerm('patent', '=', patent))
  const phone = parsePhone(words)
  if (phone.ok) found.push(hasTerm('phone', '=', phone.value))
  else if (/^\d{4}$/.test(words)) found.push(hasTerm('phone', 'like', `%${words}`))
  return eb.or(found)
}
