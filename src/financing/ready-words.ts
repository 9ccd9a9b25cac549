// What the readiness card says, on screen and as text to be handed on.
import type { RouteLocationRaw } from 'vue-router'
import type { Card, Finding, Light, Reason } from '#contract/financing/readiness.ts'
import type { Readiness, Verdict } from '#contract/financing/readiness-schema.ts'
import { showNumber, yuan } from '#client/portfolio/right-words.ts'
import { fullDate, shortDate } from '#client/ui/format.ts'
import type { IconName } from '#client/ui/icon-paths.ts'

export interface VerdictLook {
  icon: IconName
  /** Class of the words. */
  tone: 'ok-t' | 'reed-t' | 'seal-t'
  /** For who listens: the icon is the only other sign of it. */
  word: string
  /** Of the card as a whole. */
  head: string
}
export const verdictLooks: Record<Verdict, VerdictLook> = {
  green: { icon: 'tick', tone: 'ok-t', word: '准备好了', head: '可以去谈' },
  amber: { icon: 'help', tone: 'reed-t', word: '还要看一看', head: '还差一点' },
  red: { icon: 'warn', tone: 'seal-t', word: '过不去', head: '现在押不了' },
}

function payWords(fen: number | null): string {
  return fen === null ? '' : ` ${yuan(fen)}`
}

export function reasonWords(reason: Reason, today: string): string {
  switch (reason.code) {
    case 'owner-same':
      return '台账里的权利人就是企业'
    case 'owner-unknown':
      return '台账里没有写权利人'
    case 'owner-shared':
      return `企业是共有人，写在前面的是${reason.name ?? '别人'}`
    case 'owner-other':
      return `台账里的权利人是${reason.name ?? '别人'}，不是借款企业`
    case 'co-owners-none':
      return '没有共有人'
    case 'co-owners':
      return reason.names.length === 0 ? '有共有人' : `共有人：${reason.names.join('、')}`
    case 'fee-paid':
      return '年费没有欠'
    case 'fee-unknown':
      return '台账里缺日期，年费算不出'
    case 'fee-pending':
      return '还没有授权，没有年费'
    case 'fee-lapsed':
      return '年费逾期，宽限期也过了'
    case 'fee-over':
      return '专利已经终止或到期'
    case 'fee-due':
      return `年费${reason.on ? ` ${shortDate(reason.on, today)}到期` : '快到期'}，缴清${payWords(reason.fen)}再登记`
    case 'fee-late':
      return `在滞纳期，${reason.on ? `最晚 ${shortDate(reason.on, today)}` : '尽快'}补缴${payWords(reason.fen)}`
    case 'fee-unsaid':
      return `有一年的年费没说缴没缴${reason.on ? `，没缴的话最晚 ${shortDate(reason.on, today)}补缴` : ''}`
    case 'pledge-none':
      return '台账里没有质押记录'
    case 'pledge-there':
      return reason.name ? `台账里记着已经质押给${reason.name}` : '台账里记着已经质押'
    case 'life-long':
      return reason.on === null ? '期限够长' : `期限到 ${fullDate(reason.on)}`
    case 'life-tight':
      return `${reason.on === null ? '期限' : `期限到 ${fullDate(reason.on)}，`}比借款期长不了多少`
    case 'life-short':
      return `${reason.on === null ? '期限' : `期限到 ${fullDate(reason.on)}，`}不够借款期`
    case 'life-renew':
      return `${reason.on === null ? '专用期快到了' : `专用期到 ${fullDate(reason.on)}`}，先续展`
    case 'life-over':
      return `${reason.on === null ? '期限' : `期限到 ${fullDate(reason.on)}，`}已经满了`
    case 'life-unknown':
      return '期限在这里算不出，以登记为准'
    case 'life-pending':
      return '还在申请中，没有授权或注册'
    case 'life-ended':
      return '已经终止或失效'
    case 'number-mismatch':
      return '号码的校验位对不上，先核对证书'
    case 'answered':
      return reason.text
    case 'unanswered':
      return `还没答：${reason.text}`
  }
}

/** Why the light is as it is: only what made it so. */
export function lightWords({ findings, verdict }: Pick<Light, 'findings' | 'verdict'>, today: string): string {
  const telling = findings.filter((finding: Finding) => finding.verdict === verdict)
  return telling.map(({ reason }) => reasonWords(reason, today)).join('；')
}

/** To an expert of this topic, with the right that is in the way. */
export function bookPath(card: Card, rules: Pick<Readiness, 'topic'>): RouteLocationRaw {
  const about = card.rights.find(({ verdict }) => verdict === 'red') ?? card.rights[0]
  if (rules.topic === null) return { path: '/consultations' }
  return { path: '/consultations/book', query: { topic: rules.topic, ...(about ? { right: about.right.id } : {}) } }
}

/** 准备好 3 项，还差 2 项 */
export function countWords({ counts }: Pick<Card, 'counts'>): string {
  const open = counts.amber + counts.red
  return open === 0 ? `${counts.green} 项都准备好了` : `准备好 ${counts.green} 项，还差 ${open} 项`
}

/** The card as lines to paste into a message: everything that stands on it, and that it promises nothing. */
export function cardText(card: Card, rules: Readiness, firm: { name: string; uscc: string }, today: string): string {
  const line = (light: Light) => {
    const rest = light.advice === null ? '' : `。${light.advice}${light.paper === null ? '' : `（材料：${light.paper}）`}`
    return `【${verdictLooks[light.verdict].word}】${light.title}：${lightWords(light, today)}${rest}`
  }
  return [
    `${firm.name}（${firm.uscc}）质押准备情况，${fullDate(today)}`,
    `${verdictLooks[card.verdict].head}。${countWords(card)}。`,
    ...card.rights.flatMap(({ right, lights }) => ['', `${showNumber(right)} ${right.title}`, ...lights.map(line)]),
    '',
    '企业',
    ...card.firm.map(line),
    '',
    `要准备的材料：${card.papers.join('、')}`,
    `企业自己填的，没有核对。${rules.notes.promise}${rules.notes.free}`,
  ].join('\n')
}
