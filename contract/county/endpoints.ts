import { endpoint } from '../endpoint.ts'
import type { County } from './schema.ts'

export const getCounty = endpoint<{ reply: County & { demo: boolean } }>('GET', '/api/county')
export interface Health { status: 'ok' | 'degraded'; database: 'sqlite' | 'postgres'; worker: 'running' | 'stopped'; version: string }
export const getHealth = endpoint<{ reply: Health }>('GET', '/api/health')
