import { useQueryCache } from '@pinia/colada'
import * as endpoints from '#contract/accounts/person-endpoints.ts'
import type { AskPersonRequest, AnswerPersonRequest, DecidePersonRequest } from '#contract/accounts/person-schema.ts'
import { call } from '#client/http.ts'
import { saveFile } from '#client/ui/save-file.ts'
import { useLoad } from '#client/ui/use-load.ts'
import { useSubmit } from '#client/ui/use-submit.ts'

const root = ['accounts', 'person'] as const

export function usePersonRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    await Promise.allSettled([cache.invalidateQueries({ key: [...root] }), cache.invalidateQueries({ key: ['cases'] })])
  }
}
export function useMyData() {
  return useLoad({ key: [...root, 'data'], query: (read) => read(endpoints.getMyData) })
}
export function useMyRequests() {
  return useLoad({ key: [...root, 'mine'], query: (read) => read(endpoints.listMyRequests) })
}
export function useAsk() {
  return useSubmit((key, body: AskPersonRequest) => call(endpoints.askPersonRequest, { body, idempotencyKey: key }))
}
export function useWithdraw() {
  return useSubmit((_key, id: string) => call(endpoints.withdrawPersonRequest, { params: { id } }))
}
export function useCopyDownload() {
  return useSubmit(async (_key, { id, number }: { id: string; number: string }) => {
    saveFile(await call(endpoints.getPersonCopy, { params: { id }, asBytes: true, timeoutMs: 60_000 }), `个人信息副本-${number}.zip`, 'application/zip')
    return true
  })
}

export function usePersonRequest(id: () => string | undefined) {
  return useLoad({ key: () => [...root, 'desk', id() ?? ''], query: (read) => read(endpoints.getPersonRequest, { params: { id: id() ?? '' } }), enabled: () => id() !== undefined })
}
export function useAnswer() {
  return useSubmit((_key, { id, version }: { id: string; version: number }, body: AnswerPersonRequest) => call(endpoints.answerPersonRequest, { params: { id }, ifMatch: version, body }))
}
export function useDecision() {
  return useSubmit((_key, id: string, body: DecidePersonRequest) => call(endpoints.decidePersonRequest, { params: { id }, body }))
}
export function useTakeBack() {
  return useSubmit((_key, id: string) => call(endpoints.takeBackPersonAnswer, { params: { id } }))
}
