import { getPublicity, listMyObjections, listPublicity, objectToApplication } from '#contract/subsidies/endpoints.ts'
import type { Objection, ObjectionInput, PublicityList, PublicityPage } from '#contract/subsidies/handling.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export function usePublicityList(): Load<PublicityList> {
  return useLoad({ key: ['public', 'publicity'], query: (read) => read(listPublicity) })
}

export function usePublicity(id: () => string): Load<PublicityPage> {
  return useLoad({ key: () => ['public', 'publicity', id()], query: (read) => read(getPublicity, { params: { id: id() } }) })
}

export const myObjectionsKey = (caseId: string) => ['subsidies', 'objections', caseId]

/** What the signed-in person said to this one; nothing is asked while nobody is known. */
export function useMyObjections(caseId: () => string, isKnown: () => boolean): Load<Objection[]> {
  return useLoad({
    key: () => myObjectionsKey(caseId()),
    query: async (read, signal) => (await read(listMyObjections, { params: { id: caseId() }, signal })).items,
    enabled: isKnown,
  })
}

export function sendObjection(caseId: string, input: ObjectionInput, idempotencyKey: string): Promise<Objection> {
  return call(objectToApplication, { params: { id: caseId }, body: input, idempotencyKey, timeoutMs: 60_000 })
}
