// Whom a notice is for, and why it came to a firm. Everybody may read every notice; this decides who is told. Pure.
import type { Audience, AudienceReason, FirmFacts } from './audience-schema.ts'

export const audienceLists = ['towns', 'industries', 'scales', 'titles', 'rightKinds', 'programmeIds', 'gapTopics'] as const
export type AudienceList = (typeof audienceLists)[number]

export const everybody: Audience = { everyone: true, towns: [], industries: [], scales: [], titles: [], rightKinds: [], programmeIds: [], gapTopics: [] }

/** What a firm has of each list. A gap counts only while the firm agrees that its assessment is used for this. */
function valuesOf(facts: FirmFacts): Record<AudienceList, readonly string[]> {
  const one = (value: string | null) => (value === null ? [] : [value])
  return { towns: one(facts.town), industries: one(facts.industry), scales: one(facts.scale), titles: facts.titles, rightKinds: facts.rightKinds, programmeIds: facts.programmeIds, gapTopics: facts.gapTopics }
}

/** Nothing chosen and not for everybody: nobody. */
export function isNobody(audience: Audience): boolean {
  return !audience.everyone && audienceLists.every((list) => audience[list].length === 0)
}

/**
 * Why this firm is told, or null when it is not: any value within a list, every list that names something. For everybody the reason is that;
 * lists are not looked at then.
 */
export function reasonsFor(audience: Audience, facts: FirmFacts): AudienceReason[] | null {
  if (audience.everyone) return [{ by: 'everyone', value: '' }]
  if (isNobody(audience)) return null
  const has = valuesOf(facts)
  const reasons: AudienceReason[] = []
  for (const list of audienceLists) {
    const wanted: readonly string[] = audience[list]
    if (wanted.length === 0) continue
    const found = has[list].filter((value) => wanted.includes(value))
    if (found.length === 0) return null
    reasons.push(...found.map((value) => ({ by: list, value })))
  }
  return reasons
}
