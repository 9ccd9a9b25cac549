// The desk home: officers; an auditor reads it, and keeps neither leave nor sentences.
import * as desk from '#contract/cases/desk-endpoints.ts'
import { officers, row, type MatrixRow } from './rows.ts'

const nobody = { params: { id: '01234567-89ab-4cde-8f01-23456789abcd' } }
const phrase = { place: 'opinion' as const, title: '', words: '材料齐全。' }

export const deskHomeRows: readonly MatrixRow[] = [
  row(desk.listDesk, officers(200)),
  row(desk.getDeskCounts, officers(200)),
  row(desk.handOver, officers(200), ({ submittedId }) => ({ body: { items: [{ kind: 'case', id: submittedId }], to: null } })),
  row(desk.searchDesk, officers(200), () => ({ query: { q: '材料' } })),
  row(desk.listLeaves, officers(200)),
  row(desk.addLeave, officers(422), () => ({ body: { personId: nobody.params.id, coverId: nobody.params.id, fromOn: '2026-11-01', toOn: '2026-11-02', note: '' } })),
  row(desk.endLeave, officers(404), () => nobody),
  row(desk.listPhrases, officers(200)),
  row(desk.addPhrase, officers(201), () => ({ body: phrase })),
  row(desk.savePhrase, officers(404), () => ({ ...nobody, body: phrase, version: 1 })),
  row(desk.removePhrase, officers(404), () => nobody),
]
