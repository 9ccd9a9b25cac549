// Words for where a notice stands on the desk.
import type { DeskNoticeRow, DeskNotices, NoticeProblem, VersionState } from '#contract/notices/desk-schema.ts'
import { dateTime, shortDate } from '#client/ui/format.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

export type Group = keyof DeskNotices['counts']
export const groups: readonly { id: Group; word: string; none: string }[] = [
  { id: 'writing', word: '在写', none: '没有在写的通知' },
  { id: 'waiting', word: '等我核准', none: '没有等您核准的' },
  { id: 'scheduled', word: '定时', none: '没有定时发布的' },
  { id: 'live', word: '已发布', none: '还没有发布过通知' },
  { id: 'withdrawn', word: '已撤回', none: '没有撤回过通知' },
]

export const versionLooks: Record<VersionState, StatusLook> = {
  draft: { word: '草稿', icon: 'edit', tone: 'reed' },
  proposed: { word: '等第二人核准', icon: 'stamp', tone: 'seal' },
  scheduled: { word: '定时发布', icon: 'clock', tone: 'pri' },
  live: { word: '已发布', icon: 'tick', tone: 'ok' },
  past: { word: '以前的', icon: 'clock', tone: 'mute' },
}
const withdrawnLook: StatusLook = { word: '已撤回', icon: 'redo', tone: 'mute' }

/** What stands beside a row: the open version first, for that is what somebody has to do something about. */
export function rowLook({ state, openState }: Pick<DeskNoticeRow, 'state' | 'openState'>): StatusLook {
  if (openState !== null && state === 'live' && openState === 'draft') return { ...versionLooks.draft, word: '更正草稿' }
  if (openState !== null) return versionLooks[openState]
  return state === 'withdrawn' ? withdrawnLook : versionLooks.live
}

/** Who did what last, and when; what became of it with the firms. */
export function rowWords({ openState, publishAt, publishedOn, savedBy, savedAt, firms, readFirms, origin }: DeskNoticeRow): string {
  const told = firms === null ? '' : firms === 0 ? '没有单独通知企业' : `通知了 ${firms} 家，${readFirms ?? 0} 家已读`
  const when = openState === 'scheduled' && publishAt !== null ? `${dateTime(publishAt)} 发布` : publishedOn === null ? '' : `${shortDate(publishedOn)}发布`
  const by = savedBy === null ? (origin === 'content' ? '来自内容文件' : '') : `${savedBy} ${dateTime(savedAt)} 存`
  return [when, by, told].filter((part) => part !== '').join(' · ')
}

/** The fields of a text by their path, as the editor calls them. */
const fieldWords: Record<string, string> = {
  title: '标题', documentNumber: '文号', issuer: '发文机关', category: '类别', writtenOn: '成文日期', validTo: '有效期至', sourceUrl: '原文链接', points: '和企业有关的三句话', facts: '四个要点',
  body: '正文', interpretation: '解读', deadlines: '截止日', programmeIds: '相关项目', source: '依据和核对', attachments: '附件', audience: '发给谁', changeNote: '更正说明', tellsReaders: '告诉读者',
}
/** `deadlines[0].on` is of 截止日. */
export function fieldOfPath(path: string): string {
  return path.split(/[.[]/)[0] ?? path
}
export function fieldWord(path: string): string {
  return fieldWords[fieldOfPath(path)] ?? path
}

/** A notice has its own words for what is missing where the common ones say too little. */
export function problemText({ field, reason, limit }: Pick<NoticeProblem, 'field' | 'reason'> & { limit?: string | number | undefined }): string {
  if (reason === 'required' && field === 'audience') return '还没有选发给谁。'
  if (reason === 'required' && field === 'changeNote') return '写一句改了什么，读者会看到。'
  return fieldReasonText(reason, limit)
}
