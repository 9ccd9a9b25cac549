import type { Availability, Profile } from '#contract/consultations/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { readAvailability, readProfile } from './api.ts'

/** An expert's hours, for themselves and officers. */
export function useAvailability(expertId: () => string): Load<Availability> {
  return useLoad({
    key: () => ['consultations', 'availability', expertId()],
    query: () => readAvailability(expertId()),
    enabled: () => expertId() !== '',
  })
}
export function useExpertProfile(expertId: () => string): Load<Profile> {
  return useLoad({
    key: () => ['consultations', 'profile', expertId()],
    query: () => readProfile(expertId()),
    enabled: () => expertId() !== '',
  })
}
