// The operator's commands as a process of their own, in a folder nobody serves; what only an own process shows: paths, exit codes, words.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProgram, runProgram } from '#server/operations/postgres-programs.ts'

const root = process.cwd()
let folder: string
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'zqt-cli-')) })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ran { code: number | null; out: string; err: string }
/** Runs in `folder`, so that relative paths are seen to be the operator's. */
function cli(args: string[], dataDir = 'data'): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, 'server/cli.ts'), ...args], { cwd: folder, env: { PATH: process.env.PATH ?? '', TZ: 'UTC', DATA_DIR: join(folder, dataDir), CONTENT_DIR: join(root, 'content/huantai') } })
  const ran: Ran = { code: null, out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (ran.err += chunk.toString()))
  return new Promise((settle, fail) => {
    child.once('error', fail)
    child.once('close', (code) => settle({ ...ran, code }))
  })
}

describe('the operator’s commands', { timeout: 120_000 }, () => {
  it('back up into a folder by its relative path and restore elsewhere, once', async () => {
    expect((await cli(['staff', 'add', '--phone', '13900000001', '--name', '张三', '--role', 'officer'])).code).toBe(0)
    expect((await cli(['backup', '--to', 'backups', '--keep', '2'])).code).toBe(0)
    const [name = ''] = readdirSync(join(folder, 'backups'))
    const restored = await cli(['restore', '--from', join('backups', name)], 'elsewhere')
    expect([restored.code, restored.err]).toEqual([0, ''])
    expect(JSON.parse(restored.out)).toMatchObject({ problems: [], audit: { isWhole: true } })
    expect((await cli(['staff', 'list'], 'elsewhere')).out).toContain('张三')
    expect((await cli(['check'], 'elsewhere')).code).toBe(0)
    expect((await cli(['audit', 'verify'], 'elsewhere')).code).toBe(0)
    const again = await cli(['restore', '--from', join('backups', name)], 'elsewhere')
    expect([again.code, again.out]).toEqual([1, ''])
    expect(again.err).toContain('is not empty')
  })

  it('say what is missing or wrong, with an exit code', async () => {
    for (const [args, why] of [[['backup'], '--to is needed'], [['restore'], '--from is needed'], [['export', '--firm', 'x', '--to', 'x.zip'], 'no firm has'], [['retention', '--dry-run', '--run'], '--dry-run or --run']] as const) {
      const { code, err } = await cli([...args])
      expect([code, err.includes(why)], `${args.join(' ')}: ${err}`).toEqual([1, true])
    }
    expect((await cli(['nonsense'])).code).toBe(2)
    expect(existsSync(join(folder, 'x.zip'))).toBe(false)
  })
})

describe('PostgreSQL’s programs', () => {
  it('are named when they are not there, with what to install', () => {
    expect(() => findProgram('pg_dump', [folder])).toThrow(/pg_dump is not on this machine.*postgresql-client.*PG_BIN/)
  })

  it('are started without the password on the command line, and what they complain of is passed on', async () => {
    const line = mkdtempSync(join(tmpdir(), 'zqt-program-'))
    const program = join(line, 'pg_dump')
    writeFileSync(program, '#!/bin/sh\necho "args: $@" >&2\necho "password: $PGPASSWORD" >&2\nexit 1\n')
    chmodSync(program, 0o700)
    const failed = runProgram(program, 'postgres://zqt:s%40cret@127.0.0.1:5432/zqt?sslmode=require', ['--x'])
    await expect(failed).rejects.toThrow(/args: --x --no-password --dbname=postgres:\/\/zqt@127.0.0.1:5432\/zqt\?sslmode=require\npassword: s@cret/)
    rmSync(line, { recursive: true })
  })
})
