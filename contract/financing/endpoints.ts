import { endpoint } from '../endpoint.ts'
import type { Financing } from './product-schema.ts'
import type { Readiness } from './readiness-schema.ts'

/** Public: products of banks and insurers, the road to a loan and what is said beside them. */
export const getFinancing = endpoint<{ reply: Financing }>('GET', '/api/financing/products')
/** Public: the rules and questions of the readiness card; it is worked out on the phone and sent nowhere. */
export const getReadiness = endpoint<{ reply: Readiness }>('GET', '/api/financing/readiness')
