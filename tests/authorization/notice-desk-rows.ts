// Rows of the matrix: notices as the desk writes them. Officers only; who publishes what is a rule of its own (tests/notices/desk-actions.api.test.ts).
import { randomUUID } from 'node:crypto'
import * as desk from '#contract/notices/desk-endpoints.ts'
import { everybody as toEverybody } from '#contract/notices/audience.ts'
import { aNotice } from '../notices/desk-text.ts'
import { officers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

/** A notice that came with the county's files; it is live. */
const live = { id: 'hzz-2022-73' }
const draft = { id: '', revision: 0 }
/** The one the demonstration has. */
const written = {
  what: 'a draft',
  async before({ clients }: World) {
    const officer = clients.officer.copy()
    const { items } = (await officer.call(desk.listDeskNotices, { query: { group: 'writing' } })).body
    draft.id = items.find(({ openState }) => openState === 'draft')?.id ?? ''
    draft.revision = (await officer.call(desk.getDeskNotice, { params: { id: draft.id } })).body.open?.revision ?? 0
  },
}
const body = () => ({ text: aNotice(), audience: toEverybody, changeNote: '', tellsReaders: true })

export const noticeDeskRows: MatrixRow[] = [
  row(desk.listDeskNotices, officers(200)),
  row(desk.startNotice, officers(201), () => ({ body: {}, key: randomUUID() })),
  row(desk.getDeskNotice, officers(200), () => ({ params: live })),
  row(desk.getDeskNotice, officers(200), () => ({ params: { id: draft.id } }), written),
  row(desk.getNoticeVersion, officers(200), () => ({ params: { ...live, number: 1 } })),
  row(desk.saveNotice, officers(200), () => ({ params: { id: draft.id }, version: draft.revision, body: body() }), written),
  row(desk.removeNoticeDraft, officers(204), () => ({ params: { id: draft.id } }), written),
  // It is not whole yet.
  row(desk.actOnNotice, officers(422), () => ({ params: { id: draft.id, action: 'propose' as const }, body: { revision: draft.revision }, key: randomUUID() }), written),
  // Nothing is being written of it: behind the guard, no draft.
  row(desk.saveNotice, officers(404), () => ({ params: live, version: 1, body: body() }), { what: 'no draft' }),
  row(desk.removeNoticeDraft, officers(404), () => ({ params: live }), { what: 'no draft' }),
  row(desk.actOnNotice, officers(409), () => ({ params: { ...live, action: 'propose' as const }, body: { revision: 1 }, key: randomUUID() }), { what: 'no draft' }),
]
