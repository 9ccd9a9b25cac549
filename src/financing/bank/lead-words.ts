// What is being typed about a lead, on this phone only (encrypted, the person's own vault) until it is sent: a reload, a lost connection or a session that ended loses nothing.
// Only what was typed here; nothing of what the server said about the firm.
import { nextTick, reactive, ref, watch, type Ref } from 'vue'
import type { LeadAction } from '#contract/financing/workflow.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { emptyDraft, isDraft, type LeadDraft } from './lead-form.ts'

const prefix = (leadId: string) => `financing/bank/${leadId}/`
const open = (userId: string) => openMyVault(userId).catch(() => null)
/** Forgotten: what is still on its way to the vault stays out of it. */
const gone = new Set<string>()
const underWay = new Map<string, Promise<unknown>>()

/** Everything typed about this lead. */
export async function forgetLeadWords(userId: string, leadId: string): Promise<void> {
  gone.add(leadId)
  await underWay.get(leadId)
  const vault = await open(userId)
  for (const name of (await vault?.names(prefix(leadId))) ?? []) await vault?.remove(name)
}

export interface LeadWords {
  draft: LeadDraft
  /** False until what an earlier visit left is back. */
  isRestored: Ref<boolean>
  /** Something of an earlier visit is in the boxes. */
  wasKept: Ref<boolean>
  forget(): Promise<void>
}

/** One draft a person, lead and deed. `begin`: what stands in the boxes at first. Without the key (no network, session over) it lasts as long as the page. */
export function useLeadWords(userId: string, leadId: string, action: LeadAction, begin: Partial<LeadDraft> = {}): LeadWords {
  const draft = reactive<LeadDraft>({ ...emptyDraft(), ...begin })
  const [isRestored, wasKept] = [ref(false), ref(false)]
  const name = prefix(leadId) + action
  let isOver = false
  let isTouched = false
  let writing: Promise<unknown> = Promise.resolve()
  // It is open again: seen to be there, so what is typed now is kept.
  gone.delete(leadId)

  /** One after another, so that the last word stays. */
  function keepNow(): void {
    isTouched = true
    if (isOver || !isRestored.value) return
    const now: unknown = JSON.parse(JSON.stringify(draft))
    writing = writing
      .then(async () => {
        const vault = await open(userId)
        if (!isOver && !gone.has(leadId)) await vault?.put(name, now)
      })
      .catch(() => undefined)
    underWay.set(leadId, writing)
  }
  async function restore(): Promise<void> {
    const kept = await (await open(userId))?.get(name)
    // What was typed meanwhile stays.
    if (!isDraft(kept) || isTouched) return
    Object.assign(draft, kept)
    wasKept.value = true
    await nextTick()
  }
  watch(draft, keepNow, { flush: 'sync' })
  void restore()
    .catch(() => undefined)
    .finally(() => {
      const wasTyped = isTouched && !wasKept.value
      isRestored.value = true
      if (wasTyped) keepNow()
    })
  return {
    draft,
    isRestored,
    wasKept,
    async forget() {
      isOver = true
      await writing
      await (await open(userId))?.remove(name)
    },
  }
}
