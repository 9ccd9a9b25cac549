// The county's figures: officers' side reads, who handles cases enters; an assistant sees their own town.
import { randomUUID } from 'node:crypto'
import { addEntry, getCountyFigures, getCountySheet, getIndicator, getTownFigures, listEntries, listFigureRows, removeEntry, replaceEntry } from '#contract/reports/county-endpoints.ts'
import { assistants, officers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const anEntry = { on: '2026-10-12', value: 120, people: 90, town: null, title: '贯标培训', basis: '签到表' }
const training = { params: { id: 'training' } }
const entry = ({ entryId }: World) => ({ params: { id: entryId } })

export const countyFiguresRows: readonly MatrixRow[] = [
  row(getCountyFigures, officers(200), () => ({ query: { year: 2026 } })),
  row(getIndicator, officers(200), () => ({ ...training, query: {} })),
  row(listFigureRows, officers(200), () => ({ params: { id: 'visits' }, query: { year: 2026 } })),
  row(listEntries, officers(200), () => ({ query: { indicator: 'training' } })),
  row(addEntry, officers(201), () => ({ ...training, key: randomUUID(), body: anEntry })),
  row(addEntry, officers(404), () => ({ params: { id: 'loans' }, key: randomUUID(), body: anEntry }), { what: 'of what the portal counts' }),
  row(replaceEntry, officers(201), (world) => ({ ...entry(world), key: randomUUID(), body: anEntry })),
  row(replaceEntry, officers(404), () => ({ params: { id: 'nothing' }, key: randomUUID(), body: anEntry }), { what: 'that is not there' }),
  row(removeEntry, officers(200), (world) => ({ ...entry(world), body: { reason: '重复录入' } })),
  row(getCountySheet, officers(200), () => ({ query: { year: 2026 } })),
  row(getTownFigures, assistants(200), () => ({ query: {} })),
]
