// Rows of the matrix: requests of firm A: its draft, one an officer looks at, one that banks were chosen for.
import * as financing from '#contract/financing/request-endpoints.ts'
import type { RequestActionInput } from '#contract/financing/request-schema.ts'
import type { RequestAction } from '#contract/financing/workflow.ts'
import { oneItem } from '../financing/requesting.ts'
import { countyAction, everybody, firmAction, members, membersAndOfficers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const draft = ({ draftRequestId }: World) => ({ params: { id: draftRequestId } })
const screened = ({ screenId }: World) => ({ params: { id: screenId } })
const accepted = ({ requestId }: World) => ({ params: { id: requestId } })
const returned = { before: (world: World) => world.returnRequest() }
const because = { reason: '情况有变' }

const act = (action: RequestAction, expected: readonly number[], of: typeof draft, body: RequestActionInput = {}, stage: Partial<typeof returned> & { what?: string } = {}): MatrixRow =>
  row(financing.actOnRequest, expected, (world) => ({ params: { ...of(world).params, action }, body, key: `matrix-${action}` }), { ...(stage.before ? { before: stage.before } : {}), what: stage.what ?? action })

export const financingRequestRows: MatrixRow[] = [
  row(financing.getFinancingChoices, everybody(200)),
  row(financing.listRequests, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(financing.startRequest, members(200), ({ firmId }) => ({ body: { firmId }, key: 'matrix-start' })),
  row(financing.getRequest, membersAndOfficers(200), screened),
  row(financing.getRequest, members(200), draft, { what: 'a draft' }),
  row(financing.saveRequest, members(200), (world) => ({ ...draft(world), version: world.draftRequestVersion, body: { words: '改过的说明' } })),
  row(financing.saveRequest, firmAction(409), (world) => ({ ...screened(world), version: 1, body: { words: '改过的说明' } }), { what: 'handed in' }),
  row(financing.saveRequest, firmAction(200), (world) => ({ ...screened(world), version: 4, body: { words: '改过的说明' } }), { what: 'returned', ...returned }),
  row(financing.deleteRequest, members(204), draft),
  row(financing.deleteRequest, firmAction(409), screened, { what: 'handed in' }),
  act('submit', members(200), draft),
  act('submit', firmAction(409), screened, {}, { what: 'submit, handed in' }),
  act('resubmit', firmAction(200), screened, {}, { what: 'resubmit', ...returned }),
  act('withdraw', firmAction(200), screened, because),
  act('accept', countyAction(200), screened),
  act('return', countyAction(200), screened, oneItem),
  act('decline', countyAction(200), screened, because),
  act('close', membersAndOfficers(200), accepted, because),
]
