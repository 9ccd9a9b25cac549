// Headers every reply carries. Pages set their own, exact CSP (server/http/page.ts); everything else may do nothing at all.
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'

/** For replies that are no page: they may do nothing at all. */
export const plainHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'permissions-policy': 'geolocation=(), microphone=(), payment=(), usb=()',
} as const

export function registerSecurityHeaders(app: FastifyInstance, deps: Deps): void {
  const isHttps = deps.config.publicUrl.startsWith('https://')
  app.addHook('onSend', async (_request, reply) => {
    const { 'content-security-policy': policy, ...others } = plainHeaders
    if (!reply.hasHeader('content-security-policy')) void reply.header('content-security-policy', policy)
    void reply.headers(others)
    if (isHttps) void reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
  })
}
