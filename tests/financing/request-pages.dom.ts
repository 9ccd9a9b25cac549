// A firm's phone with a request of its own, on the fake network of mount-page.dom.ts.
import type { FinancingChoices } from '#contract/financing/casework-schema.ts'
import type { FirmLead } from '#contract/financing/lead-schema.ts'
import type { FinancingRequest, RequestPatch } from '#contract/financing/request-schema.ts'
import { leadActionsFor, requestActionsFor } from '#contract/financing/workflow.ts'
import type { RightDetail } from '#contract/portfolio/schema.ts'
import { answer, answerWith, sent } from '../accounts/mount-page.dom.ts'
import { aPatent, today } from '../portfolio/rights.dom.ts'
import { serve } from './financing-pages.dom.ts'
import { passing } from './rules.ts'
import casework from '../../content/huantai/financing-casework.json'

export const id = '6f9b9a52-3f1c-4b29-9c39-0f7d2b1a0001'
export const choices = casework as unknown as FinancingChoices
export const due: NonNullable<FinancingRequest['due']> = {
  startedOn: '2026-11-23', dueOn: '2026-11-25', workdays: 2, workdaysLeft: 2, provisional: false, promise: '答复是否受理', side: 'county', heldWorkdays: null,
  days: [['2026-11-23', 1, 0], ['2026-11-24', 2, 1], ['2026-11-25', 3, 2]].map(([date, weekday, index]) => ({ date: String(date), weekday: Number(weekday), kind: 'work' as const, index: Number(index) })),
}
export const wish: FinancingRequest['wish'] = { amountFen: 600_000_000, months: 12, use: 'materials', turnover: '2000-1y', debt: '100-500', contactName: '李敏', contactPhone: '13800000002', words: '' }
export const emptyWish: FinancingRequest['wish'] = { amountFen: null, months: null, use: null, turnover: null, debt: null, contactName: '李敏', contactPhone: '13800000002', words: '' }
const terms: FirmLead['terms'] = {
  intendedFen: 600_000_000, approvedFen: null, disbursedFen: null, approvedMonths: null, rate: null, contractNumber: null, signedOn: null, registrationNumber: null, registeredOn: null, registeredRightIds: [], lentOn: null, maturesOn: null, settledOn: null, releasedOn: null,
}

export function aRequest(over: Partial<FinancingRequest> = {}): FinancingRequest {
  const state = over.state ?? 'draft'
  const isIn = state !== 'draft'
  return {
    id, number: isIn ? 'HT2026-RZ-0001' : null, firmId: 'f1', firmName: '苇畔新材料有限公司', uscc: '91370321MA0DEM013L', town: '马桥镇', industry: '新材料', isVerified: true, state, version: 3, wish,
    rightIds: ['r1'], answers: { ...passing }, rights: [], card: null, items: [], due: null, reason: null, savedAt: '2026-11-23T02:00:00.000Z', submittedAt: isIn ? '2026-11-23T02:05:00.000Z' : null, acceptedAt: null,
    leads: [], events: [], actions: requestActionsFor('firm', state, (over.leads ?? []).map((lead) => lead.state)), today, ...over,
  }
}
export function aLead(over: Partial<FirmLead> = {}): FirmLead {
  const state = over.state ?? 'offered'
  return {
    id: 'l1', number: 'HT2026-DJ-0001', state, version: 1, offeredAt: '2026-11-23T02:06:00.000Z', takenAt: state === 'offered' || state === 'refused' || state === 'expired' ? null : '2026-11-24T02:00:00.000Z', endedAt: null, reason: null, files: [], events: [],
    actions: leadActionsFor('firm', state), bankId: 'b1', bankName: '示例银行甲', bankPhone: '05338880001', contact: state === 'offered' ? null : '赵宁', consent: { id: 'c1', fields: ['firm', 'contact', 'loan'], givenAt: '2026-11-23T02:06:00.000Z', revokedAt: null },
    rating: null, mayRate: false, maySubsidise: false, subsidyCaseId: null, ...over, terms: { ...terms, ...over.terms },
  }
}

/** The server of one request: reads, and saves what it is told on the version it is told. */
export function serveRequest(first: FinancingRequest, items: readonly RightDetail[] = [aPatent()]): { now(): FinancingRequest; set(over: Partial<FinancingRequest>): void; saves(): RequestPatch[] } {
  let now = first
  serve(items)
  answer('GET /api/financing/choices', 200, choices)
  answerWith(`GET /api/financing/requests/${id}`, () => ({ status: 200, body: now }))
  answerWith(`PATCH /api/financing/requests/${id}`, ({ data, headers }) => {
    if (headers?.['If-Match'] !== `"${now.version}"` && headers?.['if-match'] !== `"${now.version}"`) return { status: 412, body: { code: 'stale' } }
    const { amount, rightIds, answers, doneItems, ...rest } = data as RequestPatch
    now = {
      ...now, version: now.version + 1, rightIds: rightIds ?? now.rightIds, answers: { ...now.answers, ...answers }, wish: { ...now.wish, ...rest, ...(amount === undefined ? {} : { amountFen: amount === null ? null : Math.round(Number(amount) * 100) }) },
      items: now.items.map((item) => ({ ...item, doneAt: doneItems === undefined ? item.doneAt : doneItems.includes(item.id) ? '2026-11-23T03:00:00.000Z' : null })),
    }
    return { status: 200, body: now }
  })
  return {
    now: () => now,
    set: (over) => (now = { ...now, ...over, version: now.version + 1 }),
    saves: () => sent.filter(({ method }) => method === 'PATCH').map(({ data }) => data as RequestPatch),
  }
}
