// What one answer costs: main-thread time from the tap on 符合 until the next item is shown, and what is kept and sent behind it, on a processor four times as slow.
import { requestCode, signIn } from '#contract/accounts/endpoints.ts'
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { getEdition, listAssessments, listEditions, startAssessment, deleteAssessment } from '#contract/assessment/endpoints.ts'
import { askedItems } from '#contract/assessment/scope.ts'
import { getChromium } from '../../scripts/find-chromium.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { median, round, table } from './figures.ts'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const slowdown = 4
const goalMs = 100

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = (await session.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] }
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
}

/** Runs in the page. */
async function signInHere([codePath, signInPath, phone]: readonly [string, string, string]): Promise<void> {
  const post = async (path: string, body: object): Promise<{ demoCode?: string }> =>
    (await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json()
  const { demoCode } = await post(codePath, { phone })
  await post(signInPath, { phone, code: demoCode, consentVersion: '1' })
}

/** Taps and waits for the next question, all inside the page; gives the longest task on the way. */
function tap(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const question = () => document.querySelector('main h2')?.textContent
    const before = question()
    let longest = 0
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (longest = Math.max(longest, duration))))
    observer.observe({ type: 'longtask' })
    const button = [...document.querySelectorAll<HTMLElement>('main button')].find((one) => one.textContent?.trim().startsWith('符合'))
    const main = document.querySelector('main')
    if (!button || !main) throw new Error('no 符合 to tap')
    await new Promise<void>((resolve) => {
      const changes = new MutationObserver(() => {
        if (question() === before) return
        changes.disconnect()
        resolve()
      })
      changes.observe(main, { subtree: true, childList: true, characterData: true })
      button.click()
    })
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    observer.disconnect()
    return longest
  })
}

interface Walk {
  /** Until the next item is shown, in which time the answer is kept and mostly sent, too. */
  shown: number[]
  /** What is left to do behind it. */
  behind: number[]
  longest: number[]
}

async function walk(page: Page, session: CDPSession, count: number): Promise<Walk> {
  const walked: Walk = { shown: [], behind: [], longest: [] }
  for (let index = 0; index < count; index += 1) {
    const before = await taskMs(session)
    walked.longest.push(await tap(page))
    const shown = await taskMs(session)
    await page.waitForTimeout(2_200)
    walked.shown.push(shown - before)
    walked.behind.push((await taskMs(session)) - shown)
  }
  return walked
}

/** `url` of a server with the demo in it. */
export async function benchAssessmentTap(url: string, count = 20): Promise<void> {
  const client = createClient(fetchSender(url), url)
  const firmId = (await client.signIn(phones.otherFirm)).firms[0]?.id ?? ''
  const editionId = (await client.call(listEditions)).body.items.find(({ status, quick }) => status === 'current' && quick > 0)?.id ?? ''
  for (const { id, state, editionId: own } of (await client.call(listAssessments, { query: { firmId } })).body.items)
    if (own === editionId && state !== 'closed') await client.call(deleteAssessment, { params: { id } })
  const { id } = (await client.call(startAssessment, { body: { firmId, editionId } })).body
  const items = askedItems((await client.call(getEdition, { params: { id: editionId } })).body, {}, [])
  const path = (at: number) => `${url}/assessment/${id}/items/${encodeURIComponent(items[at]?.item.id ?? '')}`

  const browser = await chromium.launch({ executablePath: getChromium(), args: flags })
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true })
  const page = await context.newPage()
  await page.goto(url)
  await page.evaluate(signInHere, [requestCode.path, signIn.path, phones.otherFirm] as const)
  const session = await context.newCDPSession(page)
  // The thread's own time, so that what else runs on the machine does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(path(0))
  await page.waitForSelector('main h2')
  await page.waitForTimeout(5_000)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await walk(page, session, 3)
  const online = await walk(page, session, count)
  await context.setOffline(true)
  const offline = await walk(page, session, count)
  await browser.close()

  const row = (words: string, { shown, behind, longest }: Walk) => [
    words, round(median(shown)), round(Math.max(...shown)), median(shown) < goalMs ? 'yes' : 'no', round(median(behind)), round(Math.max(...longest)),
  ]
  console.log(`\n## One answer to the next item, ${items.length} items, processor ×${slowdown} slower, ${count} taps each\n`)
  console.log(table(['', 'until shown, median ms', 'most ms', `median under ${goalMs}`, 'behind it, median ms', 'longest task ms (0: none over 50)'], [row('with a network: kept and sent', online), row('without: kept', offline)]))
}
