import { getProgramme, listApplications, listProgrammes, startApplication } from '#contract/subsidies/endpoints.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { ProgrammeSummary } from '#contract/subsidies/programme.ts'
import type { Application, ApplicationSummary } from '#contract/subsidies/schema.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** All schemes as everybody sees them today. */
export function useProgrammes(): Load<{ items: ProgrammeSummary[]; today: string }> {
  return useLoad({ key: ['public', 'programmes'], query: (read) => read(listProgrammes), staleTime: 60_000 })
}

export function useProgramme(id: () => string): Load<Programme> {
  return useLoad({
    key: () => ['public', 'programme', id()],
    query: (read) => read(getProgramme, { params: { id: id() } }),
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
