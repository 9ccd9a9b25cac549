// What things are called: the words of the certificates, by kind of right.
import type { PatentKind } from '#contract/identifiers/patent.ts'
import { formatYuan } from '#contract/identifiers/money.ts'
import { daysBetween } from '#contract/identifiers/date.ts'
import type { Annuity, AnnuityLine, Right, RightKind, RightState } from '#contract/portfolio/schema.ts'
import { shortDate } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

export const rightKinds: readonly { value: RightKind; word: string }[] = [
  { value: 'patent', word: '专利' },
  { value: 'trademark', word: '商标' },
  { value: 'software', word: '软件著作权' },
  { value: 'other', word: '其他' },
]

interface KindWords {
  word: string
  number: string
  /** Where the number stands. */
  numberHelp: string
  title: string
  owner: string
  coOwner: string
  filedOn: string | null
  grantedOn: string
  states: Record<RightState, string>
}

export const kindWords: Record<RightKind, KindWords> = {
  patent: {
    word: '专利',
    number: '专利号',
    numberHelp: '证书上「专利号」一栏，以 ZL 开头。还没授权的填申请号。',
    title: '发明创造名称',
    owner: '专利权人',
    coOwner: '共有专利权人',
    filedOn: '申请日',
    grantedOn: '授权公告日',
    states: { pending: '申请中', live: '有效', ended: '已终止' },
  },
  trademark: {
    word: '商标',
    number: '商标注册号',
    numberHelp: '注册证上的号码，如 第8661190号。',
    title: '商标名称',
    owner: '商标注册人',
    coOwner: '共有商标注册人',
    filedOn: '申请日期',
    grantedOn: '注册日期',
    states: { pending: '申请中', live: '已注册', ended: '已失效' },
  },
  software: {
    word: '软件著作权',
    number: '登记号',
    numberHelp: '证书上的登记号，如 2020SR0661990；只有证书号也可以。',
    title: '软件全称',
    owner: '著作权人',
    coOwner: '其他著作权人',
    filedOn: null,
    grantedOn: '登记日期',
    states: { pending: '登记中', live: '已登记', ended: '已失效' },
  },
  other: {
    word: '其他',
    number: '编号',
    numberHelp: '证书或登记上的编号，如作品登记号、集成电路布图设计登记号。',
    title: '名称',
    owner: '权利人',
    coOwner: '共有权利人',
    filedOn: '申请日期',
    grantedOn: '登记日期',
    states: { pending: '申请中', live: '有效', ended: '已失效' },
  },
}

/** ZL 2017 1 0601862.3 as on the certificate; an application that is not granted yet has no ZL. Others: as they are. */
export function showNumber(right: Pick<Right, 'kind' | 'number' | 'state'>): string {
  if (right.kind === 'trademark') return `第${right.number}号`
  if (right.kind !== 'patent') return right.number
  const spaced = spacedPatent(right.number)
  return right.state === 'pending' ? spaced.replace(/^ZL /, '') : spaced
}

/** ZL201710601862.3 → ZL 2017 1 0601862.3; ZL97101765.4 → ZL 97 1 01765.4. */
export function spacedPatent(number: string): string {
  const match = /^ZL(\d{4}(?=\d{8}\.)|\d{2}(?=\d{6}\.))(\d)(.+)$/.exec(number)
  return match ? `ZL ${match[1]} ${match[2]} ${match[3]}` : number
}

const stateLooks: Record<RightState, Pick<StatusLook, 'icon' | 'tone'>> = {
  pending: { icon: 'clock', tone: 'pri' },
  live: { icon: 'tick', tone: 'ok' },
  ended: { icon: 'none', tone: 'mute' },
}

/** The tags of a right, most telling first: what it is, whether it is pledged, what is to be checked. */
export function rightLooks(right: Right, today: string): StatusLook[] {
  const looks = [stateLook(right, today)]
  if (right.pledge === 'pledged') looks.push({ word: '质押中', icon: 'lock', tone: 'reed' })
  if (right.check === 'mismatch') looks.push({ word: '号码待核', icon: 'help', tone: 'reed' })
  return looks
}

function stateLook(right: Right, today: string): StatusLook {
  const status = right.annuity?.status
  if (status === 'expired' || (right.state === 'live' && right.lastDay !== null && right.lastDay < today))
    return { word: right.kind === 'trademark' ? '专用期已满' : '期限已满', icon: 'none', tone: 'mute' }
  if (status === 'lapsed') return { word: '逾期未缴，请核对', icon: 'warn', tone: 'seal' }
  return { word: kindWords[right.kind].states[right.state], ...stateLooks[right.state] }
}

/** 900.00 元 reads 900 元. */
export function yuan(fen: number): string {
  return `${formatYuan(fen)} 元`
}

/** 还有 12 天 · 今天 · 已过 3 天 */
export function daysLeftWords(date: string, today: string): string {
  const days = daysBetween(today, date)
  if (days === 0) return '就是今天'
  return days > 0 ? `还有 ${days} 天` : `已过 ${-days} 天`
}

/** One line about the yearly fee, for a row; null where there is nothing to say. */
export function annuityWords(annuity: Annuity, today: string): { text: string; tone: '' | 'reed-t' | 'seal-t' } | null {
  const { next, status } = annuity
  if (status === 'unknown') return { text: `年费算不出：还差${missingWords(annuity.missing)}`, tone: 'reed-t' }
  if (status === 'settled') return { text: '年费已缴到期满', tone: '' }
  if (!next?.dueOn) return null
  const what = `第 ${next.year} 年度年费 ${yuan(next.totalFen)}`
  if (status === 'lapsed') return { text: `第 ${next.year} 年度年费逾期，宽限已过`, tone: 'seal-t' }
  if (status === 'grace' && next.graceEndsOn)
    return {
      text: `${what}（含滞纳金），最晚 ${shortDate(next.graceEndsOn, today)}补缴，${daysLeftWords(next.graceEndsOn, today)}`,
      tone: 'seal-t',
    }
  const isSoon = daysBetween(today, next.dueOn) <= soonDays
  return { text: `${what}，最晚 ${shortDate(next.dueOn, today)}，${daysLeftWords(next.dueOn, today)}`, tone: isSoon ? 'reed-t' : '' }
}

/** From here on a fee is called soon. */
export const soonDays = 90

export function missingWords(missing: readonly ('filedOn' | 'grantedOn')[]): string {
  return missing.map((field) => (field === 'filedOn' ? kindWords.patent.filedOn : kindWords.patent.grantedOn)).join('、')
}

export const lineLooks: Record<AnnuityLine['state'], StatusLook> = {
  paid: { word: '已缴', icon: 'tick', tone: 'ok' },
  assumed: { word: '没有说', icon: 'help', tone: 'mute' },
  next: { word: '下一次', icon: 'clock', tone: 'pri' },
  grace: { word: '宽限期', icon: 'warn', tone: 'seal' },
  missed: { word: '逾期', icon: 'warn', tone: 'seal' },
  later: { word: '以后', icon: 'calendar', tone: 'mute' },
}

/** What the digits of a number say, in one line. */
export function numberWords(facts: { patentKind: PatentKind; filingYear: number }, life: { endYear: number; yearsLeft: number }): string {
  const left = life.yearsLeft > 0 ? `约剩 ${life.yearsLeft} 年` : '期限已满'
  return `${facts.patentKind}，${facts.filingYear} 年申请，最长到 ${life.endYear} 年，${left}`
}
