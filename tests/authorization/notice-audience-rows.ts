// Rows of the matrix: whom a notice is for, how far it came, whom to ring. Officers only.
import { randomUUID } from 'node:crypto'
import * as desk from '#contract/notices/desk-endpoints.ts'
import { everybody as toEverybody } from '#contract/notices/audience.ts'
import { officers, row, type MatrixRow } from './rows.ts'

/** A notice that came with the county's files: nobody was told of it. */
const live = { id: 'hzz-2022-73' }

export const noticeAudienceRows: MatrixRow[] = [
  row(desk.getAudienceChoices, officers(200)),
  row(desk.previewAudience, officers(200), () => ({ body: { audience: toEverybody, of: live.id } })),
  row(desk.getReach, officers(200), () => ({ params: live })),
  row(desk.listReachedFirms, officers(200), () => ({ params: live, query: {} })),
  row(desk.getReachedFirmsSheet, officers(200), () => ({ params: live, query: {} })),
  // Behind the guard: the firm was not told of it.
  row(desk.recordCall, officers(404), ({ firmId }) => ({ params: live, body: { firmId, outcome: 'reached' as const, note: '' }, key: randomUUID() })),
]
