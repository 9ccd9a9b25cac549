// npm run bench: speed as ratios of one run, printed and never asserted. Nothing else should run meanwhile.
//   npm run bench -- [server] [visits] [lighthouse] [assessment] [notices] [--runs 3] [--seconds 5]     (no name: all)
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build.ts'
import { startServer } from '../support/server-process.ts'
import { startFloor } from './floor-server.ts'
import { benchAssessmentTap } from './assessment-tap.ts'
import { benchLighthouse } from './lighthouse.ts'
import { benchNoticeSearch } from './notice-search.ts'
import { benchServer } from './server.ts'
import { benchVisits } from './visits.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' }, seconds: { type: 'string', default: '5' } },
})
const runs = Number(values.runs)
const wants = (name: string) => positionals.length === 0 || positionals.includes(name)

if (positionals.length !== 1 || !wants('notices')) await buildIfStale()
if (wants('server')) await benchServer(runs, Number(values.seconds))
if (wants('visits') || wants('lighthouse')) {
  const floor = await startFloor()
  const ours = await startServer({ env: { REQUESTS_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' } })
  try {
    const pages = [
      { name: 'floor', url: floor.url },
      { name: 'home', url: `${ours.url}/` },
      { name: 'schemes', url: `${ours.url}/subsidies` },
      { name: 'scheme P05', url: `${ours.url}/subsidies/P05` },
    ]
    if (wants('visits')) await benchVisits(pages, runs)
    if (wants('lighthouse')) await benchLighthouse(pages, runs)
  } finally {
    await ours.close()
    floor.close()
  }
}
if (wants('notices')) await benchNoticeSearch()
if (wants('assessment')) {
  const ours = await startServer({ env: { REQUESTS_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' } })
  try {
    await benchAssessmentTap(ours.url)
  } finally {
    await ours.close()
  }
}
