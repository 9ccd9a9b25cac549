// What officers read of firms, their changes and what stands in the way of a merge.
import type {
  Comer,
  DeskFirm,
  Double,
  FirmChange,
  FirmStanding,
  MergeBlock,
  MergeBlockCode,
  MovedKind,
  Running,
} from '#contract/accounts/firm-desk-schema.ts'
import { caseStateWords, type CaseState } from '#contract/cases/states.ts'
import { bookingStateWords, type BookingState } from '#contract/consultations/workflow.ts'
import { requestStateWords, type RequestState } from '#contract/financing/workflow.ts'
import { dateOf, fullDate } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'
import { spacedUscc } from '../firm-looks.ts'

export const standingLooks: Record<FirmStanding, StatusLook> = {
  going: { word: '存续', icon: 'tick', tone: 'ok' },
  dissolved: { word: '已注销', icon: 'none', tone: 'mute' },
  moved: { word: '已迁出', icon: 'none', tone: 'mute' },
  merged: { word: '已并入', icon: 'none', tone: 'mute' },
}
export const waitingLook: StatusLook = { word: '等第二人确认', icon: 'stamp', tone: 'seal' }

const changeWords: Record<FirmChange['kind'], string> = { merge: '合并重复登记', code: '变更信用代码', end: '登记注销', reopen: '恢复办理' }
export const changeStateWords: Record<FirmChange['state'], string> = {
  open: '等第二人确认',
  done: '已生效',
  refused: '没有同意',
  withdrawn: '已收回',
}

/** In one line: what is to be different. */
export function changeTitle(change: FirmChange): string {
  if (change.kind === 'end') return change.ended === 'moved' ? '登记迁出' : '登记注销'
  return changeWords[change.kind]
}
export function changeFacts(change: FirmChange): string[] {
  const { kind, firm, gone, uscc, name, before, endedOn } = change
  if (kind === 'merge')
    return [`「${gone?.name ?? ''}」（${spacedUscc(gone?.uscc ?? '')}）并入「${firm.name}」（${spacedUscc(firm.uscc)}）`]
  if (kind === 'code') {
    const isRenamed = name !== null && before !== null && name !== before.name
    return [
      `信用代码 ${spacedUscc(before?.uscc ?? '')} 改为 ${spacedUscc(uscc ?? '')}`,
      ...(isRenamed ? [`名称「${before.name}」改为「${name}」`] : []),
      ...(change.usccCheck === 'mismatch' ? ['新代码的校验位对不上，提出人已对照执照确认'] : []),
    ]
  }
  return kind === 'end' && endedOn !== null ? [`日期 ${fullDate(endedOn)}`] : []
}

/** Nobody of it could let anybody in; merged ones have nobody by nature. */
export const isUnledFirm = (firm: DeskFirm | undefined): boolean =>
  firm !== undefined && firm.ended?.kind !== 'merged' && !firm.members.some(({ role, state }) => role === 'administrator' && state === 'active')

export const movedWords: Record<MovedKind, string> = {
  people: '成员和归属申诉',
  cases: '申报办件',
  awards: '申领记录和核准金额',
  answers: '企业称号、“我能领什么”的回答',
  rights: '知识产权台账',
  papers: '企业资料库',
  files: '文件',
  assessments: '贯标自评',
  visits: '专家预约、咨询、候补',
  financing: '融资需求',
  notices: '通知触达',
  messages: '消息',
  help: '代办授权',
  codes: '曾用代码和变更依据',
}
export const joinedHints: Partial<Record<MovedKind, string>> = {
  people: '两边都有的人留一份，保留的一家移出过的仍移出',
  awards: '同一项目同一年度的金额相加',
  answers: '同一问题留后答的',
  rights: '同一件权利合成一件，质押以有登记的为准',
  assessments: '同一版自评都没做完的，久没动的一份结束',
  notices: '同一条通知只算一次',
}

const standingWords: Record<Comer['was'], string> = { administrator: '企业管理员', clerk: '经办人', asked: '申请加入', out: '不在' }
/** What becomes of somebody of the firm that goes. */
export function comerSentence({ comes, isKnown }: Comer): string {
  if (comes === 'out') return '保留的一家移出过，合并后仍不在'
  if (comes === 'asked') return isKnown ? '在保留的一家已申请，等管理员同意' : '申请加入，等管理员同意'
  return isKnown ? `两边都有，是${standingWords[comes]}` : `进来是${standingWords[comes]}`
}
export const comerWas = ({ was }: Comer): string => `原是${standingWords[was]}`

const money = (fen: number | string | undefined) =>
  `${(Number(fen ?? 0) / 1_000_000).toLocaleString('zh-CN', { maximumFractionDigits: 2 })} 万元`
const blockSentences: Record<MergeBlockCode, (params: MergeBlock['params']) => string> = {
  'same-firm': () => '这是同一家，不用合并。',
  ended: ({ firm }) => `「${firm}」已经注销、迁出或并入别家，不能再并。`,
  'verified-goes': ({ firm, gone }) => `「${gone ?? ''}」已核验，「${firm ?? ''}」没有。请点“换一换”，保留已核验的一家。`,
  'change-open': () => '两家之中有变更在等第二人确认，先办完那一条。',
  'appeal-open': ({ firm }) => `「${firm}」有归属申诉没有答复，先答复。`,
  drafts: ({ title }) => `两家都有「${title}」的草稿，只能留一份。请打电话给企业，删掉不用的一份。`,
  claims: ({ label, number, other }) => `${number} 和 ${other} 申领的是同一件：${label}。先把其中一件退回或不予通过。`,
  'award-cap': ({ title, year, sumFen, capFen }) =>
    `「${title}」${year} 年两家合计 ${money(sumFen)}，超过一家企业的上限 ${money(capFen)}。先处理还没拨付的一件。`,
  'financing-drafts': () => '两家都有没交的融资需求草稿，只能留一份。请打电话给企业，删掉不用的一份。',
  'right-asked-twice': ({ number, own, other }) =>
    `${number} 在两家的融资需求里都要质押（${[own, other].filter(Boolean).join('、') || '草稿'}），先办结或撤回一件。`,
  'right-pledged-twice': ({ number }) => `${number} 在两家的台账里登记了不同的质押，请企业先核对更正。`,
  reviews: () => '两家有同一版自评都在审阅，先结束一份。',
}
export const blockSentence = ({ code, params }: MergeBlock): string => blockSentences[code](params)

export const doubleWords: Record<Double['why'], string> = {
  code: '一家的现用代码是另一家的曾用代码',
  typo: '信用代码只差一位，其中一家校验位对不上',
  name: '名称相同',
}

const isIn = <T extends string>(words: Readonly<Record<T, string>>, state: string): state is T => Object.hasOwn(words, state)
const kindWords: Record<Running['kind'], string> = {
  case: '申报',
  financing: '融资需求',
  booking: '专家预约',
  question: '书面咨询',
  waiting: '候补',
  review: '自评审阅',
  appeal: '归属申诉',
}
export const runningKind = ({ kind }: Running): string => kindWords[kind]
export function runningState({ kind, state }: Running): string {
  if (kind === 'case' && isIn<CaseState>(caseStateWords, state)) return caseStateWords[state]
  if (kind === 'financing' && isIn<RequestState>(requestStateWords, state)) return requestStateWords[state]
  if (kind === 'booking' && isIn<BookingState>(bookingStateWords, state)) return bookingStateWords[state]
  return { question: '待答复', waiting: '等空位', review: '待审阅', appeal: '待答复', case: '', financing: '', booking: '' }[kind]
}
/** Where an officer settles it; the waiting list settles itself. */
export function runningLink({ kind, id }: Running): string | null {
  const places: Record<Running['kind'], string | null> = {
    case: `/desk/cases/${id}`,
    financing: `/desk/financing/${id}`,
    booking: `/desk/consultations/${id}`,
    question: `/desk/consultations/questions/${id}`,
    waiting: null,
    review: `/desk/assessments/${id}`,
    appeal: `/desk/appeals/${id}`,
  }
  return places[kind]
}

const verificationWords: Record<DeskFirm['verifications'][number]['what'], string> = {
  registered: '登记企业',
  'handed-in': '交营业执照',
  verified: '核验通过',
  refused: '退回重交',
  again: '改了名称或法定代表人，重新核验',
}
export const verificationLine = ({ what, by, at }: DeskFirm['verifications'][number]): string =>
  `${fullDate(dateOf(at))}　${verificationWords[what]}　${by}`
