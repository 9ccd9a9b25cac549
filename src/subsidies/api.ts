import {
  actOnApplication,
  addPaperPage,
  discardDraft,
  getApplication,
  getProgramme,
  listApplications,
  listProgrammes,
  removePaperPage,
  saveAnswers,
  startApplication,
  tickCorrection,
} from '#contract/subsidies/endpoints.ts'
import type { TickInput } from '#contract/cases/corrections.ts'
import type { Programme, ProgrammeSummary } from '#contract/subsidies/programme.ts'
import type { Answers, Application, ApplicationSummary } from '#contract/subsidies/schema.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** All schemes as everybody sees them today. */
export function useProgrammes(): Load<{ items: ProgrammeSummary[]; today: string }> {
  return useLoad({ key: ['public', 'programmes'], query: (read) => read(listProgrammes), staleTime: 60_000 })
}

/** Nothing is asked while the id is ''. */
export function useProgramme(id: () => string): Load<Programme> {
  return useLoad({
    key: () => ['public', 'programme', id()],
    query: (read) => read(getProgramme, { params: { id: id() } }),
    enabled: () => id() !== '',
    staleTime: 60_000,
  })
}

/** What a guide says of a scheme: without the form. */
export type Guide = Omit<Programme, 'sections' | 'facts' | 'statement'>
export interface GuidePage {
  guide: Guide
  /** Upper limit in fen where the rule has one. */
  maxFen: number | null
  today: string
  /** What to look at instead of a closed scheme. */
  instead: ProgrammeSummary[]
}

/** A scheme's public page; only what it shows travels inside the rendered page. */
export function useGuidePage(id: () => string): Load<GuidePage> {
  return useLoad({
    key: () => ['public', 'guide', id()],
    query: async (read) => {
      const [{ sections: _sections, facts: _facts, statement: _statement, ...guide }, { items, today }] = await Promise.all([
        read(getProgramme, { params: { id: id() } }),
        read(listProgrammes),
      ])
      const instead = items.filter((item) => guide.instead?.includes(item.id))
      return { guide, maxFen: items.find((item) => item.id === guide.id)?.maxFen ?? null, today, instead }
    },
    staleTime: 60_000,
  })
}

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
