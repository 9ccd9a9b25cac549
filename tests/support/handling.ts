// A case between its firm and the desk, on any day: the clock moves and everybody stays signed in.
import sharp from 'sharp'
import { expect } from 'vitest'
import type { CorrectionItemInput, Opening } from '#contract/cases/corrections.ts'
import { addPaperPage, getApplication, saveAnswers, tickCorrection } from '#contract/subsidies/endpoints.ts'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import type { Client, Reply } from './api-client.ts'
import type { TestApp } from './app.ts'
import { act } from './applications.ts'
import { uploadFile } from './upload.ts'

/** Moves the clock there; sessions go on as if their people had never been away (the code they signed in with grows old all the same). */
export async function moveTo(test: TestApp, instant: string): Promise<void> {
  test.clock.set(instant)
  const now = test.clock.now()
  await test.db.updateTable('sessions').set({ last_seen_at: now, ends_at: now + 86_400_000 }).execute()
}

/** The phone of everybody signed in was proven by a code just now. */
export async function freshCodes(test: TestApp): Promise<void> {
  await test.db.updateTable('sessions').set({ confirmed_at: test.clock.now() }).execute()
}

/** The body of a reply that must have worked. */
export async function done<T>(asked: Promise<Reply<T>>, status = 200): Promise<T> {
  const reply = await asked
  expect(reply.status, JSON.stringify(reply.error)).toBe(status)
  return reply.body
}

/** Status, code and fields of a refusal, sorted by field. */
export async function refusal(asked: Promise<Reply<unknown>>): Promise<[status: number, code: string, ...fields: string[]]> {
  const { status, error } = await asked
  return [status, error.code, ...(error.fields ?? []).map(({ field }) => field).toSorted()]
}

export function read(client: Client, id: string): Promise<Application> {
  return done(client.call(getApplication, { params: { id } }))
}

export const field = (path: string): Opening => ({ kind: 'field', path })
export const paper = (paperId: string): Opening => ({ kind: 'paper', paperId })
export const page = (paperId: string, fileId: string): Opening => ({ kind: 'page', paperId, fileId })

/** One item of a 一次告知, pinned to the first thing it opens. */
export function anItem(id: string, ...opens: Opening[]): CorrectionItemInput {
  const [first] = opens
  const at: CorrectionItemInput['at'] = first === undefined || first.kind === 'field' ? { kind: 'field', path: first?.path ?? 'companyName' }
    : { kind: 'paper', paperId: first.paperId, fileId: first.kind === 'page' ? first.fileId : null, page: 1, x: null, y: null }
  return { id: `item-${id}`, at, phraseId: null, text: `请核对：${id}`, opens }
}

export function returned(officer: Client, id: string, items: CorrectionItemInput[]): Promise<Application> {
  return done(act(officer, id, 'return', { items }))
}

/** Saves on the version that stands now; the reply, whatever it is. */
export async function answer(firm: Client, id: string, answers: Answers): Promise<Reply<Application>> {
  return firm.call(saveAnswers, { params: { id }, version: (await read(firm, id)).version, body: { answers } })
}

let shade = 0
/** A new page of its own bytes, stored for the firm; its file id. */
export async function aPage(firm: Client, firmId: string): Promise<string> {
  shade = (shade + 1) % 250
  const bytes = await sharp({ create: { width: 300, height: 420, channels: 3, background: { r: shade, g: 120, b: 200 } } }).png().toBuffer()
  return uploadFile(firm, { bytes, name: '补正.png', type: 'image/png', firmId, purpose: 'paper' })
}

export function attach(firm: Client, id: string, paperId: string, fileId: string, replaces?: string): Promise<Reply<Application>> {
  return firm.call(addPaperPage, { params: { id }, body: { paperId, fileId, ...(replaces === undefined ? {} : { replaces }) } })
}

export function tick(firm: Client, id: string, itemId: string, reply?: string, isDone = true): Promise<Reply<Application>> {
  return firm.call(tickCorrection, { params: { id, itemId }, body: { done: isDone, ...(reply === undefined ? {} : { reply }) } })
}

/** Every item ticked, with a word where nothing was changed, and handed in again. */
export async function handedBack(firm: Client, id: string): Promise<Application> {
  for (const item of (await read(firm, id)).correction?.items ?? []) await done(tick(firm, id, item.id, item.isChanged ? undefined : '核对过，没有错。'))
  return done(act(firm, id, 'resubmit', { statement: true }))
}

/** By the recommender and the one who decides: approved, from accepted. */
export async function approved(officer: Client, second: Client, id: string): Promise<Application> {
  await done(act(officer, id, 'recommend', { reason: '材料齐全', noConflict: true }))
  return done(act(second, id, 'approve', { reason: '复核无误', noConflict: true }))
}
