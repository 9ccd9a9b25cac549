import { reactive } from 'vue'

const seen = reactive(new Map<string, Set<string>>())

/** Pages of a case looked at since this tab was opened; a reminder for whoever goes through the papers, kept nowhere else. */
export function seenPages(caseId: string): ReadonlySet<string> {
  return seen.get(caseId) ?? new Set()
}

export function markSeen(caseId: string, leafKey: string): void {
  const known = seen.get(caseId)
  if (known) known.add(leafKey)
  else seen.set(caseId, new Set([leafKey]))
}
