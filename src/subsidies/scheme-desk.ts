// The desk's readings and moves of schemes, and the words for where a version stands.
import { useQueryCache } from '@pinia/colada'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { actOnScheme, discardScheme, getScheme, getSchemeVersion, listSchemes, saveScheme, startScheme } from '#contract/subsidies/endpoints.ts'
import type { Scheme, SchemeAction, SchemeRow, SchemeStart, SchemeVersion } from '#contract/subsidies/scheme-schema.ts'
import { ApiError, call } from '#client/http.ts'
import { dateTime } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

const schemesKey = ['subsidies', 'schemes']

export function useSchemes(): Load<SchemeRow[]> {
  return useLoad({ key: schemesKey, query: async (read) => (await read(listSchemes)).items })
}

export function useScheme(id: () => string): Load<Scheme> {
  return useLoad({ key: () => [...schemesKey, id()], query: (read) => read(getScheme, { params: { id: id() } }) })
}

/** Of a draft, as it stands at its revision; a published version never changes. */
export function useSchemeVersion(id: () => string, version: () => SchemeVersion | undefined): Load<ProgrammeSource> {
  return useLoad({
    key: () => [...schemesKey, id(), 'version', version()?.number ?? 0, version()?.revision ?? 0],
    query: (read) => read(getSchemeVersion, { params: { id: id(), number: version()?.number ?? 0 } }),
    enabled: () => version() !== undefined,
  })
}

/** After any move: what officers see of schemes, what everybody is offered, and what was told. */
export function useSchemeNews(): () => Promise<unknown> {
  const cache = useQueryCache()
  return () => Promise.all([['subsidies'], ['public'], ['messages']].map((key) => cache.invalidateQueries({ key })))
}

export const beginScheme = (start: SchemeStart): Promise<Scheme> => call(startScheme, { body: start })
export const endScheme = (id: string): Promise<void> => call(discardScheme, { params: { id } })
export function moveScheme(id: string, action: SchemeAction, revision: number, reason?: string): Promise<Scheme> {
  return call(actOnScheme, { params: { id, action }, body: { revision, ...(reason === undefined ? {} : { reason }) } })
}

/** 停止受理 is a draft that says closed, proposed at once; a second person decides. An unfinished draft of somebody is not touched: `subsidies.scheme-state`. */
export async function proposeClosing(id: string, note: string): Promise<Scheme> {
  const begun = await beginScheme({ id, of: id })
  const draft = draftOf(begun)
  if (!draft || !begun.draft || draft.state !== 'draft' || draft.hands.length > 0) throw new ApiError('subsidies.scheme-state', { status: 409 })
  const saved = await call(saveScheme, { params: { id }, body: { source: { ...begun.draft, status: 'closed' }, note }, ifMatch: draft.revision })
  return moveScheme(id, 'propose', draftOf(saved)?.revision ?? draft.revision)
}

export function draftOf(scheme: Pick<Scheme, 'versions'> | undefined): SchemeVersion | undefined {
  return scheme?.versions.find(({ state }) => state === 'draft' || state === 'proposed')
}
export function liveOf(scheme: Pick<Scheme, 'versions'> | undefined): SchemeVersion | undefined {
  return scheme?.versions.find(({ state }) => state === 'live')
}

const looks: Record<SchemeVersion['state'], StatusLook> = {
  draft: { word: '草稿', icon: 'edit', tone: 'reed' },
  proposed: { word: '等第二人核准', icon: 'stamp', tone: 'seal' },
  live: { word: '线上', icon: 'tick', tone: 'ok' },
  past: { word: '以前的', icon: 'clock', tone: 'mute' },
}
const unused: StatusLook = { word: '没有启用', icon: 'none', tone: 'mute' }
/** A file that changed after the desk had published was never in force. */
export function versionLook({ state, publishedAt }: Pick<SchemeVersion, 'state' | 'publishedAt'>): StatusLook {
  return state === 'past' && publishedAt === null ? unused : looks[state]
}

/** Who did what to a version last, and when. */
export function versionWords({ state, origin, savedBy, savedAt, proposedBy, publishedBy, publishedAt }: SchemeVersion): string {
  if (state === 'draft') return savedBy === '' ? '刚建' : `${savedBy} ${dateTime(savedAt)} 最后存`
  if (state === 'proposed') return `${proposedBy ?? ''}送来核准`
  if (origin === 'file') return publishedAt === null ? `内容文件改过，没有启用` : '来自内容文件'
  return `${publishedBy ?? ''} ${publishedAt === null ? '' : dateTime(publishedAt)} 核准发布，${savedBy}写`
}

/** Whose turn it is with a draft, for this reader. */
export function waitsFor(draft: SchemeVersion): string {
  if (draft.state === 'draft') return draft.hands.length === 0 ? '还没有人写' : `${draft.hands.join('、')}在写`
  if (draft.mayApprove) return '等您核准'
  return draft.approvers === 0 ? '没有人能核准：能核准的都改过这一稿' : '等没有经手的另一位核准'
}
