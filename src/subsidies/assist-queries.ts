import { endAssist, listAssists } from '#contract/subsidies/endpoints.ts'
import type { Assist } from '#contract/subsidies/assist.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

const assistsKey = ['subsidies', 'assists']

/** The assistant's own. */
export function useMyAssists(enabled: () => boolean = () => true): Load<Assist[]> {
  return useLoad({ key: [...assistsKey, 'mine'], query: async (read) => (await read(listAssists, { query: {} })).items, enabled })
}

/** Who helped the firm; for its members. */
export function useFirmAssists(firmId: () => string): Load<Assist[]> {
  return useLoad({ key: () => [...assistsKey, 'firm', firmId()], query: async (read) => (await read(listAssists, { query: { firmId: firmId() } })).items, enabled: () => firmId() !== '' })
}

export function stopAssist(id: string): Promise<void> {
  return call(endAssist, { params: { id } })
}
