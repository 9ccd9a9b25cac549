// Rows of the matrix: firms at the desk. Officers read and propose, another one agrees; an auditor reads.
import { randomUUID } from 'node:crypto'
import { decideFirmChange, getDeskFirm, listDeskFirms, listDoubles, listFirmChanges, previewMerge, proposeFirmChange } from '#contract/accounts/firm-desk-endpoints.ts'
import type { FirmChangeAction } from '#contract/accounts/firm-desk-schema.ts'
import { officers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

/** The first officer has proposed that firm A was dissolved. */
const proposed = { id: '' }
const waiting = async ({ clients, firmId }: World) => {
  const { body } = await clients.officer.copy().call(proposeFirmChange, { body: { kind: 'end', firmId, ended: 'dissolved', endedOn: '2026-11-01', reason: '登记机关已注销' }, key: randomUUID() })
  proposed.id = body.id
}
const decide = (action: FirmChangeAction, expected: readonly number[]): MatrixRow =>
  row(decideFirmChange, expected, () => ({ params: { id: proposed.id, action }, body: { reason: '核对过' } }), { what: action, before: waiting })

export const firmChangeRows: MatrixRow[] = [
  row(listDeskFirms, officers(200)),
  row(getDeskFirm, officers(200), ({ firmId }) => ({ params: { id: firmId } })),
  row(getDeskFirm, officers(404), () => ({ params: { id: randomUUID() } }), { what: 'that is not there' }),
  row(listDoubles, officers(200)),
  row(previewMerge, officers(200), ({ firmId, otherFirmId }) => ({ query: { firmId, goneId: otherFirmId } })),
  row(listFirmChanges, officers(200)),
  row(proposeFirmChange, officers(201), ({ firmId }) => ({ body: { kind: 'end' as const, firmId, ended: 'moved' as const, endedOn: '2026-11-01', reason: '迁往外县' }, key: randomUUID() })),
  decide('agree', [401, 403, 403, 403, 403, 403, 200, 403, 403, 403]),
  decide('refuse', [401, 403, 403, 403, 403, 403, 200, 403, 403, 403]),
  // Who proposed it takes it back; for everybody else it is not theirs.
  decide('withdraw', [401, 403, 403, 403, 403, 200, 404, 403, 403, 403]),
]
