// What everybody may read. A file of its own: the first page reads these and carries no others.
import { endpoint } from '../endpoint.ts'
import type { PublicityList, PublicityPage } from './handling.ts'
import type { QuickCheck } from './matching-schema.ts'
import type { Programme, ProgrammeSummary } from './programme.ts'
import type { Standing } from './standing.ts'

type Id = { id: string }

export const listProgrammes = endpoint<{ reply: { items: ProgrammeSummary[]; today: string } }>('GET', '/api/subsidies/programmes')
export const getProgramme = endpoint<{ params: Id; reply: Programme }>('GET', '/api/subsidies/programmes/:id')

/** Money and times of every scheme, as they stood some seconds ago. `now`: the server's clock. */
export const listStandings = endpoint<{ reply: { items: Standing[]; now: string } }>('GET', '/api/subsidies/standings')

/** Public: firm, scheme, sum and dates. */
export const listPublicity = endpoint<{ reply: PublicityList }>('GET', '/api/subsidies/publicity')
export const getPublicity = endpoint<{ params: Id; reply: PublicityPage }>('GET', '/api/subsidies/publicity/:id')

/** The visitor's questions of 我能领什么. */
export const getQuickCheck = endpoint<{ reply: QuickCheck }>('GET', '/api/subsidies/quick-check')
