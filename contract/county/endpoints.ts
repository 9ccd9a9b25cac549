import { endpoint } from '../endpoint.ts'
import type { LegalDocument } from './legal-schema.ts'
import type { County } from './schema.ts'

export const getCounty = endpoint<{ reply: County & { demo: boolean; ownPhoneDays: number } }>('GET', '/api/county')
/** Public. `id`: agreement, third-parties, accessibility, errors. */
export const getLegalDocument = endpoint<{ params: { id: string }; reply: LegalDocument }>('GET', '/api/county/legal/:id')
export interface Health { status: 'ok' | 'degraded'; database: 'sqlite' | 'postgres'; worker: 'running' | 'stopped'; version: string }
export interface Readiness {
  status: 'ready' | 'not-ready'
  database: 'answers' | 'silent'
  migrations: 'current' | 'behind' | 'unknown'
  worker: 'running' | 'stopped'
  /** low: uploads are refused · full: nothing new is written */
  disk: 'ok' | 'low' | 'full' | 'unknown'
  /** unreachable: papers are neither taken nor shown */
  files: 'reachable' | 'unreachable'
  /** By the last full check of the audit chain. */
  audit: 'whole' | 'broken' | 'unchecked' | 'unknown'
}
export const getLiveness = endpoint<{ reply: { status: 'alive' } }>('GET', '/api/health/live')
export const getReadiness = endpoint<{ reply: Readiness }>('GET', '/api/health/ready')
export const getHealth = endpoint<{ reply: Health }>('GET', '/api/health')
