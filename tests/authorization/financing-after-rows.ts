// Rows of the matrix: what comes after the bank among the ten has taken firm A's lead: its stages, papers, rating, interest subsidy.
import * as files from '#contract/files/endpoints.ts'
import { actOnLead, addLeadFile, applyForSubsidy, rateLead, removeLeadFile } from '#contract/financing/request-endpoints.ts'
import type { LeadState } from '#contract/financing/workflow.ts'
import { deleteRight, updateRight } from '#contract/portfolio/endpoints.ts'
import { stageBody } from '../financing/lending.ts'
import { tus, uploadMetadata } from '../support/upload.ts'
import { actLead, itsSides } from './financing-lead-rows.ts'
import { members, rawRow, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const at = (state: Exclude<LeadState, 'withdrawn'>) => ({ what: state, before: (world: World) => world.setLead(state) })
const lead = ({ leadId }: World) => ({ params: { id: leadId } })
const itsFile = ({ leadId, loanFileId }: World) => ({ params: { id: leadId, fileId: loanFileId } })
const firmsFile = (world: World) => ({ ...lead(world), body: { fileId: world.bookingFileId } })
const banksFile = (world: World) => ({ ...lead(world), body: { fileId: world.loanFileId } })
const right = ({ loanRightId }: World) => ({ params: { id: loanRightId } })
const sample = { rightId: '' }

/** The bank has given a paper of its own. */
const given = (then?: Exclude<LeadState, 'withdrawn'>) => async (world: World) => {
  await world.setLead('taken')
  const reply = await world.clients.bank.copy().call(addLeadFile, banksFile(world))
  if (reply.status !== 201) throw new Error(`the paper does not hang: ${reply.status}`)
  if (then) await world.setLead(then)
}

export const financingAfterRows: MatrixRow[] = [
  actLead('examine', itsSides(403, 403, 200), {}, at('taken')),
  actLead('approve', itsSides(403, 403, 200), stageBody('approve', sample), at('due-diligence')),
  actLead('sign', itsSides(403, 403, 200), stageBody('sign', sample), at('approved')),
  row(actOnLead, itsSides(403, 403, 200), (world) => ({ params: { id: world.leadId, action: 'register' as const }, body: stageBody('register', { rightId: world.loanRightId }), key: 'matrix-register' }), { ...at('signed'), what: 'register' }),
  actLead('lend', itsSides(403, 403, 200), stageBody('lend', sample), at('registered')),
  actLead('confirm', itsSides(200, 403, 403), {}, at('lent')),
  actLead('dispute', itsSides(200, 403, 403), stageBody('dispute', sample), at('lent')),
  actLead('settle', itsSides(403, 403, 200), stageBody('settle', sample), at('disbursed')),
  actLead('fail', itsSides(403, 200, 200), stageBody('fail', sample), at('taken')),
  actLead('fail', itsSides(403, 409, 422), stageBody('fail', sample), at('registered')),
  row(deleteRight, members(409), right, at('registered')),
  row(updateRight, members(409), (world) => ({ ...right(world), version: 2, body: { pledge: 'none' as const } }), at('registered')),
  rawRow('POST /api/files', [401, 403, 403, 403, 403, 403, 403, 403, 403, 201], () => ({ headers: { ...tus, 'upload-length': '1000', 'upload-metadata': uploadMetadata({ type: 'application/pdf', purpose: 'loan' }) } }), { what: 'a paper of a bank' }),
  row(addLeadFile, itsSides(201, 403, 404), firmsFile, { ...at('taken'), what: 'of the firm' }),
  row(addLeadFile, itsSides(404, 403, 201), banksFile, { ...at('taken'), what: 'of the bank' }),
  row(addLeadFile, itsSides(409, 403, 409), banksFile, { ...at('offered'), what: 'offered' }),
  row(addLeadFile, itsSides(409, 403, 404), banksFile, { ...at('revoked'), what: 'revoked' }),
  row(files.getFile, [401, 404, 404, 404, 404, 404, 404, 404, 404, 200], ({ loanFileId }) => ({ params: { id: loanFileId } }), { what: 'a paper of a bank, not given' }),
  row(files.getFile, itsSides(200, 200, 200), ({ loanFileId }) => ({ params: { id: loanFileId } }), { what: 'a paper of a bank, given', before: given() }),
  row(files.getFile, itsSides(200, 200, 404), ({ loanFileId }) => ({ params: { id: loanFileId } }), { what: 'a paper of a bank, consent taken back', before: given('revoked') }),
  // Its bytes go with it: after whatever reads them.
  row(removeLeadFile, itsSides(404, 403, 204), itsFile, { before: given() }),
  row(rateLead, itsSides(200, 403, 403), (world) => ({ ...lead(world), body: { speed: 5, attitude: 5, result: 4, words: '' } }), at('disbursed')),
  row(rateLead, itsSides(409, 403, 403), (world) => ({ ...lead(world), body: { speed: 5, attitude: 5, result: 4, words: '' } }), at('taken')),
  row(applyForSubsidy, itsSides(200, 403, 403), lead, at('disbursed')),
  row(applyForSubsidy, itsSides(409, 403, 403), lead, at('lent')),
]
