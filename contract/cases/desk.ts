// The desk home: groups over all capabilities, and where ready sentences are used. Values only: a phone imports this file.

/**
 * Over everything that is open, whatever capability it is of. mine: in my hand, or in that of whom I stand in for · overdue, today, week (working days ahead): what the county owes ·
 * unassigned: in nobody's hand · second: waits for another person's decision · waiting: a firm, a bank or an expert is to answer · all.
 */
export const deskGroups = ['mine', 'overdue', 'today', 'week', 'unassigned', 'second', 'waiting', 'all'] as const
export type DeskGroup = (typeof deskGroups)[number]
export const deskGroupWords: Readonly<Record<DeskGroup, string>> = {
  mine: '我的', overdue: '超期', today: '今天到期', week: '本周', unassigned: '没人接', second: '等第二人', waiting: '等答复', all: '全部',
}

/** Whose answer it waits for. us: the county's · second: another officer's than the one who prepared it. */
export const waitsFor = ['us', 'second', 'firm', 'bank', 'expert'] as const
export type WaitsFor = (typeof waitsFor)[number]
export const waitsForWords: Readonly<Record<WaitsFor, string>> = { us: '等我们办', second: '等第二人', firm: '等企业', bank: '等银行', expert: '等专家' }

/** Working days ahead that `week` means. */
export const weekWorkdays = 5
/** As many as one hand-over takes. */
export const mostHanded = 100

/** Where ready sentences are used. */
export const phrasePlaces = ['correction', 'opinion', 'refusal', 'answer', 'call', 'other'] as const
export type PhrasePlace = (typeof phrasePlaces)[number]
export const phrasePlaceWords: Readonly<Record<PhrasePlace, string>> = {
  correction: '补正告知', opinion: '审核意见', refusal: '退回和不通过', answer: '异议和复核答复', call: '电话记录', other: '其他说明',
}
export const mostPhrases = 100
