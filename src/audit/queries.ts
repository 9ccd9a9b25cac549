// The audit at the desk: what is asked, and how a seal is worked out again in the browser.
import { useQueryCache } from '@pinia/colada'
import { textToSeal } from '#contract/audit/chain.ts'
import { checkChain, exportAuditLines, getAuditLine, getChainState, listAuditLines, listSights } from '#contract/audit/endpoints.ts'
import type {
  AuditExportQuery,
  AuditFault,
  AuditLine,
  AuditLineFull,
  AuditLines,
  AuditSight,
  ChainState,
  Sights,
  SightsQuery,
} from '#contract/audit/schema.ts'
import { call } from '#client/http.ts'
import { saveFile } from '#client/ui/save-file.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'

export function useAuditLines(query: () => AuditExportQuery): Pages<AuditLine, AuditLines> {
  return usePages<AuditLine, AuditLines>({
    key: () => ['audit', 'lines', JSON.stringify(query())],
    query: (read, cursor) => read(listAuditLines, { query: { ...query(), ...(cursor === undefined ? {} : { cursor }) } }),
    staleTime: 30_000,
  })
}

export function useAuditLine(id: () => string): Load<AuditLineFull> {
  return useLoad({
    key: () => ['audit', 'line', id()],
    query: (read) => read(getAuditLine, { params: { id: id() } }),
    staleTime: 60_000,
  })
}

export function useSights(query: () => SightsQuery | undefined): Pages<AuditSight, Sights> {
  return usePages<AuditSight, Sights>({
    key: () => ['audit', 'sights', JSON.stringify(query() ?? {})],
    query: (read, cursor) =>
      read(listSights, { query: { ...(query() ?? { of: 'firm', id: '' }), ...(cursor === undefined ? {} : { cursor }) } }),
    enabled: () => query() !== undefined,
    staleTime: 30_000,
  })
}

export function useChainState(): Load<ChainState> {
  return useLoad({ key: ['audit', 'chain'], query: (read) => read(getChainState), staleTime: 1_000 })
}

export function useCheckChain(): Submit<[], ChainState> {
  const cache = useQueryCache()
  return useSubmit(async () => {
    const state = await call(checkChain)
    cache.setQueryData(['audit', 'chain'], state)
    return state
  })
}

export async function saveAuditTable(form: 'xlsx' | 'csv', query: AuditExportQuery, today: string): Promise<true> {
  const bytes = await call(exportAuditLines, { params: { form }, query, asBytes: true, timeoutMs: 120_000 })
  saveFile(bytes, `审计记录-${today}.${form}`)
  return true
}

/** matches: as sealed · differs: not as sealed · impossible: this address is no https, so the browser has no means. */
export type SealVerdict = 'matches' | 'differs' | 'impossible'

export async function judgeSeal({ raw, seal }: AuditLineFull): Promise<SealVerdict | undefined> {
  if (raw === null || seal === null) return undefined
  if (!globalThis.crypto?.subtle) return 'impossible'
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(textToSeal(seal.prev, seal.seq, raw)))
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hash === seal.hash ? 'matches' : 'differs'
}

const faultWords: Record<AuditFault['kind'], (fault: AuditFault) => string> = {
  'seal-missing': ({ seq }) => `第 ${seq} 道封印不见了`,
  'line-gone': ({ line, seq }) => `第 ${line} 行不见了（封印 ${seq}）`,
  'not-linked': ({ line, seq }) => `第 ${line} 行的封印 ${seq} 接不上前一道`,
  changed: ({ line }) => `第 ${line} 行被改过`,
  head: () => '链尾和封存时记下的不一致',
  count: () => '记录行数和封印数对不上',
}

export function faultText(fault: AuditFault): string {
  return faultWords[fault.kind](fault)
}
