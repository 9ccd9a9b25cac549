// People who work on a running server and remember what it said to them. When the server dies in the middle of a request,
// that one request is "unknown": it may have happened or not, and the database is asked afterwards.
import { actOnApplication, addPaperPage, saveAnswers, startApplication } from '#contract/subsidies/endpoints.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { Draft } from '../support/drafts.ts'

export interface Save {
  version: number
  text: string
}

/** Saves words into one draft, over and over. */
export interface Saver {
  draft: Draft
  /** The last save the server has answered. */
  acknowledged: Save
  /** Sent, and not answered when the server died. */
  unknown: Save | undefined
  sent: number
  answered: number
}

export interface Act {
  applicationId: string
  action: CaseAction
  key: string
  client: Client
  /** The number in the reply; undefined until there is one. */
  number: string | null | undefined
}

/** What is needed to make one complete application, and to make it again after it was withdrawn. */
export interface Dossier {
  client: Client
  firmId: string
  programmeId: string
  answers: Record<string, unknown>
  /** Papers still wanted, each with a stored file. */
  papers: { paperId: string; fileId: string }[]
}

export interface Submitter {
  dossier: Dossier
  acknowledged: Act[]
  unknown: Act | undefined
}

/** An answer nobody expects here; the proof stops. */
export class Surprise extends Error {}

let keys = 0
const newKey = () => `prove-${process.pid}-${(keys += 1)}`

function assertStatus(reply: Reply<unknown>, what: string, ...statuses: number[]): void {
  if (!statuses.includes(reply.status)) throw new Surprise(`${what}: ${reply.status} ${JSON.stringify(reply.error)}`)
}

export function aSaver(draft: Draft): Saver {
  return { draft, acknowledged: { version: draft.version, text: '' }, unknown: undefined, sent: 0, answered: 0 }
}

export async function saveOnce(saver: Saver): Promise<void> {
  const { draft, acknowledged } = saver
  saver.sent += 1
  const text = `第${saver.sent}次保存`
  saver.unknown = { version: acknowledged.version + 1, text }
  const reply = await draft.client.call(saveAnswers, { params: { id: draft.id }, body: { answers: { [draft.field]: text } }, version: acknowledged.version })
  assertStatus(reply, 'save', 200)
  saver.acknowledged = { version: reply.body.version, text }
  saver.answered += 1
  saver.unknown = undefined
}

async function send(act: Act): Promise<Reply<Application>> {
  const body = act.action === 'submit' ? { statement: true } : {}
  return act.client.call(actOnApplication, { params: { id: act.applicationId, action: act.action }, body, key: act.key })
}

async function act(submitter: Submitter, applicationId: string, action: CaseAction): Promise<void> {
  submitter.unknown = { applicationId, action, key: newKey(), client: submitter.dossier.client, number: undefined }
  await settle(submitter)
}

/** Sends the request that had no answer once more, under its old key. */
export async function settle(submitter: Submitter): Promise<void> {
  const { unknown } = submitter
  if (unknown === undefined) return
  const reply = await send(unknown)
  assertStatus(reply, `${unknown.action} again`, 200)
  submitter.acknowledged.push({ ...unknown, number: reply.body.number })
  submitter.unknown = undefined
}

/** A draft that lacks nothing; picks up what an earlier, interrupted attempt left. */
export async function prepare(dossier: Dossier): Promise<Application> {
  const { client, firmId, programmeId, answers, papers } = dossier
  const begun = await client.call(startApplication, { body: { firmId, programmeId } })
  assertStatus(begun, 'start', 200, 201)
  const { id, version } = begun.body
  const saved = await client.call(saveAnswers, { params: { id }, body: { answers }, version })
  assertStatus(saved, 'answers', 200)
  let application = saved.body
  for (const paper of papers) {
    if (application.papers.some((page) => page.paperId === paper.paperId)) continue
    const added = await client.call(addPaperPage, { params: { id }, body: paper })
    assertStatus(added, 'paper', 200, 201)
    application = added.body
  }
  return application
}

/** Prepares, submits and withdraws one application. One that was submitted when the server died is withdrawn first: nothing is claimed twice. */
export async function submitOnce(submitter: Submitter): Promise<void> {
  const last = submitter.acknowledged.at(-1)
  if (last?.action === 'submit') await act(submitter, last.applicationId, 'withdraw')
  const { id } = await prepare(submitter.dossier)
  await act(submitter, id, 'submit')
  await act(submitter, id, 'withdraw')
}
