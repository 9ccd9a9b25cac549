import type { ConsultationContent } from './content-schema.ts'
import type { Topics } from './schema.ts'

/** What everybody may know of the content; `today` is the county's date. */
export function topicsOf({ topics, source: _, ...rest }: ConsultationContent, today: string): Topics {
  return { items: topics, ...rest, today }
}
