// Operator commands. While a server owns the data, they are carried out inside it.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from './config.ts'
import { loadContent } from './content.ts'
import { makeVapidKeys } from './messages/push-encryption.ts'
import { askOwner } from './lock.ts'
import { restore, verifyBackup } from './operations/restore.ts'
import { runOperatorCommand } from './operator.ts'
import { openDeps } from './start.ts'

const help = `npm run cli -- <command>

  staff list                                            who works for the county, what for, of which town, and when they were last seen
  staff add --phone 138… --name 张三 --role officer      officer, approver, auditor, administrator, assistant [--town 马桥镇], expert or bank
  staff disable --phone 138…                            ends every session of this person at once
  staff enable --phone 138…
  staff reset-factor --phone 138…                       a new second factor is set up at the next sign-in; for the last administrator, who has nobody to ask
  audit verify                                          walks the whole chain; exit code 1 when it is broken
  push keys                                             makes the VAPID keys of web push; put them into the environment
  channels                                              what SMS, push and e-mail owe, and which provider is passed over
  check                                                 looks for data that contradicts itself, and for files without their bytes
  backup --to /backup [--keep 14]                       database and files into a new folder in /backup, while people work; --keep: how many stay
  backup verify --from /backup/zhiqitong-…              reads every byte of a backup and compares it with its manifest
  restore --from /backup/zhiqitong-… [--other-secret]   into an empty DATA_DIR (and an empty database) only; the server must not run
  export --firm <code or id> --to firm.zip [--open-sealed]   all that is kept about one firm; account numbers only with --open-sealed
  retention --dry-run | --run                           what is past the limits of retention.json; --run: forgotten, with a line of the audit each
  content validate                                      reads CONTENT_DIR and names every mistake

Settings come from the same environment as the server's (DATA_DIR, DATABASE_URL, CONTENT_DIR …).
`
const known = ['staff list', 'staff add', 'staff disable', 'staff enable', 'staff reset-factor', 'audit verify', 'check', 'channels', 'push keys', 'content validate', 'backup', 'backup verify', 'restore', 'export', 'retention']
/** Paths are of the folder the operator stands in, not of the server's. */
const paths = ['to', 'from']
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function execute(name: string, args: Record<string, string>): Promise<unknown> {
  const config = loadConfig()
  if (name === 'content validate') {
    const { version } = loadContent(config.contentDir, { demo: config.demo })
    return { valid: true, version }
  }
  if (name === 'push keys') {
    const { publicKey, privateKey } = makeVapidKeys()
    return { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey }
  }
  if (name === 'backup verify' || name === 'restore') {
    if (!args.from) throw new Error('--from is needed')
    if (name === 'backup verify') return verifyBackup(args.from)
    return restore(config, { from: args.from, at: Date.now(), acceptsOtherSecret: args['other-secret'] === 'true' })
  }
  const answer = await askOwner(config.dataDir, { name, args })
  if (answer?.ok) return answer.result
  if (answer) throw new Error(answer.error)
  const opened = await openDeps(config, quiet)
  try {
    return await runOperatorCommand(opened.deps, { name, args })
  } finally {
    await opened.close()
  }
}

function isBroken(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return false
  return ('isWhole' in result && result.isWhole === false) || ('problems' in result && Array.isArray(result.problems) && result.problems.length > 0)
}

async function main(): Promise<number> {
  process.umask(0o077)
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' }, phone: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' }, town: { type: 'string' }, to: { type: 'string' }, from: { type: 'string' }, keep: { type: 'string' }, 'other-secret': { type: 'boolean' }, firm: { type: 'string' }, 'open-sealed': { type: 'boolean' }, 'dry-run': { type: 'boolean' }, run: { type: 'boolean' } } })
  const name = positionals.join(' ')
  if (values.help || name === '') {
    process.stdout.write(help)
    return 0
  }
  if (!known.includes(name)) {
    process.stderr.write(`no command "${name}"\n\n${help}`)
    return 2
  }
  const args: Record<string, string> = {}
  for (const [key, value] of Object.entries(values)) if (value !== undefined) args[key] = typeof value === 'string' && paths.includes(key) ? resolve(value) : String(value)
  const result = await execute(name, args)
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  return isBroken(result) ? 1 : 0
}

main().then((code) => { process.exitCode = code }, (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`)
  process.exitCode = 1
})
