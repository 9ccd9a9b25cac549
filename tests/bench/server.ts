// Server ratios of performance.md 5: what our real endpoints reach of what the platform itself can do, in one run, interleaved.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { listProgrammes, saveAnswers } from '#contract/subsidies/endpoints.ts'
import { fillPath } from '#contract/endpoint.ts'
import { freePort, startServer, type ServerProcess } from '../support/server-process.ts'
import { openDrafts, type Draft } from '../support/drafts.ts'
import { median, round, table } from './figures.ts'
import { load, prepare, type Load } from './load.ts'

const connections = 32
const isPinned = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0
const onFirstCore = isPinned ? ['taskset', '-c', '0'] : []

interface Case {
  name: string
  /** The case it is a ratio of, and the goal for that ratio. */
  of?: string
  goal?: string
  port: number
  next(connection: number): Buffer
}

async function startBare(mode: 'fixed' | 'insert', detail: string): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort()
  const [command = '', ...args] = [...onFirstCore, process.execPath, join(import.meta.dirname, 'bare-server.ts'), mode, String(port), detail]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`bare server ended with ${code}`)))
  })
  return { port, child }
}

/** Every connection saves into a draft of its own, so each save carries the version the last one left. */
function autosave(drafts: Draft[], origin: string): Case['next'] {
  const versions = drafts.map((draft) => draft.version)
  let count = 0
  return (connection) => {
    const draft = drafts[connection]
    if (draft === undefined) throw new Error('fewer drafts than connections')
    count += 1
    const version = versions[connection] ?? 0
    versions[connection] = version + 1
    const body = JSON.stringify({ answers: { [draft.field]: `第${count}次保存` } })
    const headers = { 'content-type': 'application/json', origin, cookie: draft.client.cookie(), 'if-match': `"${version}"` }
    return prepare(saveAnswers.method, fillPath(saveAnswers.path, { id: draft.id }), headers, body)
  }
}

async function cases(ours: ServerProcess, bare: { fixed: number; insert: number }): Promise<Case[]> {
  const port = Number(new URL(ours.url).port)
  const drafts = await openDrafts(ours.url, connections)
  const again = (bytes: Buffer) => () => bytes
  const row = JSON.stringify({ answers: { summary: '第1次保存' } })
  return [
    { name: 'node:http, as many bytes in memory', port: bare.fixed, next: again(prepare('GET', '/', {})) },
    { name: 'home page, cached (brotli)', of: 'node:http, as many bytes in memory', goal: '≥ 0.65', port, next: again(prepare('GET', '/', { 'accept-encoding': 'br' })) },
    { name: 'list of schemes, JSON', of: 'node:http, as many bytes in memory', goal: '≥ 0.42', port, next: again(prepare(listProgrammes.method, listProgrammes.path, {})) },
    { name: 'node:http + one insert a commit (FULL)', port: bare.insert, next: again(prepare('POST', '/', { 'content-type': 'application/json' }, row)) },
    { name: 'autosave (answer, version, audit)', of: 'node:http + one insert a commit (FULL)', goal: '≥ 0.5', port, next: autosave(drafts, ours.url) },
  ]
}

/** Prints requests a second and their ratios, median of `runs`. */
export async function benchServer(runs: number, seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zqt-bench-'))
  const insert = await startBare('insert', folder)
  const ours = await startServer({ wrapper: onFirstCore, env: { REQUESTS_PER_MINUTE: '100000000', LOG_LEVEL: 'warn' } })
  const home = await fetch(`${ours.url}/`, { headers: { 'accept-encoding': 'br' } })
  const fixed = await startBare('fixed', home.headers.get('content-length') ?? '10000')
  if (isPinned) spawnSync('taskset', ['-cp', '1', String(process.pid)])
  try {
    const all = await cases(ours, { fixed: fixed.port, insert: insert.port })
    const results = new Map<string, Load[]>(all.map(({ name }) => [name, []]))
    for (let run = 1; run <= runs; run += 1) {
      for (const { name, port, next } of all) {
        await load({ port, connections, seconds: 1, next })
        const result = await load({ port, connections, seconds, next })
        results.get(name)?.push(result)
        console.error(`  round ${run}/${runs} ${name}: ${round(result.perSecond)}/s, p99 ${round(result.p99, 1)} ms`)
      }
    }
    const of = (name: string, key: keyof Load) => median((results.get(name) ?? []).map((result) => result[key]))
    const rows = all.map((each) => [
      each.name, round(of(each.name, 'perSecond')), round(of(each.name, 'p50'), 2), round(of(each.name, 'p99'), 2),
      each.of ? round(of(each.name, 'perSecond') / of(each.of, 'perSecond'), 2) : '1', each.goal ?? '', of(each.name, 'errors'),
    ])
    console.log(`\nServer, ${connections} connections, ${seconds} s, median of ${runs}, ${isPinned ? 'server on core 0, load on core 1' : 'not pinned'}`)
    console.log(table(['case', 'requests/s', 'p50 ms', 'p99 ms', 'ratio', 'goal', 'errors'], rows))
  } finally {
    if (isPinned) spawnSync('taskset', ['-cp', `0-${cpus().length - 1}`, String(process.pid)])
    await ours.close()
    for (const { child } of [fixed, insert]) child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
