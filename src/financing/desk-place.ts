// Where among the requests an officer is: kept in the address, so that a figure, a message and a bookmark lead to the same rows.
import type { LocationQuery, LocationQueryValue } from 'vue-router'
import type { DeskGroup, DeskRequestsQuery, FunnelStage } from '#contract/financing/desk-schema.ts'
import { funnelStages } from '#contract/financing/stages.ts'
import { stageWords } from './desk-figures.ts'

/** '' = not narrowed. */
export interface FinancingPlace {
  group: DeskGroup
  stage: FunnelStage | ''
  year: string
  bankId: string
  town: string
  /** null: not narrowed; '': firms that named none. */
  industry: string | null
  q: string
}

/** In the order of their chips; `urgent` ones are red while something is in them. */
export const financingGroups: readonly { group: DeskGroup; word: string; urgent?: true }[] = [
  { group: 'screen', word: '待受理' },
  { group: 'unanswered', word: '无人接单', urgent: true },
  { group: 'calls', word: '要打电话', urgent: true },
  { group: 'stalled', word: '停住了', urgent: true },
  { group: 'open', word: '对接中' },
  { group: 'loans', word: '已放款' },
  { group: 'returned', word: '待企业补充' },
  { group: 'ended', word: '已结束' },
  { group: 'all', word: '全部' },
]

/** What an empty group says. */
export const emptyGroups: Readonly<Record<DeskGroup, { title: string; text: string }>> = {
  screen: { title: '没有待受理的', text: '准备情况有要看一看的，按答复期限排在这里。全是绿灯的，不用等县局，企业直接选银行。' },
  unanswered: { title: '没有无人接单的', text: '请过的银行都没有接、或者超期没答复的需求，排在这里，等您帮企业另想办法。' },
  calls: { title: '没有要打的电话', text: '银行到期还没有答复的，排在这里。一点就拨，打完记一笔。' },
  stalled: { title: '没有停住的', text: '银行接了单、很久没有下一步的，排在这里。' },
  open: { title: '没有对接中的', text: '受理了的需求，请了哪几家银行、到了哪一步，都在这里。' },
  loans: { title: '还没有放款的', text: '银行放了款、企业确认收到的，都在这里。' },
  returned: { title: '没有待补充的', text: '退回企业补充的，补好交回就回到“待受理”。' },
  ended: { title: '没有已结束的', text: '办结、撤回和没有受理的，都在这里。' },
  all: { title: '还没有融资需求', text: '企业交上来的需求都在这里。草稿只有企业自己看得到。' },
}

function textOf(value: LocationQueryValue | LocationQueryValue[] | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** What an address says; what it cannot mean is left out. */
export function financingPlaceOf(query: LocationQuery): FinancingPlace {
  const stage = funnelStages.find((one) => one === query.stage) ?? ''
  const group = financingGroups.find((one) => one.group === query.group)?.group ?? (stage === '' ? 'screen' : 'all')
  const year = /^20\d{2}$/.test(textOf(query.year)) ? textOf(query.year) : ''
  return {
    group,
    stage,
    year,
    bankId: textOf(query.bankId),
    town: textOf(query.town),
    industry: typeof query.industry === 'string' ? query.industry : null,
    q: textOf(query.q),
  }
}

/** The address query of a place; what is usual is left out. */
export function financingQueryOf({ group, industry, ...place }: FinancingPlace): Record<string, string> {
  const said = Object.entries({ group: group === 'screen' && place.stage === '' ? '' : group, ...place }).filter(
    ([, value]) => value !== '',
  )
  return { ...Object.fromEntries(said), ...(industry === null ? {} : { industry }) }
}

/** The same place as the server is asked for it. */
export function financingRequestOf({ group, stage, year, bankId, town, industry, q }: FinancingPlace): DeskRequestsQuery {
  return {
    group,
    stage: stage || undefined,
    year: year === '' ? undefined : Number(year),
    bankId: bankId || undefined,
    town: town || undefined,
    industry: industry ?? undefined,
    q: q || undefined,
  }
}

/** What came along from a figure, in words; '' where nothing did. */
export function figureWords({ stage, year, industry }: FinancingPlace): string {
  const parts = [
    year === '' ? '' : `${year} 年`,
    stage === '' ? '' : `到了“${stageWords[stage]}”`,
    industry === null ? '' : industry === '' ? '没有填行业' : industry,
  ]
  return parts.filter((part) => part !== '').join('，')
}
