// Many rows as one parameter: a statement of a thousand rows takes longer to build than to carry out.
import { sql, type RawBuilder } from 'kysely'
import type { DatabaseKind } from './open.ts'

/** A source of rows `given`, each with its list in `value`; a text of it is `given.value ->> 0`. Texts and nulls only: PostgreSQL gives every entry back as text. */
export function jsonRows(kind: DatabaseKind, rows: readonly (readonly (string | null)[])[]): RawBuilder<unknown> {
  const text = JSON.stringify(rows)
  return kind === 'sqlite' ? sql`json_each(${text}) as given` : sql`jsonb_array_elements(${text}::jsonb) as given(value)`
}
