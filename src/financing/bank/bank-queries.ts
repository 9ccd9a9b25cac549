// What a bank's contact reads. Only in memory, only while they are signed in (forget-lead.ts).
import { computed, onBeforeUnmount, onMounted, ref, watch, type ComputedRef } from 'vue'
import { useQueryCache } from '@pinia/colada'
import {
  actOnLead,
  addLeadFile,
  getFinancingChoices,
  getLead,
  getLeadsSheet,
  listLeads,
  removeLeadFile,
} from '#contract/financing/request-endpoints.ts'
import type { FinancingChoices } from '#contract/financing/casework-schema.ts'
import type { BankLead, BankLeadLine, BankLeads, FirmLead, LeadActionInput } from '#contract/financing/lead-schema.ts'
import type { LeadAction } from '#contract/financing/workflow.ts'
import { call } from '#client/http.ts'
import { useUnreadCount } from '#client/messages/unread.ts'
import { saveFile } from '#client/ui/save-file.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'
import { leadRequestOf, type LeadPlace } from './bank-place.ts'

const pollMs = 60_000

/** The bank by name, its counts and the county's day. */
export function useBankDesk(): Load<BankLeads> {
  return useLoad({
    key: ['financing', 'bank', 'desk'],
    query: (read) => read(listLeads, { query: { group: 'open', limit: 1 } }),
    staleTime: 30_000,
  })
}

export interface LeadList extends Load<BankLeads> {
  /** Of all pages read so far. */
  items: ComputedRef<BankLeadLine[]>
  hasMore: ComputedRef<boolean>
  more: Submit<[], true>
}

/** Reads as many pages as were asked for in one go, so that reading anew keeps the place. */
async function readPages(place: LeadPlace, pages: number, signal: AbortSignal): Promise<BankLeads> {
  const first = await call(listLeads, { query: leadRequestOf(place), signal })
  let [items, next] = [first.items, first.next]
  for (let page = 1; page < pages && next !== undefined; page += 1) {
    const later = await call(listLeads, { query: { ...leadRequestOf(place), cursor: next }, signal })
    items = [...items, ...later.items.filter(({ id }) => !items.some((known) => known.id === id))]
    next = later.next
  }
  return { ...first, items, next }
}

export function useLeads(place: () => LeadPlace): LeadList {
  const pages = ref(1)
  const load = useLoad({
    key: () => ['financing', 'bank', 'leads', place().group, place().q],
    query: (_read, signal) => readPages(place(), pages.value, signal),
  })
  watch(place, (now, before) => {
    if (now.group !== before.group || now.q !== before.q) pages.value = 1
  })
  const more = useSubmit<[], true>(async () => {
    const shown = load.data.value?.items.length ?? 0
    pages.value += 1
    await load.reload()
    if (load.error.value && (load.data.value?.items.length ?? 0) <= shown) {
      pages.value -= 1
      throw load.error.value
    }
    return true
  })
  return {
    ...load,
    items: computed(() => load.data.value?.items ?? []),
    hasMore: computed(() => load.data.value?.next !== undefined),
    more,
  }
}

/** One lead; whatever is behind the page asks anew, nothing stays there without asking. */
export function useLead(id: () => string): Load<BankLead> {
  return useLoad({
    key: () => ['financing', 'bank', 'lead', id()],
    query: (read, signal) => read(getLead, { params: { id: id() }, signal }),
    staleTime: 0,
  })
}

export function useChoices(): Load<FinancingChoices> {
  return useLoad({ key: ['public', 'financing', 'choices'], query: (read) => read(getFinancingChoices), staleTime: 600_000 })
}

/** Asks again when the page comes back into sight, when messages came or went, and every minute in sight (`polls` false: not that; one that is looked at is written down as seen each time). */
export function useFresh(ask: () => unknown, { polls = true }: { polls?: boolean } = {}): void {
  const unread = useUnreadCount()
  const onTime = () => document.visibilityState === 'visible' && ask()
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    if (polls) timer = setInterval(onTime, pollMs)
    document.addEventListener('visibilitychange', onTime)
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', onTime)
  })
  watch(unread, () => ask())
}

function isBankLead(lead: BankLead | FirmLead): lead is BankLead {
  return 'blind' in lead
}

/** The bank's own view of it afterwards. */
export async function sendLeadAction(id: string, action: LeadAction, body: LeadActionInput, key: string): Promise<BankLead | null> {
  const reply = await call(actOnLead, { params: { id, action }, body, idempotencyKey: key })
  return isBankLead(reply) ? reply : null
}
export function attachLeadFile(id: string, fileId: string): Promise<void> {
  return call(addLeadFile, { params: { id }, body: { fileId } })
}
export function dropLeadFile(id: string, fileId: string): Promise<void> {
  return call(removeLeadFile, { params: { id, fileId } })
}
export async function saveLeadsSheet(place: LeadPlace, today: string): Promise<true> {
  const query = leadRequestOf(place.q === '' ? { ...place, group: 'all' } : place)
  saveFile(await call(getLeadsSheet, { query, asBytes: true, timeoutMs: 60_000 }), `质押融资对接-${today}.xlsx`)
  return true
}

export interface LeadChange {
  /** After the reply of a command: it is shown at once, the lists ask again. */
  adopt(lead: BankLead | null): Promise<void>
  /** Something happened elsewhere: all of it is asked anew. */
  all(): Promise<void>
}
export function useLeadChange(): LeadChange {
  const cache = useQueryCache()
  // A reading that fails now says so where it is read.
  const ask = async (...key: string[]): Promise<void> =>
    void (await cache.invalidateQueries({ key: ['financing', 'bank', ...key] }).catch(() => undefined))
  return {
    all: () => ask(),
    async adopt(lead) {
      if (!lead) return ask()
      cache.setQueryData(['financing', 'bank', 'lead', lead.id], lead)
      await Promise.all([ask('leads'), ask('desk')])
    },
  }
}
