// How far a notice came, as the desk sees it: readings, words and the place of the call list in the address.
import type { LocationQuery } from 'vue-router'
import type { ReasonNames } from '#contract/notices/reason-words.ts'
import { getReach, getReachedFirmsSheet, listReachedFirms } from '#contract/notices/desk-endpoints.ts'
import type { CallOutcome, Reach, ReachedFirm, ReachedFirms, ReachedFirmsQuery, Sending } from '#contract/notices/desk-schema.ts'
import { call } from '#client/http.ts'
import { saveFile } from '#client/ui/save-file.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { deskKey, useAudienceChoices } from './desk-queries.ts'

export const outcomes: readonly { value: CallOutcome; word: string }[] = [
  { value: 'reached', word: '打通了' },
  { value: 'no-answer', word: '没人接' },
  { value: 'wrong-number', word: '号码不对' },
  { value: 'call-again', word: '稍后再打' },
  { value: 'not-needed', word: '不用通知' },
]
export function outcomeWord(outcome: string): string {
  return outcomes.find(({ value }) => value === outcome)?.word ?? outcome
}
/** Whether somebody has to be rung (again): nobody has tried, or it came to nothing. */
export function isToBeRung({ readAt, call: last }: Pick<ReachedFirm, 'readAt' | 'call'>): boolean {
  return readAt === null && (last === null || last.outcome === 'no-answer' || last.outcome === 'call-again')
}

export const channelWords: Record<keyof Reach['channels'], string> = { sms: '短信', push: '手机推送', email: '邮件' }
const openWords: Record<string, string> = {
  inbox: '收件箱', push: '手机推送', sms: '短信里的链接', email: '邮件', link: '别人转发的链接', poster: '海报上的二维码', list: '通知列表', home: '首页', feed: '订阅和日历', other: '别的来路',
}
export const openWord = (from: string): string => openWords[from] ?? '别的来路'
const sendingWords: Record<Sending['kind'], string> = { first: '发布', correction: '更正', withdrawal: '撤回' }
export function sendingText({ kind, state, firms, people }: Sending): string {
  const many = `${firms} 家企业、${people} 人`
  return state === 'running' ? `正在发${sendingWords[kind]}的通知，已经到 ${many}` : `${sendingWords[kind]}的通知发完了，${many}`
}
/** Whole per cent, and never 100 while one is missing, nor 0 where there is one. */
export function percentOf(part: number, whole: number): number {
  if (whole === 0) return 0
  const share = Math.round((part * 100) / whole)
  return part === whole ? 100 : part === 0 ? 0 : Math.min(Math.max(share, 1), 99)
}

export const reads = ['no', 'yes', 'all'] as const
export type ReachRead = (typeof reads)[number]
export const calls = ['all', 'none', 'again', 'done'] as const
export type ReachCall = (typeof calls)[number]
/** What of the list is shown; as it stands in the address. */
export interface ReachPlace { read: ReachRead; call: ReachCall; town: string; isBounced: boolean; q: string }
const textOf = (value: LocationQuery[string] | undefined, most: number) => (typeof value === 'string' ? value.trim().slice(0, most) : '')

export function reachPlaceOf(query: LocationQuery): ReachPlace {
  return {
    read: reads.find((read) => read === query.read) ?? 'no',
    call: calls.find((one) => one === query.call) ?? 'all',
    town: textOf(query.town, 40),
    isBounced: query.bounced === 'yes',
    q: textOf(query.q, 60),
  }
}
/** Only what differs from the usual. */
export function reachQueryOf({ read, call: called, town, isBounced, q }: ReachPlace): Record<string, string> {
  return { ...(read === 'no' ? {} : { read }), ...(called === 'all' ? {} : { call: called }), ...(town === '' ? {} : { town }), ...(isBounced ? { bounced: 'yes' } : {}), ...(q === '' ? {} : { q }) }
}
function asked({ read, call: called, town, isBounced, q }: ReachPlace): ReachedFirmsQuery {
  return { ...(read === 'all' ? {} : { read }), ...(called === 'all' ? {} : { call: called }), ...(town === '' ? {} : { town }), ...(isBounced ? { bounced: 'yes' as const } : {}), ...(q === '' ? {} : { q }) }
}

const reachKey = (id: string) => [...deskKey, 'reach', id]
export function useReach(id: () => string): Load<Reach> {
  return useLoad({ key: () => [...reachKey(id()), 'figures'], query: (read) => read(getReach, { params: { id: id() } }) })
}
export type ReachedRow = ReachedFirm & { id: string }
type ReachedRows = Omit<ReachedFirms, 'items'> & { items: ReachedRow[] }
export function useReachedFirms(id: () => string, place: () => ReachPlace): Pages<ReachedRow, ReachedRows> {
  return usePages<ReachedRow, ReachedRows>({
    key: () => [...reachKey(id()), 'firms', JSON.stringify(place())],
    query: async (read, cursor) => {
      const page = await read(listReachedFirms, { params: { id: id() }, query: { ...asked(place()), ...(cursor === undefined ? {} : { cursor }) } })
      return { ...page, items: page.items.map((firm) => ({ ...firm, id: firm.firmId })) }
    },
  })
}
/** The same firms as a sheet to keep; a large one takes its time. */
export async function saveReachedSheet(id: string, title: string, place: ReachPlace): Promise<true> {
  const bytes = await call(getReachedFirmsSheet, { params: { id }, query: asked(place), asBytes: true, timeoutMs: 120_000 })
  saveFile(bytes, `${title.replace(/[\\/:*?"<>|\s]+/g, '').slice(0, 40) || '通知'}-送达名单.xlsx`)
  return true
}

/** Names of what an audience can name; until they are there, reasons are said by their ids. */
export function useReasonNames(): () => ReasonNames {
  const choices = useAudienceChoices()
  const names = (list: readonly { id: string; title: string }[] | undefined) => new Map((list ?? []).map(({ id, title }) => [id, title]))
  return () => {
    const all = choices.data.value
    return { titles: names(all?.titles), rightKinds: names(all?.rightKinds), programmes: names(all?.programmes), gapTopics: names(all?.gapTopics) }
  }
}
