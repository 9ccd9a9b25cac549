// Rows of the matrix: notices as everybody reads them.
import * as notices from '#contract/notices/endpoints.ts'
import { everybody, row, type MatrixRow } from './rows.ts'

const workPlan = () => ({ params: { id: 'hzz-2022-73' } })

export const noticePublicRows: MatrixRow[] = [
  row(notices.listNotices, everybody(200)),
  row(notices.getNotice, everybody(200), workPlan),
  row(notices.getNotice, everybody(404), () => ({ params: { id: 'none' } }), { what: 'that is not there' }),
  // Files of content there are none; those of the desk are in tests/notices/notice-files.api.test.ts.
  row(notices.getNoticeFile, everybody(404), () => ({ params: { id: 'hzz-2022-73', fileId: '00000000-0000-4000-8000-000000000000' } })),
  row(notices.countOpening, everybody(204), () => ({ ...workPlan(), body: { from: 'link' } })),
  row(notices.getNoticesFeed, everybody(200)),
  row(notices.getDeadlines, everybody(200)),
]
