import {
  actOnApplication,
  addPaperPage,
  discardDraft,
  getApplication,
  listApplications,
  removePaperPage,
  saveAnswers,
  startApplication,
  tickCorrection,
} from '#contract/subsidies/endpoints.ts'
import type { TickInput } from '#contract/cases/corrections.ts'
import type { Answers, Application, ApplicationSummary } from '#contract/subsidies/schema.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** The firm's own applications, newest first; nothing is asked while `firmId` is null. */
export function useApplications(firmId: () => string | null): Load<ApplicationSummary[]> {
  return useLoad({
    key: () => ['subsidies', 'applications', firmId() ?? ''],
    query: async (read, signal) => (await read(listApplications, { query: { firmId: firmId() ?? '', limit: 100 }, signal })).items,
    enabled: () => firmId() !== null,
  })
}

/** A draft: the new one, or the one there is (C2). */
export function beginApplication(firmId: string, programmeId: string): Promise<Application> {
  return call(startApplication, { body: { firmId, programmeId } })
}

export const applicationKey = (id: string) => ['subsidies', 'application', id]

export function useApplication(id: () => string): Load<Application> {
  return useLoad({ key: () => applicationKey(id()), query: (read) => read(getApplication, { params: { id: id() } }) })
}

export function readApplication(id: string): Promise<Application> {
  return call(getApplication, { params: { id } })
}

/** Only the named answers; `version` is the one they were changed on. */
export function sendAnswers(id: string, answers: Answers, version: number): Promise<Application> {
  return call(saveAnswers, { params: { id }, body: { answers }, ifMatch: version, timeoutMs: 60_000 })
}

export function endDraft(id: string): Promise<void> {
  return call(discardDraft, { params: { id } })
}

/** `replaces`: the page whose place it takes. */
export function attachPage(id: string, paperId: string, fileId: string, replaces?: string): Promise<Application> {
  return call(addPaperPage, { params: { id }, body: { paperId, fileId, ...(replaces === undefined ? {} : { replaces }) } })
}

export function detachPage(id: string, pageId: string): Promise<Application> {
  return call(removePaperPage, { params: { id, pageId } })
}

/** One item of the open card: corrected, or not yet; `reply` is what the firm says to it. */
export function tickItem(id: string, itemId: string, input: TickInput): Promise<Application> {
  return call(tickCorrection, { params: { id, itemId }, body: input })
}

export function submitApplication(id: string, version: number, idempotencyKey: string): Promise<Application> {
  return call(actOnApplication, { params: { id, action: 'submit' }, body: { statement: true, version }, idempotencyKey, timeoutMs: 60_000 })
}
