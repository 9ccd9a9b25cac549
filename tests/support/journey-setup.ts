// Playwright calls this once before all journeys.
import { buildIfStale } from '../../scripts/build.ts'

export default buildIfStale
