// Once a firm has taken back its consent, or nobody is signed in, nothing of it stays on this phone: not in memory, not in what waits to be sent.
import type { QueryCache, UseQueryEntry } from '@pinia/colada'
import type { BankLead, BankLeads } from '#contract/financing/lead-schema.ts'
import { useUploadStore } from '#client/files/upload-store.ts'
import { forgetLeadWords } from './lead-words.ts'

/** Where papers of a lead wait until they are sent. */
export const uploadOwner = (leadId: string) => `lead:${leadId}`

function isBank({ key }: UseQueryEntry): boolean {
  return key[0] === 'financing' && (key[1] === 'bank' || key[1] === 'receipt')
}

/** All readings of the bank's pages; whoever still shows one lets go of it first. */
export function forgetBank(cache: QueryCache): void {
  for (const entry of cache.getEntries()) if (isBank(entry)) cache.remove(entry)
}

/** Of one lead: its readings, its line in every list, its papers on their way and the pictures of those sent, the words typed about it. Call when its page has let go of it. */
export async function forgetLead(cache: QueryCache, userId: string, leadId: string): Promise<void> {
  const uploads = useUploadStore()
  for (const { file } of cache.getQueryData<BankLead>(['financing', 'bank', 'lead', leadId])?.files ?? []) {
    const picture = uploads.previews.get(file.id)
    if (picture) URL.revokeObjectURL(picture)
    uploads.previews.delete(file.id)
  }
  for (const { key } of cache.getEntries({ key: ['financing', 'bank', 'leads'] })) {
    const list = cache.getQueryData<BankLeads>(key)
    if (list) cache.setQueryData<BankLeads>(key, { ...list, items: list.items.filter(({ id }) => id !== leadId) })
  }
  for (const entry of cache.getEntries())
    if (isBank(entry) && (entry.key[1] === 'receipt' || entry.key.includes(leadId))) cache.remove(entry)
  uploads.closePlace(uploadOwner(leadId))
  for (const { record } of uploads.items.filter((item) => item.record.owner === uploadOwner(leadId))) await uploads.remove(record.id)
  await forgetLeadWords(userId, leadId)
  await cache.invalidateQueries({ key: ['financing', 'bank'] }).catch(() => undefined)
}
