// 为我 as it was seen last, in the person's vault: whoever signs out takes it along. What it names is read beforehand, for a way without a network.
import { getNotice } from '#contract/notices/endpoints.ts'
import type { MyNotice } from '#contract/notices/mine-schema.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { call } from '#client/http.ts'
import { findKeptNotice, keepNotice } from './kept-notices.ts'

const nameOf = (firmId: string) => `notices.mine.${firmId}`
const mostAhead = 20

export async function keepMine(userId: string, firmId: string, items: readonly MyNotice[]): Promise<void> {
  await openMyVault(userId)
    .then((vault) => vault.put(nameOf(firmId), items))
    .catch(() => undefined) // not kept: at the next look
}

function isItem(value: unknown): value is MyNotice {
  return typeof value === 'object' && value !== null && 'id' in value && 'why' in value && 'excerpt' in value
}

/** Empty where nothing was kept, or nobody has its key. */
export async function readMine(userId: string, firmId: string): Promise<MyNotice[]> {
  const kept = await openMyVault(userId)
    .then((vault) => vault.get(nameOf(firmId)))
    .catch(() => undefined)
  return Array.isArray(kept) ? kept.filter(isItem) : []
}

/** One after the other, what is not here yet or was changed. Quiet: what cannot be had now comes with the next look. */
export async function readAhead(items: readonly MyNotice[]): Promise<void> {
  for (const { id, change } of items.slice(0, mostAhead)) {
    const kept = await findKeptNotice(id)
    const isNew = kept === null || (change === 'withdrawn' && kept.notice.withdrawn === null)
    if (!isNew && change !== 'corrected') continue
    const notice = await call(getNotice, { params: { id } }).catch(() => null)
    if (!notice) return
    await keepNotice(notice)
  }
}
