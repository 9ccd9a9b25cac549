// What an officer reads and says of a request: sentences to begin with, words of the deeds.
import type { SentCard, SentLight } from '#contract/financing/card-schema.ts'
import type { FirmLead } from '#contract/financing/lead-schema.ts'
import type { FinancingRequest, RequestActionInput } from '#contract/financing/request-schema.ts'
import { requestActionsFor, type LeadAction, type RequestAction } from '#contract/financing/workflow.ts'

export type DeskDeed = Extract<RequestAction, 'accept' | 'decline' | 'close'>
export const deskDeeds: readonly DeskDeed[] = ['accept', 'decline', 'close']
export const deskDeedWords: Record<DeskDeed, { title: string; text: string; confirm: string; done: string; ready: readonly string[] }> = {
  accept: {
    title: '受理这份需求？',
    text: '企业马上收到消息，自己一家一家选银行。银行接单前看不到企业名称和电话。',
    confirm: '受理',
    done: '已受理，企业可以选银行了',
    ready: [],
  },
  decline: {
    title: '不予受理？',
    text: '原因企业看得到。能补的，用“退回补充”。',
    confirm: '不予受理',
    done: '已答复企业',
    ready: ['这几件知识产权现在押不了，换一件再提。', '金额、用途和经营情况对不上，核对后再提。', '企业说暂时不贷了。'],
  },
  close: {
    title: '替企业办结？',
    text: '还没答复的银行马上看不到这份需求。原因企业看得到。',
    confirm: '办结',
    done: '已办结',
    ready: ['企业来电说已经另外解决。', '请过的银行都没有接，先帮企业补齐条件。', '联系不上企业。'],
  },
}

export type ReturnItem = NonNullable<RequestActionInput['items']>[number]
/** A thing to be mended, with its sentence; what it is about in a few words. */
export interface ReadyItem extends ReturnItem {
  title: string
}

function itemOf({ id, title, advice, paper }: SentLight, of: string): ReadyItem {
  const ask = paper === null ? '' : `请备好${paper}。`
  return { about: id, title: of === '' ? title : `${title}（${of}）`, words: `${of === '' ? '' : `${of}：`}${advice ?? ''}${ask}` }
}

/** Of every light that is not green, then what is often missing beside the card. */
export function readyItems(card: SentCard | null, numberOf: (rightId: string) => string): ReadyItem[] {
  const ofRights = (card?.rights ?? []).flatMap(({ rightId, lights }) =>
    lights.filter(({ verdict }) => verdict !== 'green').map((light) => itemOf(light, numberOf(rightId))),
  )
  const ofFirm = (card?.firm ?? []).filter(({ verdict }) => verdict !== 'green').map((light) => itemOf(light, ''))
  return [
    ...ofRights,
    ...ofFirm,
    { about: 'amount', title: '金额', words: '金额请核对，看看是元还是万元。' },
    { about: 'use', title: '用途', words: '请在说明里写清钱用在哪里、什么时候用。' },
    { about: 'finance', title: '经营', words: '营业收入和已有贷款请按最近的报表重新选。' },
    { about: 'contact', title: '联系人', words: '联系电话打不通，请换一位能说清情况的联系人。' },
    { about: 'rights', title: '知识产权', words: '请再选一件，单凭现在这件银行一般不够。' },
  ]
}

/** The officer is of the firm: they see it as the firm does, and somebody else screens it. */
export function isOwnFirm({ actions }: Pick<FinancingRequest, 'actions'>): boolean {
  return actions.some((action) => action === 'submit' || action === 'resubmit' || action === 'withdraw')
}

/** Another officer could move it, this one may not: they once had a hand in it for the firm or a bank. */
export function hadAHand({ actions, state, leads }: Pick<FinancingRequest, 'actions' | 'state' | 'leads'>): boolean {
  return actions.length === 0 && requestActionsFor('officer', state, leads.map((lead) => lead.state)).length > 0
}

export type DeskLeadDeed = Extract<LeadAction, 'expire' | 'fail'>
export const deskLeadWords: Record<DeskLeadDeed, { word: string; title: string; text: string; done: string; label: string }> = {
  expire: {
    word: '关闭',
    title: '关闭这次对接？',
    text: '银行不再看到这份需求，没有看到过企业名称。企业收到消息，可以再选一家。',
    done: '已关闭，企业收到消息',
    label: '为什么关闭',
  },
  fail: {
    word: '记未通过',
    title: '替银行记未通过？',
    text: '用在银行一直没有下文的时候。银行和企业都收到消息和原因，企业可以再选一家。',
    done: '已记未通过',
    label: '情况',
  },
}
/** What the server lets this reader do with it. */
export function deskLeadDeeds({ actions }: Pick<FirmLead, 'actions'>): DeskLeadDeed[] {
  return actions.filter((action): action is DeskLeadDeed => action === 'expire' || action === 'fail')
}
