// A firm by a part of its name or of its credit code, for every search box. Written so that 30,000 firms are read in milliseconds: nothing is lowered that has no letters, no code is looked for that could not be one.
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { compareText, plainCode } from '#contract/identifiers/text.ts'
import { likePattern } from '../db/like-pattern.ts'

export interface FirmWords {
  /** LIKE pattern, in lower case, of what a name contains. */
  name: string
  /** LIKE pattern of what a code contains; null where no code does. */
  code: string | null
  hasLetters: boolean
}

/** Shape: compared text, at least one character, else everything matches. */
export function firmWords(typed: string): FirmWords {
  const words = compareText(typed).toLowerCase()
  const code = plainCode(typed).replace(/[\s\-‐-―−_.·]/g, '').toUpperCase()
  return { name: likePattern(words), code: /^[0-9A-Z]+$/.test(code) ? likePattern(code) : null, hasLetters: words !== words.toUpperCase() }
}

/** The name begins with the words. */
export function nameBegins(column: RawBuilder<unknown>, { name, hasLetters }: FirmWords): RawBuilder<SqlBool> {
  return sql<SqlBool>`${hasLetters ? sql`lower(${column})` : column} like ${name.slice(1)} escape '!'`
}

/** Of `firms` or `firm_codes`, under the name `table` goes by. */
export function isNamed(table: string, { name, code, hasLetters }: FirmWords): RawBuilder<SqlBool> {
  const column = sql.ref(`${table}.name`)
  const named = sql<SqlBool>`${hasLetters ? sql`lower(${column})` : column} like ${name} escape '!'`
  return code === null ? named : sql<SqlBool>`(${named} or ${sql.ref(`${table}.uscc`)} like ${code} escape '!')`
}

/** The same of `firms`, by a name or code it had before as well. */
export function isOrWasNamed(words: FirmWords): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${isNamed('firms', words)} or firms.id in (select firm_codes.firm_id from firm_codes where ${isNamed('firm_codes', words)}))`
}
