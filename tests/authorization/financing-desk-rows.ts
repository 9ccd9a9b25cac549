// Rows of the matrix: what of financing is the desk's alone.
import { addBank, addContact, endContact, listBanks, listDeskRequests, recordCall, saveBank } from '#contract/financing/desk-endpoints.ts'
import { officers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const freeBank = ({ freeBankId }: World) => ({ id: freeBankId })

export const financingDeskRows: MatrixRow[] = [
  row(listDeskRequests, officers(200)),
  row(listBanks, officers(200)),
  row(recordCall, officers(204), ({ leadId }) => ({ body: { leadId, outcome: 'reached' as const, note: '答应周五前答复' }, key: 'matrix-call' })),
  row(addBank, officers(201), () => ({ body: { name: '示例银行丁' } })),
  row(saveBank, officers(200), (world) => ({ params: freeBank(world), body: { note: '周一至周五' }, version: 1 })),
  row(addContact, officers(201), (world) => ({ params: freeBank(world), body: { phone: '13900000092', name: '褚二' } })),
  row(endContact, officers(200), (world) => ({ params: { ...freeBank(world), accountId: world.freeContactId } })),
]
