// Who is signed in, and signing out. A file of its own: every page asks these and carries no others.
import { endpoint } from '../endpoint.ts'
import type { Me } from './schema.ts'

export const getMe = endpoint<{ reply: Me }>('GET', '/api/accounts/me')
export const signOut = endpoint<{ reply: void }>('DELETE', '/api/accounts/sessions/current')
