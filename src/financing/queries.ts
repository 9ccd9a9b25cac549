// What everybody may read of financing; it changes with a release.
import { getFinancing, getReadiness } from '#contract/financing/endpoints.ts'
import type { Financing } from '#contract/financing/product-schema.ts'
import type { Readiness } from '#contract/financing/readiness-schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export function useFinancing(): Load<Financing> {
  return useLoad({ key: ['public', 'financing', 'products'], query: (read) => read(getFinancing), staleTime: 600_000 })
}

export function useReadiness(): Load<Readiness> {
  return useLoad({ key: ['public', 'financing', 'readiness'], query: (read) => read(getReadiness), staleTime: 600_000 })
}
