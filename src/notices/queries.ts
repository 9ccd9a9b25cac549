import { getNotice, listNotices } from '#contract/notices/endpoints.ts'
import type { Notice, Notices, NoticesQuery } from '#contract/notices/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export function useNotices(query: () => NoticesQuery = () => ({})): Load<Notices> {
  return useLoad({
    key: () => ['public', 'notices', JSON.stringify(query())],
    query: (read) => read(listNotices, { query: query() }),
    staleTime: 60_000,
  })
}

export function useNotice(id: () => string): Load<Notice> {
  return useLoad({ key: () => ['public', 'notice', id()], query: (read) => read(getNotice, { params: { id: id() } }), staleTime: 60_000 })
}

/** What the home page says of them; only the title travels inside the rendered page. */
export function useNewestNotice(): Load<{ title: string }> {
  return useLoad({
    key: ['public', 'newest-notice'],
    query: async (read) => ({ title: (await read(listNotices, { query: {} })).items[0]?.title ?? '' }),
    staleTime: 600_000,
  })
}
