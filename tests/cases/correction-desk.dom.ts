// A submitted case with papers on a desk where a 一次告知 may be written: a picture, a PDF of two pages, and one paper that is missing.
import { vi } from 'vitest'
import type { Casework } from '#contract/cases/casework.ts'
import type { Correction, CorrectionItem } from '#contract/cases/corrections.ts'
import type { FileInfo } from '#contract/files/schema.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { answer, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aCase, aQueue, aQueueItem, aScheme } from './case-world.dom.ts'
import { openDesk } from './desk.dom.ts'

export function aFile(id: string, overrides: Partial<FileInfo> = {}): FileInfo {
  return {
    id,
    name: `${id}.jpg`,
    mediaType: 'image/jpeg',
    sizeBytes: 1,
    sha256: '',
    pages: 1,
    width: 600,
    height: 800,
    createdAt: '2026-11-23T01:00:00.000Z',
    ...overrides,
  }
}
const paper = (id: string, name: string) => ({ id, name, required: true, stamp: true, maxMB: 10, origin: 'firm' }) as const

export const casework: Casework = {
  source: '',
  correctionWorkdays: 5,
  publiciseWorkdays: 5,
  objectionWorkdays: 10,
  appealWorkdays: 10,
  appealWithinWorkdays: 10,
  alertWorkdays: 2, aims: { verification: 3, ownership: 5, payment: 5, assessment: 10, record: 3, revisit: 5, product: 3, scheme: 3, notice: 1, firm: 3 },
  publicityShownDays: 60,
  illustrative: true,
  promises: { correction: '补正', appeal: '复核' },
  paymentFailed: '账户要改：',
  phrases: [
    { id: 'unclear', label: '看不清', on: 'paper', opens: 'page', text: '{paper}第 {page} 页看不清，请重拍整页。' },
    { id: 'expired', label: '过期', on: 'paper', opens: 'paper', text: '{paper}已过有效期。' },
    { id: 'typo', label: '写错了', on: 'field', opens: 'field', text: '{field}有误，请改。' },
  ],
  reasons: { recommend: [], approve: [], refuse: [] },
}

export function aPaperCase(overrides: Partial<Application> = {}): Application {
  return aCase({
    programme: { ...aScheme(), papers: [paper('register', '登记簿副本'), paper('contract', '借款合同'), paper('proof', '比例证明')] },
    papers: [
      { id: 'p1', paperId: 'register', position: 0, file: aFile('f1') },
      { id: 'p2', paperId: 'register', position: 1, file: aFile('f2') },
      { id: 'p3', paperId: 'contract', position: 0, file: aFile('f3') },
    ],
    actions: ['accept', 'return', 'refuse'],
    ...overrides,
  })
}

export function anItem(id: string, overrides: Partial<CorrectionItem> = {}): CorrectionItem {
  return {
    id,
    at: { kind: 'field', path: 'bank' },
    phraseId: null,
    text: '贷款银行有误。',
    opens: [{ kind: 'field', path: 'bank' }],
    doneAt: null,
    doneBy: null,
    reply: null,
    isChanged: false,
    ...overrides,
  }
}
export function aCard(items: CorrectionItem[], overrides: Partial<Correction> = {}): Correction {
  return {
    id: 'c1',
    round: 1,
    kind: 'defects',
    state: 'draft',
    version: 1,
    items,
    savedBy: '王倩',
    savedAt: '2026-11-23T02:00:00.000Z',
    sentAt: null,
    ...overrides,
  }
}

export const cardPath = '/api/subsidies/applications/a1/correction'
export const saves = () => sent.filter((request) => request.url === cardPath)
export const acted = (action: string) => sent.filter((request) => request.url === `/api/subsidies/applications/a1/actions/${action}`)

/** The desk with this case open; saving a card answers with its next version. */
export async function openCase(application: Application = aPaperCase(), isWide = true): Promise<Page> {
  answer('GET /api/cases/casework', 200, casework)
  answer(`PUT ${cardPath}`, 200, { correction: aCard([], { version: 1 }) })
  answer('POST /api/cases/a1/presence', 200, { version: 3, state: application.state, others: [], last: null })
  return openDesk('/desk/cases/a1', { queue: aQueue([aQueueItem()]), application, isWide })
}

/** The picture is there, 300 × 400 on the screen; turned by a quarter it lies 400 × 300. */
export async function showPicture(page: Page, box: { width: number; height: number } = { width: 300, height: 400 }): Promise<void> {
  document.querySelector('.paper-view img')?.dispatchEvent(new Event('load'))
  await page.settle()
  const layer = document.querySelector('.paper-pins')
  if (layer) layer.getBoundingClientRect = () => ({ left: 100, top: 50, ...box }) as DOMRect
}
export async function clickAt(page: Page, x: number, y: number): Promise<void> {
  document.querySelector('.paper-pins')?.dispatchEvent(new MouseEvent('click', { clientX: x, clientY: y, bubbles: true }))
  await page.settle()
}
export const items = () => [...document.querySelectorAll('.correction-item')]
export const sentence = () => document.querySelector<HTMLTextAreaElement>('.correction-item textarea')
export const lastSaved = () =>
  saves().at(-1)?.data as { version: number; items: { at: Record<string, unknown>; text: string; opens: unknown[] }[] } | undefined
/** Long enough for a card to be saved by itself. */
export async function waitForSaving(page: Page): Promise<void> {
  await vi.advanceTimersByTimeAsync(800)
  await page.settle()
}
export const byLabel = (label: string) => document.querySelector<HTMLElement>(`[aria-label="${label}"]`)
