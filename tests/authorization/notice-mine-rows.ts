// Rows of the matrix: notices of whoever is signed in.
import * as notices from '#contract/notices/endpoints.ts'
import { administrator, members, row, signedIn, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const firm = ({ firmId }: World) => ({ params: { firmId } })
const ofFirm = ({ firmId }: World) => ({ query: { firmId } })
/** Of the county's content. */
const notice = { params: { id: 'hzz-2022-73' } }

export const noticeMineRows: MatrixRow[] = [
  row(notices.listMyNotices, members(200), ofFirm, { what: 'of a firm' }),
  row(notices.listMyNotices, signedIn(200), () => ({ query: {} }), { what: 'of the person alone' }),
  row(notices.getNoticeStanding, members(200), (world) => ({ ...notice, ...ofFirm(world) }), { what: 'to a firm' }),
  row(notices.getNoticeStanding, signedIn(200), () => ({ ...notice, query: {} }), { what: 'to the person alone' }),
  row(notices.readNotice, signedIn(204), () => notice),
  row(notices.listFollows, signedIn(200)),
  row(notices.changeFollow, signedIn(200), ({ programmeId }) => ({ body: { kind: 'programme' as const, ref: programmeId, isFollowed: true } })),
  row(notices.getGapConsent, members(200), firm),
  row(notices.changeGapConsent, administrator(200), (world) => ({ ...firm(world), body: { isGiven: true, textVersion: '2026-11-30' } })),
]
