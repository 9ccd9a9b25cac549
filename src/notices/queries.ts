import { shallowRef, watch, type ShallowRef } from 'vue'
import { getNotice, getNoticeFile, listNotices } from '#contract/notices/endpoints.ts'
import { fillPath } from '#contract/endpoint.ts'
import type { Notice, Notices, NoticesQuery, NoticeSummary } from '#contract/notices/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { findKeptNotice, forgetKeptNotice, keepNotice, type KeptNotice } from './kept-notices.ts'

export function useNotices(query: () => NoticesQuery = () => ({})): Pages<NoticeSummary, Notices> {
  return usePages<NoticeSummary, Notices>({
    key: () => ['public', 'notices', JSON.stringify(query())],
    query: (read, cursor) => read(listNotices, { query: { ...query(), ...(cursor === undefined ? {} : { cursor }) } }),
    staleTime: 60_000,
  })
}

export function useNotice(id: () => string): Load<Notice> {
  return useLoad({ key: () => ['public', 'notice', id()], query: (read) => read(getNotice, { params: { id: id() } }), staleTime: 60_000 })
}

/** What was read stays on this phone; without a network it stands in for the answer. One that is not there any more goes. Browser only. */
export function useKeptNotice(id: () => string, load: Load<Notice>): ShallowRef<KeptNotice | null> {
  const kept = shallowRef<KeptNotice | null>(null)
  if (typeof window === 'undefined') return kept
  watch(load.data, (notice) => notice && void keepNotice(notice), { immediate: true })
  watch(
    [id, load.error],
    async ([asked, error]) => {
      if (kept.value?.notice.id !== asked) kept.value = null
      if (error?.code === 'not-found') return void forgetKeptNotice(asked)
      if (!error?.isRetryable) return
      const found = await findKeptNotice(asked)
      if (id() === asked) kept.value = found
    },
    { immediate: true },
  )
  return kept
}

/** Address of a picture or an attachment of a notice. */
export function fileAddress(id: string, fileId: string): string {
  return fillPath(getNoticeFile.path, { id, fileId })
}

/** What the home page says of them; only the title travels inside the rendered page. */
export function useNewestNotice(): Load<{ title: string }> {
  return useLoad({
    key: ['public', 'newest-notice'],
    query: async (read) => ({ title: (await read(listNotices, { query: {} })).items[0]?.title ?? '' }),
    staleTime: 600_000,
  })
}
