// Rows of the matrix: files of notices and Word files read in. Officers only, each their own uploads; of a notice nobody is writing nothing is taken.
import * as desk from '#contract/notices/desk-endpoints.ts'
import { tus, uploadMetadata } from '../support/upload.ts'
import { officers, rawRow, row, type MatrixRow } from './rows.ts'

/** A notice that came with the county's files; nobody is writing on it. */
const live = { id: 'hzz-2022-73' }
const none = { fileId: 'none' }

export const noticeFileRows: MatrixRow[] = [
  rawRow('POST /api/files', officers(201), () => ({ headers: { ...tus, 'upload-length': '1000', 'upload-metadata': uploadMetadata({ type: 'image/png', purpose: 'notice' }) } }), { what: 'for a notice' }),
  row(desk.addNoticeFile, officers(409), () => ({ params: live, body: none })),
  row(desk.importNotice, officers(409), () => ({ params: live, body: none })),
  row(desk.getDeskNoticeFile, officers(404), () => ({ params: { ...live, ...none } })),
]
