// pg_dump and pg_restore: where they are, and how they are started without a password on any command line.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export type PostgresProgram = 'pg_dump' | 'pg_restore'

/** Full path of the program in the first of `folders` that has it; throws an Error saying what to install. */
export function findProgram(name: PostgresProgram, folders: readonly string[]): string {
  const found = folders.map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name)).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`${name} is not on this machine (looked in ${folders.join(', ')}): install the package "postgresql-client" in the version of your server or newer, or set PG_BIN to its folder`)
  return found
}

/** The connection string without its password, which goes by the environment of the program: other accounts of a machine see command lines. */
function splitPassword(databaseUrl: string): { url: string; password: string | undefined } {
  if (!URL.canParse(databaseUrl)) return { url: databaseUrl, password: undefined }
  const url = new URL(databaseUrl)
  const password = url.password === '' ? undefined : decodeURIComponent(url.password)
  url.password = ''
  return { url: url.href, password }
}

/** Runs one of them on the database. Rejects with what it complained of. */
export async function runProgram(program: string, databaseUrl: string, args: readonly string[]): Promise<void> {
  const { url, password } = splitPassword(databaseUrl)
  const env = { HOME: homedir(), PGAPPNAME: 'zhiqitong', PGCONNECT_TIMEOUT: '10', ...(password === undefined ? {} : { PGPASSWORD: password }) }
  const child = spawn(program, [...args, '--no-password', `--dbname=${url}`], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)))
  const code = await new Promise<number | null>((settle, fail) => {
    child.once('error', fail)
    child.once('close', settle)
  })
  if (code !== 0) throw new Error(`${program} failed: ${complaint.trim() || `exit code ${code}`}`)
}
