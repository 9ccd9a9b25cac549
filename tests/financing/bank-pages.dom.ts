// A bank contact's phone with leads, on the fake network of mount-page.dom.ts.
import { vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import { useQueryCache } from '@pinia/colada'
import { getActivePinia } from 'pinia'
import type { Me } from '#contract/accounts/schema.ts'
import { readinessRulesOf } from '#contract/financing/products.ts'
import type { BankLead, BankLeadLine, BankLeads, Blind, Full, Terms } from '#contract/financing/lead-schema.ts'
import { leadActionsFor, type LeadState } from '#contract/financing/workflow.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { bankRoutes } from '#client/financing/bank-routes.ts'
import { answer, mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { content } from './financing-pages.dom.ts'
import casework from '../../content/huantai/financing-casework.json'

export const today = '2026-11-23'
export const now = '2026-11-23T02:08:00.000Z'
export const contact: Me = { id: 'b1', name: '赵敏', phoneMasked: '138****0030', roles: ['bank'], consentVersion: '3', sessionExpiresAt: '2026-12-24T00:00:00.000Z', firms: [] }
/** What nothing may be left of after the firm took its consent back. */
export const names = ['湖畔新材料有限公司', '91370321MA3C00001X', '周海', '13900001111', 'ZL202110000001', '一种含氟密封材料', '扩建二车间', '尽调清单'] as const

const light = (id: Blind['lights'][number]['id'], title: string, verdict: Blind['verdict'] = 'green') => ({ id, title, verdict })
export const blind: Blind = {
  industry: '新材料', townBand: '北部各镇', amountBand: '300—500 万元', months: 12, use: '买原料、周转', verdict: 'amber',
  rights: [{ type: '发明', ageYears: 4 }, { type: 'trademark', ageYears: null }],
  lights: [light('owner', '权利人就是企业'), light('fees', '年费', 'amber'), light('owner', '权利人就是企业'), light('fees', '年费'), light('dispute', '没有纠纷', 'red')],
}
export const noTerms: Terms = {
  intendedFen: null, approvedFen: null, disbursedFen: null, approvedMonths: null, rate: null, contractNumber: null, signedOn: null, registrationNumber: null, registeredOn: null, registeredRightIds: [],
  lentOn: null, maturesOn: null, settledOn: null, releasedOn: null,
}
export const full: Full = {
  firm: { name: names[0], uscc: names[1], town: '马桥镇', industry: '新材料', scale: '小型', legalPerson: names[2] },
  contact: { name: '孙凯', phone: names[3] }, loan: { amountFen: 500000000, months: 12, use: '买原料、周转', words: names[6] }, finance: { turnover: '2000 万—1 亿元', debt: '100 万元以下' },
  rights: [{ id: 'r1', type: '发明', number: 'ZL202110000001.2', title: names[5], owner: names[0], coOwners: [], filedOn: '2021-03-02', grantedOn: '2022-09-01', lastDay: '2041-03-01' }, { id: 'r2', type: 'trademark', number: '8661190', title: '湖畔', owner: names[0], coOwners: [], filedOn: null, grantedOn: '2020-01-01', lastDay: '2030-01-01' }],
  card: {
    verdict: 'amber', on: '2026-11-20', counts: { green: 7, amber: 1, red: 0 }, papers: ['登记簿副本'],
    rights: [{ rightId: 'r1', verdict: 'amber', lights: [{ id: 'fees', title: '年费', verdict: 'amber', findings: [{ verdict: 'amber', reason: { code: 'fee-due', on: '2026-12-15', fen: 120000 } }], paper: '年费缴纳凭证', advice: '先缴清' }] }],
    firm: [{ id: 'dispute', title: '没有纠纷', verdict: 'green', findings: [{ verdict: 'green', reason: { code: 'answered', text: '没有' } }], paper: null, advice: null }],
  },
}
export function aLead(state: LeadState, over: Partial<BankLead> = {}): BankLead {
  const isOpen = state !== 'offered' && state !== 'refused' && state !== 'expired' && state !== 'failed'
  return {
    id: 'l1', number: 'HT2026-DJ-0001', state, version: 1, offeredAt: '2026-11-20T02:00:00.000Z', takenAt: isOpen ? '2026-11-21T02:00:00.000Z' : null, endedAt: null, reason: null, terms: isOpen ? { ...noTerms, intendedFen: 500000000 } : noTerms, files: [],
    events: [{ id: 'e1', at: '2026-11-20T02:00:00.000Z', action: 'consent', side: 'firm', who: null, state: 'offered', note: null }], actions: leadActionsFor('bank', state),
    answerBy: state === 'offered' ? '2026-12-04' : null, workdaysLeft: state === 'offered' ? 9 : null, blind, full: isOpen ? full : null, consentId: isOpen ? 'c1' : null, ...over,
  }
}
export function aLine(state: LeadState, over: Partial<BankLeadLine> = {}): BankLeadLine {
  const { id, number, offeredAt, answerBy, workdaysLeft, full: seen } = aLead(state)
  return { id, number, state, offeredAt, answerBy, workdaysLeft, blind, firmName: seen?.firm.name ?? null, stageAt: '2026-11-21T02:00:00.000Z', ...over }
}
export function leads(items: BankLeadLine[], over: Partial<BankLeads> = {}): BankLeads {
  return { bank: { id: 'k1', name: '示例银行甲', isOpen: true }, items, counts: { open: 2, running: 1, lent: 0, ended: 3, all: 6 }, today, ...over }
}
/** The lead as the server has it now, alone in the list. */
export function serveLead(lead: BankLead): void {
  answer('GET /api/financing/leads/l1', 200, lead)
  answer('GET /api/financing/leads', 200, leads([aLine(lead.state, { firmName: lead.full?.firm.name ?? null })]))
}
export function serveBank(): void {
  answer('GET /api/financing/leads', 200, leads([aLine('offered')]))
  answer('GET /api/financing/choices', 200, { ...casework, consent: casework.consent })
  answer('GET /api/financing/readiness', 200, readinessRulesOf(content))
  answer('GET /api/accounts/local-key', 200, { key: 'q'.repeat(43) + '=' })
  answer('GET /api/messages/unread', 200, { unread: 0 })
  answer('GET /api/county', 200, { name: '云溪县', office: '云溪县市场监督管理局', hotlines: [], footer: {} })
}

let readCache = (): string => ''
/** All that the page in view holds in its stores and readings. */
export const held = () => readCache()
export async function open(path: string, person: Me = contact): Promise<Page> {
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(person)
      const [cache, pinia] = [useQueryCache(), getActivePinia()]
      readCache = () => JSON.stringify([cache.getEntries().map((entry) => [entry.key, entry.state.value.data]), pinia?.state.value])
      return () => h(RouterView)
    },
  })
  const page = await mountPage(Stage, path, bankRoutes)
  await loaded(page)
  return page
}
export async function loaded(page: Page): Promise<void> {
  await vi.waitFor(async () => {
    await page.settle()
    if (document.querySelector('main .skel') || !document.querySelector('main > *')) throw new Error(`still loading: ${page.text()}`)
  })
}
/** Until this stands on the page. */
export async function until(page: Page, words: string): Promise<void> {
  await vi.waitFor(async () => {
    await page.settle()
    if (!page.text().includes(words)) throw new Error(`not there: ${words} in ${page.text()}`)
  })
}
export const texts = (place: string) => [...document.querySelectorAll(place)].map((one) => one.textContent?.replace(/\s+/g, ' ').trim() ?? '')
export function confirmButton(): HTMLButtonElement {
  const found = [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts button:last-child')].find((one) => one.closest<HTMLElement>('.confirm-sheet')?.style.display !== 'none')
  if (!found) throw new Error('no sheet is open')
  return found
}
