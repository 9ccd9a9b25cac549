// How a verdict looks, and what is said of one scheme and one rule. Pure.
import { formatWan } from '#contract/identifiers/money.ts'
import { endStates } from '#contract/cases/workflow.ts'
import type { MatchItem } from '#contract/subsidies/matching-schema.ts'
import type { IconName } from '#client/ui/icon-paths.ts'
import { shortDate } from '#client/ui/format.ts'

type Reason = MatchItem['reasons'][number]
export interface ReasonLine {
  id: string
  icon: IconName
  tone: string
  /** For those who do not see the icon. */
  word: string
  text: string
  note: string
}

export const groups = [
  { verdict: 'eligible', word: '符合', icon: 'tick', tone: 'ok-t', bar: 'ok' },
  { verdict: 'check', word: '需核实', icon: 'help', tone: 'reed-t', bar: 'reed' },
  { verdict: 'ineligible', word: '不符合', icon: 'none', tone: 'dim', bar: 'mute' },
] as const satisfies readonly { verdict: MatchItem['verdict']; word: string; icon: IconName; tone: string; bar: string }[]

/** 不符合 is grey: the firm did nothing wrong. */
export function reasonLine(reason: Reason): ReasonLine {
  const { id, label: text, verdict } = reason
  const note = reason.hard || verdict === 'met' ? '' : '只作提示，不影响申报'
  if (verdict === 'met') return { id, icon: 'tick', tone: 'ok-t', word: '符合', text, note }
  if (verdict === 'unmet') return { id, icon: 'none', tone: 'dim3', word: '不符合', text, note }
  if (reason.source === 'officer') return { id, icon: 'stamp', tone: 'dim3', word: '县里核对', text, note: '申报以后由县里核对' }
  return { id, icon: 'help', tone: 'reed-t', word: '还不知道', text, note: unknownWords(reason) || note }
}

function unknownWords({ source, profile, asks }: Reason): string {
  if (profile === 'verification') return '营业执照还没核对'
  if (source === 'profile') return '企业资料里还没有'
  return asks === null ? '' : '还没答'
}

/** What to do about rules that are not met, each once. */
export function remediesOf({ reasons, verdict }: MatchItem): { text: string; to: string | null }[] {
  const open = reasons.filter(
    (reason) => reason.remedy !== null && (reason.verdict === 'unmet' || (reason.verdict === 'unknown' && reason.profile !== null)),
  )
  const told = open.filter(({ hard }) => hard || verdict !== 'ineligible')
  return [...new Set(told.flatMap(({ remedy }) => remedy ?? []))].map((text) => ({
    text,
    to: told.some(({ remedy, source }) => remedy === text && source === 'portfolio') ? '/rights' : null,
  }))
}

/** The sum at the right of a scheme: what it would be, or the most it gives. */
export function sumOf({ verdict, amountFen, maxFen, application }: MatchItem): { before: string; wan: string } | null {
  if (application && application.approvedFen !== null) return { before: '已核准', wan: formatWan(application.approvedFen) }
  if (verdict === 'ineligible') return null
  if (amountFen !== undefined) return { before: verdict === 'check' ? '约' : '', wan: formatWan(amountFen) }
  return maxFen === null ? null : { before: '最高', wan: formatWan(maxFen) }
}

/** When it may be applied for, and what is left for it. */
export function openingWords(
  { availability, closesOn, leftFen, amountFen, maxFen }: MatchItem,
  today: string,
): { text: string; isShort: boolean } {
  if (availability === 'not-open') return { text: '还没有开放申报', isShort: false }
  if (availability === 'soon') return { text: '还没到受理的日子', isShort: false }
  if (availability === 'over') return { text: '这一期已经截止', isShort: false }
  const until = closesOn ? `${shortDate(closesOn, today)}截止` : ''
  if (leftFen === null) return { text: until, isShort: false }
  const left = leftFen === 0 ? '这一批的资金已经定完，提交后按先后次序等' : `这一批还有 ${formatWan(leftFen)} 万元`
  return { text: [until, left].filter(Boolean).join(' · '), isShort: leftFen < (amountFen ?? maxFen ?? 0) }
}

const atWork = ['submitted', 'accepted', 'returned', 'reviewing', 'approved', 'publicity']

/** What the firm has of this scheme: a draft to go on with, a case to look at, or nothing that keeps it from beginning. */
export function standOf({ application }: MatchItem): { draft: string | null; caseId: string | null; mayBegin: boolean; words: string } {
  if (application === null) return { draft: null, caseId: null, mayBegin: true, words: '' }
  const { id, state } = application
  if (state === 'draft') return { draft: id, caseId: null, mayBegin: false, words: '草稿已经开好' }
  const words =
    state === 'returned'
      ? '已申报，正在等您补正'
      : atWork.includes(state)
        ? '已申报，正在办'
        : state === 'refused'
          ? '今年申报过，未通过'
          : state === 'withdrawn'
            ? '今年申报过，已撤回'
            : '今年已经领过'
  return { draft: null, caseId: id, mayBegin: endStates.includes(state) || state === 'paid', words }
}
