// The desk's readings and moves of notices.
import { useQueryCache } from '@pinia/colada'
import { actOnNotice, getAudienceChoices, getDeskNotice, getDeskNoticeFile, getNoticeVersion, listDeskNotices, removeNoticeDraft, startNotice } from '#contract/notices/desk-endpoints.ts'
import type { AudienceChoices } from '#contract/notices/audience-schema.ts'
import type { DeskNotice, DeskNoticeRow, DeskNotices, DeskNoticesQuery, NoticeActionInput, NoticeVersion, VersionAction } from '#contract/notices/desk-schema.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'

export const deskKey = ['notices', 'desk']

export function useDeskNotices(query: () => DeskNoticesQuery): Pages<DeskNoticeRow, DeskNotices> {
  return usePages({
    key: () => [...deskKey, 'list', JSON.stringify(query())],
    query: (read, cursor) => read(listDeskNotices, { query: { ...query(), ...(cursor === undefined ? {} : { cursor }) } }),
  })
}

export function useDeskNotice(id: () => string): Load<DeskNotice> {
  return useLoad({ key: () => [...deskKey, 'one', id()], query: (read) => read(getDeskNotice, { params: { id: id() } }) })
}

/** A version never changes once it is numbered and published; of a draft, the open one is read instead. */
export function useNoticeVersion(id: () => string, number: () => number | null): Load<NoticeVersion> {
  return useLoad({
    key: () => [...deskKey, 'version', id(), number() ?? 0],
    query: (read) => read(getNoticeVersion, { params: { id: id(), number: number() ?? 0 } }),
    enabled: () => number() !== null,
  })
}

export function useAudienceChoices(): Load<AudienceChoices> {
  return useLoad({ key: [...deskKey, 'choices'], query: (read) => read(getAudienceChoices), staleTime: 600_000 })
}

/** After any move: what officers see, what everybody reads, and what was told. */
export function useNoticeNews(): () => Promise<unknown> {
  const cache = useQueryCache()
  return () => Promise.all([['notices'], ['public'], ['messages']].map((key) => cache.invalidateQueries({ key })))
}

/** With `of` a correction of what is live. */
export const beginNotice = (idempotencyKey: string, of?: string): Promise<{ id: string; revision: number }> => call(startNotice, { body: of === undefined ? {} : { of }, idempotencyKey })
export const endDraft = (id: string): Promise<void> => call(removeNoticeDraft, { params: { id } })
export const moveNotice = (idempotencyKey: string, id: string, action: VersionAction, input: NoticeActionInput): Promise<DeskNotice> => call(actOnNotice, { params: { id, action }, body: input, idempotencyKey })

/** Where a picture or attachment of any version is read by the desk. */
export function deskFileUrl(id: string, fileId: string): string {
  return getDeskNoticeFile.path.replace(':id', encodeURIComponent(id)).replace(':fileId', encodeURIComponent(fileId))
}
