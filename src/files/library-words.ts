// How a paper of the library stands, in words: where it came from and how long it may be used.
import type { LibraryPaper } from '#contract/files/library-schema.ts'
import { dateOf, fullDate } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

/** 县局已核验 / 可用到 2027年3月2日 / 长期可用. Of a kind that must be fresh, nobody knows while its date of issue is missing. */
export function standingWords(
  paper: Pick<LibraryPaper, 'isVerified' | 'usableTo' | 'isExpired' | 'issuedOn'>,
  freshMonths: number | null = null,
): string {
  if (paper.isVerified) return '县局已核验'
  if (freshMonths !== null && paper.issuedOn === null && !paper.isExpired) return '没有填发证日期，不会自动带上'
  if (paper.usableTo === null) return '长期可用'
  return paper.isExpired ? `${fullDate(paper.usableTo)}已过期` : `可用到 ${fullDate(paper.usableTo)}`
}

/** Where it came from: 申报 HT2026-PG-0017 留存, or who put it there. */
export function sourceWords(paper: Pick<LibraryPaper, 'isVerified' | 'caseNumber' | 'savedBy' | 'savedAt'>): string {
  if (paper.isVerified) return '企业核验时交的'
  if (paper.caseNumber !== null) return `申报 ${paper.caseNumber} 时留存`
  return `${paper.savedBy} ${fullDate(dateOf(Date.parse(paper.savedAt)))}存入`
}

export function paperLook(
  paper: Pick<LibraryPaper, 'isVerified' | 'isExpired' | 'issuedOn'>,
  freshMonths: number | null = null,
): StatusLook {
  if (paper.isExpired) return { word: '已过期', icon: 'none', tone: 'mute' }
  if (freshMonths !== null && paper.issuedOn === null) return { word: '缺日期', icon: 'help', tone: 'reed' }
  return paper.isVerified ? { word: '已核验', icon: 'shield', tone: 'ok' } : { word: '可用', icon: 'tick', tone: 'ok' }
}
