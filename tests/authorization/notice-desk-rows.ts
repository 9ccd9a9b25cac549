// Rows of the matrix: notices as the desk writes them. Officers only; who publishes what is a rule of its own (tests/notices/desk-actions.api.test.ts).
import { randomUUID } from 'node:crypto'
import * as desk from '#contract/notices/desk-endpoints.ts'
import { everybody as toEverybody } from '#contract/notices/audience.ts'
import { aNotice } from '../notices/desk-text.ts'
import { officers, row, type MatrixRow } from './rows.ts'

/** A notice that came with the county's files; it is live. */
const live = { id: 'hzz-2022-73' }

export const noticeDeskRows: MatrixRow[] = [
  row(desk.listDeskNotices, officers(200)),
  row(desk.startNotice, officers(201), () => ({ body: {}, key: randomUUID() })),
  row(desk.getDeskNotice, officers(200), () => ({ params: live })),
  row(desk.getNoticeVersion, officers(200), () => ({ params: { ...live, number: 1 } })),
  // Nothing is being written of it: behind the guard, no draft.
  row(desk.saveNotice, officers(404), () => ({ params: live, version: 1, body: { text: aNotice(), audience: toEverybody, changeNote: '', tellsReaders: true } })),
  row(desk.removeNoticeDraft, officers(404), () => ({ params: live })),
  row(desk.actOnNotice, officers(409), () => ({ params: { ...live, action: 'propose' as const }, body: { revision: 1 }, key: randomUUID() })),
]
