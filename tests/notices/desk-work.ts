// The desk of notices as officers use it: every step a request.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { everybody } from '#contract/notices/audience.ts'
import type { Audience } from '#contract/notices/audience-schema.ts'
import { actOnNotice, getDeskNotice, listDeskNotices, removeNoticeDraft, saveNotice, startNotice } from '#contract/notices/desk-endpoints.ts'
import type { DeskNotice, DeskNotices, DeskNoticesQuery, NoticeActionInput, NoticeProblem, NoticeText, OpenVersion, VersionAction } from '#contract/notices/desk-schema.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { aNotice } from './desk-text.ts'

export async function readNotice(officer: Client, id: string): Promise<DeskNotice> {
  const reply = await officer.call(getDeskNotice, { params: { id } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}

export async function readOpen(officer: Client, id: string): Promise<OpenVersion> {
  const { open } = await readNotice(officer, id)
  if (!open) throw new Error(`nothing is open of notice ${id}`)
  return open
}

export async function listGroup(officer: Client, query: DeskNoticesQuery): Promise<DeskNotices> {
  const reply = await officer.call(listDeskNotices, { query })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}

export async function begin(officer: Client, of?: string): Promise<string> {
  const reply = await officer.call(startNotice, { body: of === undefined ? {} : { of }, key: randomUUID() })
  expect([200, 201], JSON.stringify(reply.error)).toContain(reply.status)
  return reply.body.id
}

export interface Saving { text?: NoticeText; audience?: Audience; changeNote?: string; tellsReaders?: boolean; revision?: number }
type Saved = Reply<{ revision: number; problems: NoticeProblem[] }>

/** On its newest revision; what is not said stays. */
export async function saveDraft(officer: Client, id: string, { text, audience, changeNote, tellsReaders, revision }: Saving): Promise<Saved> {
  const open = await readOpen(officer, id)
  return officer.call(saveNotice, { params: { id }, version: revision ?? open.revision, body: { text: text ?? open.text, audience: audience ?? open.audience, changeNote: changeNote ?? open.changeNote, tellsReaders: tellsReaders ?? open.tellsReaders } })
}

/** A draft that can be proposed, written by this officer. */
export async function aDraft(officer: Client, change: Partial<NoticeText> = {}, audience: Audience = everybody): Promise<string> {
  const id = await begin(officer)
  const saved = await saveDraft(officer, id, { text: aNotice(change), audience })
  expect([saved.status, saved.body.problems]).toEqual([200, []])
  return id
}

/** On the version as it is now; of a withdrawal on what is live. */
export async function act(officer: Client, id: string, action: VersionAction, input: Partial<NoticeActionInput> = {}, key: string = randomUUID()): Promise<Reply<DeskNotice>> {
  const { open, live } = await readNotice(officer, id)
  const revision = action === 'withdraw' ? live?.number : open?.revision
  return officer.call(actOnNotice, { params: { id, action }, body: { revision: revision ?? 1, ...input }, key })
}

export async function done(reply: Promise<Reply<DeskNotice>>): Promise<DeskNotice> {
  const { status, error, body } = await reply
  expect(status, JSON.stringify(error)).toBe(200)
  return body
}

export const discard = (officer: Client, id: string): Promise<Reply<void>> => officer.call(removeNoticeDraft, { params: { id } })

/** Written and proposed by the first, published by the second. */
export async function aLiveNotice([author, approver]: readonly [Client, Client], change: Partial<NoticeText> = {}, audience: Audience = everybody): Promise<string> {
  const id = await aDraft(author, change, audience)
  await done(act(author, id, 'propose'))
  await done(act(approver, id, 'publish'))
  return id
}
