// How migrations write a table down: the same columns on both databases.
import type { Kysely } from 'kysely'

export type Column = [name: string, type: 'text' | 'integer' | 'bigint', options?: { primary?: boolean; nullable?: boolean; unique?: boolean; references?: string; default?: number }]

export async function table(db: Kysely<unknown>, name: string, columns: Column[], primaryKey?: string[]): Promise<void> {
  let create = db.schema.createTable(name)
  for (const [column, type, options = {}] of columns) {
    create = create.addColumn(column, type, (definition) => {
      let built = definition
      if (options.primary) built = built.primaryKey()
      if (!options.nullable) built = built.notNull()
      if (options.unique) built = built.unique()
      if (options.references) built = built.references(options.references)
      if (options.default !== undefined) built = built.defaultTo(options.default)
      return built
    })
  }
  if (primaryKey) create = create.addPrimaryKeyConstraint(`${name}_pk`, primaryKey as never[])
  await create.execute()
}

export const optional = { nullable: true }
