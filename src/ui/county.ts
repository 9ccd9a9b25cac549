import { getCounty } from '#contract/county/endpoints.ts'
import type { County } from '#contract/county/schema.ts'
import { useLoad, type Load } from './use-load.ts'

/** ownPhoneDays: how long a phone of one's own stays signed in, unused. */
type WholeCounty = County & { demo: boolean; ownPhoneDays: number }
/** What stands on every public page. */
export type CountyFace = Pick<
  WholeCounty,
  'name' | 'serviceName' | 'office' | 'officePhone' | 'officeAddress' | 'hotlines' | 'footer' | 'demo'
>

/** A part of the county's facts. Only the part travels inside a rendered page; `name` tells the parts apart in the cache. */
export function useCountyPart<T>(name: string, pick: (county: WholeCounty) => T): Load<T> {
  return useLoad({ key: ['public', 'county', name], query: async (call) => pick(await call(getCounty)), staleTime: 600_000 })
}

export function useCountyFace(): Load<CountyFace> {
  return useCountyPart('face', ({ name, serviceName, office, officePhone, officeAddress, hotlines, footer, demo }) => ({
    name,
    serviceName,
    office,
    officePhone,
    officeAddress,
    hotlines,
    footer,
    demo,
  }))
}
