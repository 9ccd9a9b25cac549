// First visit, repeat visit and offline under APPLIED throttling: real waiting, not a simulation.
import { chromium, type Browser, type BrowserContext } from '@playwright/test'
import { getChromium } from '../../scripts/find-chromium.ts'
import { median, round, table } from './figures.ts'

/** DevTools' slow 4G: latency, down, up. */
const network = { offline: false, latency: 562.5, downloadThroughput: (1474.56 * 1024) / 8, uploadThroughput: (675 * 1024) / 8 }
const processor = { rate: 4 }
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

interface Visit {
  opened: boolean
  lcp: number
  tbt: number
  cls: number
  kilobytes: number
  hasWorker: boolean
}

/** Runs in the page before anything of ours. */
function watch(): void {
  const seen = { lcp: 0, tbt: 0, cls: 0 }
  Object.assign(window, { seen })
  const observe = (type: string, each: (entry: PerformanceEntry & { value?: number; hadRecentInput?: boolean }) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true })
  observe('largest-contentful-paint', (entry) => (seen.lcp = entry.startTime))
  observe('longtask', (entry) => (seen.tbt += Math.max(0, entry.duration - 50)))
  observe('layout-shift', (entry) => (seen.cls += entry.hadRecentInput ? 0 : (entry.value ?? 0)))
}

async function visit(context: BrowserContext, url: string, { throttled }: { throttled: boolean }): Promise<Visit> {
  const page = await context.newPage()
  await page.addInitScript(watch)
  const session = await context.newCDPSession(page)
  let bytes = 0
  await session.send('Network.enable')
  const dataUrls = new Set<string>()
  session.on('Network.requestWillBeSent', ({ requestId, request }) => request.url.startsWith('data:') && dataUrls.add(requestId))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (bytes += dataUrls.has(requestId) ? 0 : encodedDataLength))
  if (throttled) {
    await session.send('Network.emulateNetworkConditions', network)
    await session.send('Emulation.setCPUThrottlingRate', processor)
  }
  try {
    await page.goto(url, { waitUntil: 'load', timeout: 90_000 })
  } catch {
    await page.close() // offline and not kept: that is the answer
    return { opened: false, lcp: Number.NaN, tbt: Number.NaN, cls: Number.NaN, kilobytes: 0, hasWorker: false }
  }
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await page.waitForTimeout(1200)
  const seen = await page.evaluate(() => ({
    ...(window as unknown as { seen: { lcp: number; tbt: number; cls: number } }).seen,
    text: document.body.innerText.trim().length,
    hasWorker: Boolean(navigator.serviceWorker?.controller),
  }))
  await page.close()
  return { opened: seen.lcp > 0 && seen.text > 20, lcp: seen.lcp, tbt: seen.tbt, cls: seen.cls, kilobytes: bytes / 1024, hasWorker: seen.hasWorker }
}

async function letWorkerSettle(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForTimeout(4000)
  await page.close()
}

async function threeVisits(browser: Browser, url: string): Promise<{ first: Visit; repeat: Visit; offline: Visit }> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true })
  const first = await visit(context, url, { throttled: true })
  await letWorkerSettle(context, url)
  const repeat = await visit(context, url, { throttled: true })
  await context.setOffline(true)
  const offline = await visit(context, url, { throttled: false })
  await context.close()
  return { first, repeat, offline }
}

/** `pages` begins with the floor. Prints a table of medians. */
export async function benchVisits(pages: readonly { name: string; url: string }[], runs: number): Promise<void> {
  const results = new Map<string, Awaited<ReturnType<typeof threeVisits>>[]>(pages.map(({ name }) => [name, []]))
  for (let run = 1; run <= runs; run += 1) {
    for (const { name, url } of pages) {
      const browser = await chromium.launch({ executablePath: getChromium(), args: flags })
      const result = await threeVisits(browser, url)
      await browser.close()
      results.get(name)?.push(result)
      console.error(`  round ${run}/${runs} ${name}: first LCP ${round(result.first.lcp)} repeat LCP ${round(result.repeat.lcp)} offline ${result.offline.opened}`)
    }
  }
  const of = (name: string, which: 'first' | 'repeat', key: 'lcp' | 'tbt' | 'cls' | 'kilobytes') => median((results.get(name) ?? []).map((run) => run[which][key]))
  const floor = of(pages[0]?.name ?? '', 'first', 'lcp')
  const rows = pages.map(({ name }) => {
    const all = results.get(name) ?? []
    const yes = (right: boolean) => (right ? 'yes' : 'no')
    return [
      name, round(of(name, 'first', 'lcp')), round(of(name, 'first', 'lcp') / floor, 2), round(of(name, 'first', 'tbt')), round(of(name, 'first', 'cls'), 3), round(of(name, 'first', 'kilobytes'), 1),
      round(of(name, 'repeat', 'lcp')), round(of(name, 'repeat', 'lcp') / floor, 2), round(of(name, 'repeat', 'kilobytes'), 1),
      yes(all.every((run) => run.repeat.hasWorker)), yes(all.every((run) => run.offline.opened)),
    ]
  })
  console.log(`\nApplied throttling (562 ms, 1.47 Mbit/s, 4× CPU), median of ${runs}`)
  console.log(table(['page', 'first LCP', '÷ floor', 'TBT', 'CLS', 'KB', 'repeat LCP', "÷ floor's first", 'KB', 'worker', 'opens offline'], rows))
  console.log('Goals: first ÷ floor ≤ 1.10, repeat ÷ floor ≤ 0.45 with 0 KB, opens offline')
}
