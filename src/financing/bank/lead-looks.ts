// What a lead, its rights, lights and deeds are called on a bank's pages.
import { blindTitle } from '#contract/financing/blind.ts'
import type { BankLead, BankLeadLine, Blind } from '#contract/financing/lead-schema.ts'
import type { Verdict } from '#contract/financing/readiness-schema.ts'
import { worst } from '#contract/financing/readiness.ts'
import type { PledgedRight } from '#contract/financing/card-schema.ts'
import { leadStateWords, openedLeadStates, type LeadAction, type LeadState } from '#contract/financing/workflow.ts'
import { spacedPatent } from '#client/portfolio/right-words.ts'
import { dateTime } from '#client/ui/format.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'
import { typesWords } from '../product-words.ts'
import { deedWords as eventWords } from '../request-words.ts'

const looks: Record<LeadState, Omit<StatusLook, 'word'>> = {
  offered: { icon: 'clock', tone: 'reed' },
  taken: { icon: 'check', tone: 'pri' },
  'due-diligence': { icon: 'eye', tone: 'pri' },
  approved: { icon: 'tick', tone: 'pri' },
  signed: { icon: 'edit', tone: 'pri' },
  registered: { icon: 'stamp', tone: 'pri' },
  lent: { icon: 'clock', tone: 'reed' },
  disbursed: { icon: 'coin', tone: 'ok' },
  settled: { icon: 'tick', tone: 'ok' },
  refused: { icon: 'none', tone: 'mute' },
  failed: { icon: 'none', tone: 'mute' },
  revoked: { icon: 'redo', tone: 'mute' },
  expired: { icon: 'none', tone: 'mute' },
  withdrawn: { icon: 'redo', tone: 'mute' },
}
/** From where the bank stands. */
const ownWords: Partial<Record<LeadState, string>> = { offered: '待答复', taken: '已接单', refused: '没有接', expired: '超期没有答复' }

export function leadLook(state: LeadState): StatusLook {
  return { ...looks[state], word: ownWords[state] ?? leadStateWords[state] }
}

/** On the buttons. */
export const deedWords: Partial<Record<LeadAction, string>> = {
  take: '接单',
  refuse: '不接',
  examine: '开始尽调',
  approve: '批复',
  sign: '签约',
  register: '质押登记',
  lend: '放款',
  settle: '结清',
  fail: '未通过',
}

export interface DeedText {
  /** Heading of its form. */
  title: string
  /** What follows from it. */
  text: string
  /** On the button that sends it. */
  send: string
  done: string
}
export const deedTexts: Partial<Record<LeadAction, DeedText>> = {
  examine: { title: '开始尽调', text: '企业会看到贵行已经开始尽调、评估。没有要填的。', send: '开始尽调', done: '已记下，企业收到消息' },
  approve: {
    title: '批复',
    text: '按审批意见填。这是批复的金额，不是企业想借的，也不是放款的。',
    send: '记下批复',
    done: '批复已记下，企业收到消息',
  },
  sign: { title: '签约', text: '签约以后，企业不能再撤回授权，按合同办。', send: '记下签约', done: '签约已记下，企业收到消息' },
  register: {
    title: '质押登记',
    text: '登记号和日期照《专利权质押登记通知书》等登记文书填。登记过的，企业台账里会记成已质押。',
    send: '记下登记',
    done: '登记已记下，企业台账跟着改了',
  },
  lend: { title: '放款', text: '填实际放出去的金额。企业确认收到以后，才算放款。', send: '记下放款', done: '已记下，等企业确认收到' },
  settle: { title: '结清', text: '企业台账里的质押会改成已解除。', send: '记下结清', done: '已结清，企业台账跟着改了' },
  fail: {
    title: '未通过',
    text: '企业会看到原因。记下以后，企业的内容贵行就看不到了，只留一行记录。',
    send: '记为未通过',
    done: '已记下，企业收到消息',
  },
}

/** The firm's name once it may be seen, else what the lead is called without it, in parts that are not broken, each with the point that leads on. */
export function titleParts({ firmName, blind }: Pick<BankLeadLine, 'firmName' | 'blind'>): string[] {
  return firmName === null ? blindTitle(blind).split(/(?<= ·) /) : [firmName]
}

/** 发明专利 4 年、注册商标 */
export function agedRights({ rights }: Pick<Blind, 'rights'>): string {
  return rights
    .map(({ type, ageYears }) => typesWords([type]) + (ageYears === null ? '' : ageYears === 0 ? '不到 1 年' : ` ${ageYears} 年`))
    .join('、')
}

/** Lights that look at the same thing of several rights are one, as bad as the worst of them. */
export function joinedLights({ lights }: Pick<Blind, 'lights'>): Blind['lights'] {
  const titles = [...new Set(lights.map(({ title }) => title))]
  return titles.flatMap((title) => {
    const same = lights.filter((light) => light.title === title)
    return same[0] ? [{ ...same[0], verdict: worst(same.map(({ verdict }) => verdict)) }] : []
  })
}

export function countLights(blind: Pick<Blind, 'lights'>): Record<Verdict, number> {
  const counts = { green: 0, amber: 0, red: 0 }
  for (const { verdict } of joinedLights(blind)) counts[verdict] += 1
  return counts
}

export function rightNumber({ type, number }: Pick<PledgedRight, 'type' | 'number'>): string {
  if (type === 'trademark') return `第${number}号`
  return type === '发明' || type === '实用新型' || type === '外观设计' ? spacedPatent(number) : number
}

/** What happened while somebody was writing: 王经理，11月23日 10:02：银行批复。现在是「已批复」。 */
export function meanwhileWords({ state, events }: Pick<BankLead, 'state' | 'events'>): string {
  const last = events.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1)
  const now = `现在是「${leadLook(state).word}」。`
  return last ? `刚刚变了：${[last.who, dateTime(last.at)].filter(Boolean).join('，')}，${eventWords(last)}。${now}` : `刚刚变了。${now}`
}

export function isOpened(state: LeadState): boolean {
  return openedLeadStates.includes(state)
}
