// What the setup of a project hands to its test files.
declare module 'vitest' {
  export interface ProvidedContext {
    databaseKind: 'sqlite' | 'postgres'
    /** SQLite: folder with a migrated and seeded DATA_DIR to copy. PostgreSQL: DATA_DIR of the seeded template. */
    templateFolder: string
    /** PostgreSQL: connection string whose database name is replaced, and the template's name; empty on SQLite. */
    postgresUrl: string
  }
}

export const templateDatabase = 'zqt_template'
/** Schema on PostgreSQL that keeps the seeded rows. */
export const seedSchema = 'seed'
