// npm test: everything in order, each step's output as it comes, a table and one line of figures at the end.
// Every step runs even when an earlier one failed, and a step that could not run counts as failed. --fast is npm run check.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { getChromium } from './find-chromium.ts'
import { getPostgres } from './find-postgres.ts'

interface Figures {
  passed: number
  failed: number
}
interface Step {
  name: string
  run(): Promise<Figures> | Figures
}

const root = dirname(import.meta.dirname)
const isFast = process.argv.includes('--fast')
const reports = mkdtempSync(join(tmpdir(), 'zqt-test-'))
// Tools start with "env node": they must find the Node that runs this file.
const path = [dirname(process.execPath), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)

function command(name: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd: root, env: { ...process.env, PATH: path, ...env }, stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', reject)
    child.on('exit', (code) => resolve(code === 0))
  })
}

async function one(name: string, ...args: string[]): Promise<Figures> {
  return (await command(name, args)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

function figure(report: unknown, name: string): number {
  if (typeof report !== 'object' || report === null || !(name in report)) return 0
  return Number(Object.entries(report).find(([key]) => key === name)?.[1] ?? 0)
}

/** A failure outside any test (a file that does not load) and a skipped test both count as failed. */
function sum(isGreen: boolean, passed: number, failed: number, skipped: number): Figures {
  if (skipped > 0) console.error(`${skipped} tests were skipped; nothing may be skipped here.`)
  const unnamed = (!isGreen && failed === 0) || passed + failed === 0 ? 1 : 0
  return { passed, failed: failed + skipped + unnamed }
}

/** Names of what failed, said once more at the very end, where whoever reads only the last lines finds them. */
const failures: string[] = []

interface VitestReport {
  testResults?: { name: string; status: string; message?: string; assertionResults: { fullName: string; status: string; failureMessages?: string[] }[] }[]
}

function noteVitest(project: string, report: VitestReport): void {
  for (const file of report.testResults ?? []) {
    const path = file.name.replace(`${root}/`, '')
    const failed = file.assertionResults.filter(({ status }) => status === 'failed')
    for (const { fullName, failureMessages = [] } of failed) failures.push(`${project}: ${path}: ${fullName}\n    ${(failureMessages[0] ?? '').split('\n').slice(0, 3).join('\n    ')}`)
    if (file.status === 'failed' && failed.length === 0) failures.push(`${project}: ${path}: ${(file.message ?? '').split('\n')[0]}`)
  }
}

interface JourneySuite {
  suites?: JourneySuite[]
  specs?: { title: string; file: string; ok: boolean; tests: { results: { error?: { message?: string } }[] }[] }[]
}

function noteJourneys(suite: JourneySuite): void {
  for (const spec of suite.specs ?? []) {
    const message = spec.tests[0]?.results[0]?.error?.message ?? ''
    if (!spec.ok) failures.push(`journey: ${spec.file}: ${spec.title}\n    ${message.split('\n').slice(0, 3).join('\n    ')}`)
  }
  for (const inner of suite.suites ?? []) noteJourneys(inner)
}

async function vitest(...projects: string[]): Promise<Figures> {
  const file = join(reports, `${projects.join('-')}.json`)
  const args = ['run', ...projects.flatMap((project) => ['--project', project]), '--reporter=default', '--reporter=json', `--outputFile=${file}`]
  const isGreen = await command('vitest', args)
  const report: VitestReport = JSON.parse(readFileSync(file, 'utf8'))
  noteVitest(projects.join(', '), report)
  return sum(isGreen, figure(report, 'numPassedTests'), figure(report, 'numFailedTests'), figure(report, 'numPendingTests') + figure(report, 'numTodoTests'))
}

async function journeys(): Promise<Figures> {
  const file = join(reports, 'journeys.json')
  const isGreen = await command('playwright', ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file })
  const report: JourneySuite & { stats?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
  noteJourneys(report)
  return sum(isGreen, figure(report.stats, 'expected'), figure(report.stats, 'unexpected') + figure(report.stats, 'flaky'), figure(report.stats, 'skipped'))
}

function tools(): Figures {
  console.log(`PostgreSQL: ${getPostgres()}\nChromium:   ${getChromium()}`)
  return { passed: 1, failed: 0 }
}

const lint: Step = { name: 'lint', run: () => one('eslint', '.', '--max-warnings=0') }
const types: Step[] = [
  { name: 'types: contract', run: () => one('tsc', '-p', 'tsconfig.contract.json') },
  { name: 'types: server, scripts, tests', run: () => one('tsc', '-p', 'tsconfig.server.json') },
  { name: 'types: journeys, bench', run: () => one('tsc', '-p', 'tsconfig.journeys.json') },
  { name: 'types: browser', run: () => one('vue-tsc', '-p', 'tsconfig.client.json') },
  { name: 'types: service worker', run: () => one('tsc', '-p', 'src/service-worker/tsconfig.json') },
]
const build: Step = { name: 'build', run: () => one('node', 'scripts/build.ts') }

/** One after the other; steps side by side use one core each and are quiet unless they fail. */
const order: Step[][][] = isFast
  ? [[[lint], types], [[{ name: 'rules, pages, API on SQLite', run: () => vitest('unit', 'dom', 'sqlite') }]]]
  : [
      [[{ name: 'tools', run: tools }]],
      [[lint], [...types, build]],
      [
        [
          { name: 'rules, pages', run: () => vitest('unit', 'dom') },
          { name: 'API on SQLite', run: () => vitest('sqlite') },
          { name: 'API on PostgreSQL', run: () => vitest('postgres') },
          { name: 'browser journeys', run: journeys },
        ],
      ],
    ]

interface Result extends Figures {
  name: string
  seconds: number
}

async function runStep({ name, run }: Step): Promise<Result> {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(4, 70 - name.length))}`)
  const begin = performance.now()
  let figures: Figures
  try {
    figures = await run()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    figures = { passed: 0, failed: 1 }
  }
  return { name, ...figures, seconds: (performance.now() - begin) / 1000 }
}

async function runLane(steps: Step[]): Promise<Result[]> {
  const results: Result[] = []
  for (const step of steps) results.push(await runStep(step))
  return results
}

const begin = performance.now()
const results: Result[] = []
for (const lanes of order) results.push(...(await Promise.all(lanes.map(runLane))).flat())
rmSync(reports, { recursive: true, force: true })

const total = (key: 'passed' | 'failed') => results.reduce((all, result) => all + result[key], 0)
console.log('')
for (const { name, passed, failed, seconds } of results) {
  console.log(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(32)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds.toFixed(1).padStart(7)} s`)
}
if (failures.length > 0) console.log(`\n${failures.join('\n')}`)
console.log(`\n${((performance.now() - begin) / 60_000).toFixed(1)} minutes\n${total('passed')} passed, ${total('failed')} failed`)
process.exitCode = total('failed') === 0 ? 0 : 1
