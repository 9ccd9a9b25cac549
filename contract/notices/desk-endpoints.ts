// The desk's side of notices: officers only.
import { endpoint } from '../endpoint.ts'
import type { Audience, AudienceChoices, AudiencePreview } from './audience-schema.ts'
import type { CallInput, DeskNotice, DeskNotices, DeskNoticesQuery, Imported, NoticeActionInput, NoticeProblem, NoticeSave, NoticeStart, NoticeVersion, Reach, ReachedFirms, ReachedFirmsQuery, VersionAction } from './desk-schema.ts'

export const listDeskNotices = endpoint<{ query: DeskNoticesQuery; reply: DeskNotices }>('GET', '/api/notices/desk')
/** Idempotency-Key. 201 with a new draft; 200 with the one there is where `of` has one. */
export const startNotice = endpoint<{ body: NoticeStart; reply: { id: string; revision: number } }>('POST', '/api/notices/desk')
export const getDeskNotice = endpoint<{ params: { id: string }; reply: DeskNotice }>('GET', '/api/notices/desk/:id')
/** If-Match: the revision. Whoever saves has a hand in it. */
export const saveNotice = endpoint<{ params: { id: string }; body: NoticeSave; reply: { revision: number; problems: NoticeProblem[] } }>('PUT', '/api/notices/desk/:id/draft')
export const removeNoticeDraft = endpoint<{ params: { id: string }; reply: void }>('DELETE', '/api/notices/desk/:id/draft')
/** Idempotency-Key. */
export const actOnNotice = endpoint<{ params: { id: string; action: VersionAction }; body: NoticeActionInput; reply: DeskNotice }>('POST', '/api/notices/desk/:id/actions/:action')
export const getNoticeVersion = endpoint<{ params: { id: string; number: number }; reply: NoticeVersion }>('GET', '/api/notices/desk/:id/versions/:number')
/** A file this officer has sent (tus, purpose notice) becomes one of the notice: picture or attachment. */
export const addNoticeFile = endpoint<{ params: { id: string }; body: { fileId: string }; reply: Imported['files'][number] }>('POST', '/api/notices/desk/:id/files')
/** A picture or attachment of any version, for who writes or checks it. */
export const getDeskNoticeFile = endpoint<{ params: { id: string; fileId: string }; reply: ArrayBuffer }>('GET', '/api/notices/desk/:id/files/:fileId')
/** A .docx this officer has sent, as blocks; its pictures become files of the notice. Nothing is saved. */
export const importNotice = endpoint<{ params: { id: string }; body: { fileId: string }; reply: Imported }>('POST', '/api/notices/desk/:id/import')

export const getAudienceChoices = endpoint<{ reply: AudienceChoices }>('GET', '/api/notices/desk/audience-choices')
/** Counts by the same rules the sending goes by; `of` is the notice it is for, whose followers are counted too. */
export const previewAudience = endpoint<{ body: { audience: Audience; of?: string }; reply: AudiencePreview }>('POST', '/api/notices/desk/audience-preview')

export const getReach = endpoint<{ params: { id: string }; reply: Reach }>('GET', '/api/notices/desk/:id/reach')
export const listReachedFirms = endpoint<{ params: { id: string }; query: ReachedFirmsQuery; reply: ReachedFirms }>('GET', '/api/notices/desk/:id/firms')
export const getReachedFirmsSheet = endpoint<{ params: { id: string }; query: ReachedFirmsQuery; reply: ArrayBuffer }>('GET', '/api/notices/desk/:id/firms.xlsx')
/** Idempotency-Key. The newest line of a firm counts; earlier ones stay in the trail. */
export const recordCall = endpoint<{ params: { id: string }; body: CallInput; reply: void }>('POST', '/api/notices/desk/:id/calls')
