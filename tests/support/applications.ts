// A firm's application up to any point, by the same requests as the phone sends.
import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { expect } from 'vitest'
import type { CaseAction } from '#contract/cases/workflow.ts'
import { missingPapers } from '#contract/subsidies/answers.ts'
import { patentCheckCharacter } from '#contract/identifiers/patent.ts'
import { isRow } from '#contract/subsidies/fields.ts'
import { actOnApplication, addPaperPage, getProgramme, listApplications, saveAnswers, startApplication } from '#contract/subsidies/endpoints.ts'
import type { ActionInput, Answers, Application } from '#contract/subsidies/schema.ts'
import type { Client, Reply } from './api-client.ts'
import { sampleAnswers } from './sample-answers.ts'
import { uploadFile } from './upload.ts'

let picture: Promise<Buffer> | undefined
/** A small real PNG. */
export function aPicture(): Promise<Buffer> {
  picture ??= sharp({ create: { width: 400, height: 560, channels: 3, background: '#fffdf8' } }).png().toBuffer()
  return picture
}

export async function startDraft(client: Client, firmId: string, programmeId: string): Promise<Application> {
  const started = await client.call(startApplication, { body: { firmId, programmeId } })
  expect(started.status).toBe(201)
  return started.body
}

/** Nothing is claimed twice: the second and later case of a firm and scheme is about another patent, certificate or invoice. */
async function anotherClaim(client: Client, { firmId, programmeId }: Application): Promise<Answers> {
  const { items } = (await client.call(listApplications, { query: { firmId, limit: 100 } })).body
  const before = items.filter((item) => item.programmeId === programmeId && item.state !== 'draft').length
  if (before === 0) return {}
  const sample = sampleAnswers(programmeId)
  const patents = Array.isArray(sample['patents']) ? sample['patents'].filter(isRow).map((row, index) => {
    const serial = `20191${String(2_000_000 + before * 100 + index)}`
    return { ...row, patentNo: `ZL${serial}.${patentCheckCharacter(serial)}` }
  }) : undefined
  return {
    ...(patents && { patents }), ...('certNo' in sample && { certNo: `示例-IPMS-2026-${1000 + before}` }), ...('caseNo' in sample && { caseNo: `示例 ${before} O 1/26` }),
    ...('assessOrg' in sample && { assessOrg: `示例评估机构${before}` }), ...('listYear' in sample && { listYear: 2026 - before }),
  }
}

/** Fills the draft with the sample answers of its scheme, less what the firm's profile already gave. */
export async function fillDraft(client: Client, draft: Application, overrides: Answers = {}): Promise<Application> {
  const saved = await client.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { ...sampleAnswers(draft.programmeId, { ...(await anotherClaim(client, draft)), ...overrides }), bankAccountName: undefined, companyName: draft.firmName, ...(draft.programmeId === 'P08' ? {} : { bankAccountName: draft.firmName }) } } })
  expect(saved.status, JSON.stringify(saved.error)).toBe(200)
  return saved.body
}

/** Uploads one page for every paper still asked for. */
export async function attachPapers(client: Client, draft: Application): Promise<void> {
  const programme = (await client.call(getProgramme, { params: { id: draft.programmeId } })).body
  for (const paper of missingPapers(programme, draft.answers, new Map(draft.papers.map((page) => [page.paperId, 1])))) {
    const fileId = await uploadFile(client, { bytes: await aPicture(), name: `${paper.name}.png`, type: 'image/png', firmId: draft.firmId, purpose: 'paper' })
    const added = await client.call(addPaperPage, { params: { id: draft.id }, body: { paperId: paper.id, fileId } })
    expect(added.status, JSON.stringify(added.error)).toBe(201)
  }
}

export async function readyDraft(client: Client, firmId: string, programmeId: string, overrides: Answers = {}): Promise<Application> {
  const draft = await fillDraft(client, await startDraft(client, firmId, programmeId), overrides)
  await attachPapers(client, draft)
  return draft
}

export function act(client: Client, id: string, action: CaseAction, body: ActionInput = {}, key: string = randomUUID()): Promise<Reply<Application>> {
  return client.call(actOnApplication, { params: { id, action }, body, key })
}

export async function submittedApplication(client: Client, firmId: string, programmeId: string, overrides: Answers = {}): Promise<Application> {
  const draft = await readyDraft(client, firmId, programmeId, overrides)
  const submitted = await act(client, draft.id, 'submit', { statement: true })
  expect(submitted.status, JSON.stringify(submitted.error)).toBe(200)
  return submitted.body
}
