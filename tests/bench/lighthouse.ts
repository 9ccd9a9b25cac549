// Lighthouse ratios of performance.md 5: our pages beside the floor, rounds interleaved so that drift of the machine hits all alike.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { getChromium } from '../../scripts/find-chromium.ts'
import { median, round, table } from './figures.ts'

const execute = promisify(execFile)
const folder = join(import.meta.dirname, 'lighthouse')
const shown = ['perf', 'a11y', 'bp', 'seo', 'fcp', 'lcp', 'tbt', 'cls', 'si', 'totalKb', 'jsKb', 'cssKb', 'htmlKb', 'fontKb', 'requests'] as const
type Run = Record<(typeof shown)[number], number> & { failed: string[] }

function install(): void {
  if (existsSync(join(folder, 'node_modules/lighthouse'))) return
  console.error('Installing Lighthouse (176 MB, once) …')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`Lighthouse could not be installed in ${folder}`)
}

/** Not a blocking call: the floor is served by this very process. */
async function measure(url: string): Promise<Run> {
  const options = { timeout: 180_000, maxBuffer: 10 * 1024 ** 2, env: { ...process.env, CHROME_PATH: getChromium() } }
  const { stdout } = await execute(process.execPath, [join(folder, 'measure.mjs'), url], options)
  return JSON.parse(stdout) as Run
}

/** `pages` begins with the floor. Prints a table of medians. */
export async function benchLighthouse(pages: readonly { name: string; url: string }[], runs: number): Promise<void> {
  install()
  const results = new Map<string, Run[]>(pages.map(({ name }) => [name, []]))
  for (let run = 1; run <= runs; run += 1) {
    for (const { name, url } of pages) {
      const result = await measure(url)
      results.get(name)?.push(result)
      console.error(`  round ${run}/${runs} ${name}: perf ${result.perf} LCP ${round(result.lcp)} TBT ${round(result.tbt)}`)
    }
  }
  const of = (name: string, key: (typeof shown)[number]) => median((results.get(name) ?? []).map((run) => run[key]))
  const floor = pages[0]?.name ?? ''
  const rows = pages.map(({ name }) => [
    name,
    ...shown.map((key) => round(of(name, key), key === 'cls' ? 3 : key.endsWith('Kb') ? 1 : 0)),
    ...(['fcp', 'lcp', 'si'] as const).map((key) => round(of(name, key) / of(floor, key), 2)),
  ])
  console.log(`\nLighthouse 13, mobile, simulated slow 4G + 4× CPU, median of ${runs}`)
  console.log(table(['page', ...shown, 'FCP ÷ floor', 'LCP ÷ floor', 'SI ÷ floor'], rows))
  for (const { name } of pages) console.log(`${name}: audits not passed: ${results.get(name)?.at(-1)?.failed.join(', ') || 'none'}`)
  console.log('Goals: LCP ÷ floor ≤ 1.15, FCP and SI ÷ floor ≤ 1.10, TBT ≤ 75 ms, CLS 0.000, scores ≥ 99/100/100/100, JS ≤ 55 KB, total ≤ 75 KB, HTML ≤ 10 KB, ≤ 6 requests')
}
