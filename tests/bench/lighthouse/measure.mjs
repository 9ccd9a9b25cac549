// Lighthouse, mobile preset with its simulated slow 4G and 4× CPU: one page, one run, one JSON line on stdout.
//   node measure.mjs URL            (CHROME_PATH names the browser; a fresh profile for every run)
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'

const url = process.argv[2]
const chromeFlags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const chrome = await launch({ chromeFlags, logLevel: 'error' })
try {
  const onlyCategories = ['performance', 'accessibility', 'best-practices', 'seo']
  const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: 'error', output: 'json', onlyCategories })
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.code)
  const number = (audit) => lhr.audits[audit]?.numericValue ?? null
  const score = (category) => Math.round((lhr.categories[category]?.score ?? 0) * 100)
  const isWorker = (request) => ['service_worker', 'worker'].includes(request.sessionTargetType)
  const requests = (lhr.audits['network-requests']?.details?.items ?? []).filter((request) => /^https?:/.test(request.url) && !isWorker(request))
  const kilobytes = (...types) =>
    requests.filter((request) => types.length === 0 || types.includes(request.resourceType)).reduce((sum, request) => sum + (request.transferSize || 0), 0) / 1024
  console.log(
    JSON.stringify({
      perf: score('performance'), a11y: score('accessibility'), bp: score('best-practices'), seo: score('seo'),
      fcp: number('first-contentful-paint'), lcp: number('largest-contentful-paint'), tbt: number('total-blocking-time'),
      cls: number('cumulative-layout-shift'), si: number('speed-index'),
      totalKb: kilobytes(), jsKb: kilobytes('Script'), cssKb: kilobytes('Stylesheet'), htmlKb: kilobytes('Document'), fontKb: kilobytes('Font'),
      requests: requests.length,
      failed: Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === 'binary').map((audit) => audit.id),
    }),
  )
} finally {
  chrome.kill()
}
