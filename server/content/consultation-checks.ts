// What a schema cannot say about content/<county>/consultations.json. Lines of "path: what".
import type { Edition } from '#contract/assessment/edition-schema.ts'
import type { ConsultationContent } from '#contract/consultations/content-schema.ts'
import { minuteOf } from '#contract/consultations/slots.ts'
import type { County } from '#contract/county/schema.ts'
import { repeated } from './fault.ts'

/** Every town of the county once and no other; ids once; lunch ends after it begins; notice within the horizon; every topic an edition leads to is there. */
export function consultationProblems(content: ConsultationContent, county: Pick<County, 'towns'>, editions: readonly Edition[]): string[] {
  const twice = (['topics', 'ways', 'places'] as const).flatMap((list) => repeated(content[list].map(({ id }) => id)).map((id) => `${list}: id ${id} is there twice`))
  const towns = content.towns.map(({ town }) => town)
  const unknown = towns.filter((town) => !county.towns.includes(town)).map((town) => `towns: ${town} is no town of county.json`)
  const missing = county.towns.filter((town) => !towns.includes(town)).map((town) => `towns: ${town} is missing`)
  const lunch = minuteOf(content.lunch.from) < minuteOf(content.lunch.to) ? [] : ['lunch: to is not after from']
  const never = content.ways.flatMap(({ noticeHours }, index) => (noticeHours < content.limits.horizonDays * 24 ? [] : [`ways[${index}].noticeHours: reaches beyond limits.horizonDays, so nothing could ever be booked`]))
  return [...twice, ...repeated(towns).map((town) => `towns: ${town} is there twice`), ...unknown, ...missing, ...lunch, ...never, ...unknownTopics(content, editions)]
}

function unknownTopics({ topics }: ConsultationContent, editions: readonly Edition[]): string[] {
  const known = new Set(topics.map(({ id }) => id))
  const named = editions.flatMap(({ id, chapters, redLines }) => {
    const items = chapters.flatMap(({ clauses }) => clauses).flatMap((clause) => clause.items)
    return [...items, ...redLines].flatMap((one) => (one.topic === undefined || known.has(one.topic) ? [] : [`topics: ${one.topic} is missing, assessment/${id}.json leads to it (${one.id})`]))
  })
  return [...new Set(named)]
}
