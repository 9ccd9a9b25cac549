import type { Me } from '#contract/accounts/schema.ts'

/** Where somebody with a duty has their work; home of everybody else. */
export function workRoot({ roles }: Pick<Me, 'roles'>): string {
  if (roles.length === 0) return '/'
  if (roles.includes('officer')) return '/desk'
  if (roles.includes('administrator')) return '/desk/staff'
  return roles.includes('bank') ? '/bank' : '/me'
}
