// Finds the programs of a PostgreSQL server for the tests: $PG_BIN, the newest Debian folder, then PATH.
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installOnDebian } from './install-debian.ts'

const debianFolder = '/usr/lib/postgresql'
const sentence =
  'The API tests on PostgreSQL need its server programs: install the package "postgresql" (Debian: apt-get install postgresql), or set PG_BIN to the folder that holds initdb.'

function debianFolders(): string[] {
  if (!existsSync(debianFolder)) return []
  const versions = readdirSync(debianFolder).filter((name) => /^\d+$/.test(name))
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debianFolder, version, 'bin'))
}

/** The folder with initdb and pg_ctl, or undefined. A set PG_BIN is the only place looked at. */
export function findPostgres(): string | undefined {
  const { PG_BIN: named, PATH: path = '' } = process.env
  const folders = named ? [named] : [...debianFolders(), ...path.split(delimiter)]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')))
}

/** As findPostgres, installing it first where that is possible; throws one sentence saying what to install. */
export function getPostgres(): string {
  const found = findPostgres() ?? (installOnDebian(['postgresql']) ? findPostgres() : undefined)
  if (found === undefined) throw new Error(sentence)
  return found
}
