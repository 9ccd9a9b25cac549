// What a signed-in person reads and changes of notices.
import { useQueryCache } from '@pinia/colada'
import {
  changeFollow,
  changeGapConsent,
  getGapConsent,
  getNoticeStanding,
  listFollows,
  listMyNotices,
} from '#contract/notices/endpoints.ts'
import type { ChangeFollow, Follows, GapConsent, MyNotice, MyNotices, NoticeStanding } from '#contract/notices/mine-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'

export function useMyNotices(): Pages<MyNotice, MyNotices> {
  const session = useSessionStore()
  const of = () => (session.firm ? { firmId: session.firm.id } : {})
  return usePages<MyNotice, MyNotices>({
    key: () => ['notices', 'mine', session.me?.id ?? '', session.firm?.id ?? ''],
    query: (read, cursor) => read(listMyNotices, { query: { ...of(), ...(cursor === undefined ? {} : { cursor }) } }),
    enabled: () => Boolean(session.me),
  })
}

export function useStanding(id: () => string): Load<NoticeStanding> {
  const session = useSessionStore()
  return useLoad({
    key: () => ['notices', 'standing', session.me?.id ?? '', session.firm?.id ?? '', id()],
    query: (read) => read(getNoticeStanding, { params: { id: id() }, query: session.firm ? { firmId: session.firm.id } : {} }),
    enabled: () => Boolean(session.me),
  })
}

export function useFollows(): Load<Follows> {
  const session = useSessionStore()
  return useLoad({
    key: () => ['notices', 'follows', session.me?.id ?? ''],
    query: (read) => read(listFollows),
    enabled: () => Boolean(session.me),
  })
}

/** After what somebody follows or has read changed: lists ask anew. */
export function useNoticesRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    await cache.invalidateQueries({ key: ['notices'] }).catch(() => undefined)
  }
}

export function useFollowChange(): Submit<[ChangeFollow], Follows> {
  const refresh = useNoticesRefresh()
  return useSubmit(async (_key, body: ChangeFollow) => {
    const follows = await call(changeFollow, { body })
    void refresh()
    return follows
  })
}

export function useGapConsent(firmId: () => string): Load<GapConsent> {
  return useLoad({
    key: () => ['notices', 'gap-consent', firmId()],
    query: (read) => read(getGapConsent, { params: { firmId: firmId() } }),
  })
}

export function useGapConsentChange(firmId: () => string): Submit<[isGiven: boolean, textVersion: string], GapConsent> {
  const refresh = useNoticesRefresh()
  return useSubmit(async (_key, isGiven: boolean, textVersion: string) => {
    const consent = await call(changeGapConsent, { params: { firmId: firmId() }, body: { isGiven, textVersion } })
    void refresh()
    return consent
  })
}
