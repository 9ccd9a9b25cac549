// The foot of a case on the desk, alone: the application as the server gives it, the deeds, and what was sent.
import { defineComponent, h, type Component } from 'vue'
import { vi } from 'vitest'
import type { Dispute } from '#contract/subsidies/handling.ts'
import type { Application, Recommendation } from '#contract/subsidies/schema.ts'
import { useApplication } from '#client/subsidies/api.ts'
import DeskActions from '#client/subsidies/DeskActions.vue'
import { answer, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aCase, aQueue, as, officer } from './case-world.dom.ts'
import { answerCounts } from './desk-counts.dom.ts'

export const casework = {
  source: '', correctionWorkdays: 5, publiciseWorkdays: 5, objectionWorkdays: 10, appealWorkdays: 10, appealWithinWorkdays: 10, alertWorkdays: 2, publicityShownDays: 60, illustrative: true,
  promises: { correction: '交回补正', appeal: '答复复核申请' }, paymentFailed: '没有拨付成功，请核对收款账户：', phrases: [],
  reasons: { recommend: ['材料齐全，建议支持。'], approve: ['复核无误，同意支持。'], refuse: ['不符合申报条件：'] },
}
export const aRecommendation: Recommendation = {
  amountFen: 1_800_000_00, computedFen: 1_800_000_00, amountReason: null, reason: '材料齐全，建议支持。', by: '李科', byMe: false, at: '2026-11-23T01:30:00.000Z',
}
export function aDispute(overrides: Partial<Dispute> = {}): Dispute {
  return {
    id: 'd1', kind: 'objection', at: '2026-11-23T01:40:00.000Z', state: 'open', name: '周明', contact: '13800000009', reason: '这件专利去年领过一次', fileIds: [],
    dueOn: '2026-12-07', workdaysLeft: 10, answer: null, answeredBy: null, answeredAt: null, ...overrides,
  }
}

const Foot = defineComponent(() => {
  const loaded = useApplication(() => 'a1')
  return () => (loaded.data.value ? h(DeskActions, { application: loaded.data.value }) : h('i'))
})

/** A piece of the desk on its own, with everything sheets ask the server for. */
export async function openPiece(piece: Component, application: Application): Promise<Page> {
  answer('GET /api/subsidies/applications/a1', 200, application)
  answer('GET /api/cases/queue', 200, aQueue([]))
  answerCounts()
  answer('GET /api/cases/casework', 200, casework)
  answer('GET /api/county', 200, { towns: ['新城镇', '马桥镇'] })
  const page = await mountPage(as(officer, piece), '/desk/cases/a1')
  await vi.dynamicImportSettled()
  await page.settle()
  return page
}
export const openFoot = (overrides: Partial<Application>) => openPiece(Foot, aCase({ version: 3, ...overrides }))

/** Opens a sheet by its button at the foot, or under 更多. */
export async function ask(page: Page, word: string): Promise<void> {
  const find = (selector: string) => [...document.querySelectorAll<HTMLButtonElement>(selector)].find((button) => button.textContent?.trim().startsWith(word))
  if (!find('.desk-acts-row button')) await page.press('更多')
  const button = find('.desk-acts-row button') ?? find('.deed-more button')
  if (!button) throw new Error(`no deed ${word}`)
  button.click()
  await page.settle()
  await vi.dynamicImportSettled()
  await page.settle()
}
/** The sheet that is up. */
export function sheet(): HTMLElement {
  const all = [...document.querySelectorAll<HTMLElement>('.confirm-sheet')].filter((one) => one.style.display !== 'none')
  const last = all.at(-1)
  if (!last) throw new Error('no sheet is up')
  return last
}
export const confirmButton = () => [...sheet().querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].at(-1)
export const confirmWord = () => confirmButton()?.textContent?.trim()
export async function confirm(page: Page): Promise<void> {
  confirmButton()?.click()
  await page.settle()
  await vi.dynamicImportSettled()
  await page.settle()
}
export const isUp = () => [...document.querySelectorAll<HTMLElement>('.confirm-sheet')].some((one) => one.style.display !== 'none')
export const acted = (action: string) => sent.filter((request) => request.url === `/api/subsidies/applications/a1/actions/${action}`)
export const accepts = (action: string, reply: Application) => answer(`POST /api/subsidies/applications/a1/actions/${action}`, 200, reply)
export const refuses = (action: string, status: number, body: object) => answer(`POST /api/subsidies/applications/a1/actions/${action}`, status, { requestId: 'r', ...body })
/** Types money into the box 按元填. */
export async function pay(page: Page, yuan: string): Promise<void> {
  const label = [...sheet().querySelectorAll('label')].find((one) => one.textContent?.startsWith('按元填'))
  const box = label?.querySelector('input')
  if (!box) throw new Error('no box for 元')
  box.value = yuan
  box.dispatchEvent(new Event('input'))
  await page.settle()
}
/** Picks one of the answers of a ChoiceBox. */
export async function pick(page: Page, word: string): Promise<void> {
  const option = [...sheet().querySelectorAll('.choice')].find((one) => one.textContent?.trim() === word)
  option?.querySelector('input')?.click()
  await page.settle()
}
