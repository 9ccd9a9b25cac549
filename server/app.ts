// buildApp(deps): plumbing first, one register line per capability, the error handler last.
import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyBaseLogger, type FastifyContextConfig, type FastifyInstance } from 'fastify'
import { registerSecondFactor } from './accounts/factor-routes.ts'
import { registerAccounts } from './accounts/routes.ts'
import { registerStaff } from './accounts/staff-routes.ts'
import { registerEditions } from './assessment/edition-routes.ts'
import { registerPlan } from './assessment/plan-routes.ts'
import { registerAssessmentReports } from './assessment/report-routes.ts'
import { registerAssessment } from './assessment/routes.ts'
import { registerDeskHome } from './cases/desk-routes.ts'
import { registerCases } from './cases/routes.ts'
import { registerConsultations } from './consultations/routes.ts'
import type { Deps } from './deps.ts'
import { deskParts, staffHands } from './desk.ts'
import { AppError } from './errors.ts'
import { registerFinancing } from './financing/routes.ts'
import { registerLibrary } from './files/library-routes.ts'
import { registerFiles } from './files/routes.ts'
import { answerUnreadable, registerErrorHandler } from './http/error-handler.ts'
import { registerDiskGuard } from './http/disk-guard.ts'
import { registerHealth } from './http/health.ts'
import { registerMetrics } from './http/metrics.ts'
import { registerOriginCheck } from './http/origin.ts'
import { registerPlainInput } from './http/plain-input.ts'
import { withoutQueries } from './http/request-log.ts'
import { useLazyCompilers } from './http/schema-compilers.ts'
import { registerSecurityHeaders } from './http/security-headers.ts'
import { registerSessions } from './http/session.ts'
import { registerNotifications } from './messages/notification-routes.ts'
import { registerMessages } from './messages/routes.ts'
import { registerNoticeAudience } from './notices/audience-routes.ts'
import { registerNoticeReach } from './notices/reach-routes.ts'
import { registerNoticeDesk } from './notices/desk-routes.ts'
import { registerNoticeImport } from './notices/import-routes.ts'
import { registerNotices } from './notices/routes.ts'
import { registerFirmDesk } from './operations/firm-routes.ts'
import { registerPersons } from './operations/person-routes.ts'
import { registerPortfolio } from './portfolio/routes.ts'
import { registerAudit } from './audit/routes.ts'
import { registerReports } from './reports/routes.ts'
import { registerSubsidies } from './subsidies/routes.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Every API route and /metrics, "METHOD /path", for the authorization matrix. */
    apiRoutes: string[]
    /** Who may call each, by the same name. */
    apiGuards: Map<string, Pick<FastifyContextConfig, 'access' | 'takesAuditors' | 'beforeFactor'>>
    /** Compiles one more validator or serialiser; false when all are ready. */
    compileNext(): boolean
  }
}

export interface BuildOptions {
  /** The background worker, for /api/health and /metrics. */
  worker?: { isRunning(): boolean }
  loggerInstance?: FastifyBaseLogger
  /** Pages, assets and the shell; left out where only the API is tested. */
  pages?: (app: FastifyInstance) => Promise<void>
}

async function registerPlumbing(app: FastifyInstance, deps: Deps): Promise<void> {
  registerSecurityHeaders(app, deps)
  await app.register(cookie)
  await app.register(rateLimit, {
    max: deps.config.requestsPerMinute, timeWindow: '1 minute',
    allowList: (request) => !request.url.startsWith('/api/'),
    errorResponseBuilder: (_request, context) => new AppError('too-many-requests', { retryAfterSeconds: Math.ceil(context.ttl / 1000) }),
  })
  registerOriginCheck(app, deps)
  registerPlainInput(app)
  registerSessions(app, deps)
  registerDiskGuard(app, deps)
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: deps.content.county.serviceName, version: deps.config.version }, servers: [{ url: deps.config.publicUrl }] },
  })
}

/** Builds the application without listening; tests inject into the same one. */
export async function buildApp(deps: Deps, options: BuildOptions = {}): Promise<FastifyInstance> {
  const app = Fastify({
    ...(options.loggerInstance ? { loggerInstance: withoutQueries(options.loggerInstance) } : {}),
    genReqId: () => randomUUID(),
    trustProxy: deps.config.trustedProxies.length > 0 ? deps.config.trustedProxies : false,
    bodyLimit: 256 * 1024,
    requestTimeout: 120_000,
    connectionTimeout: 120_000,
    forceCloseConnections: 'idle',
    frameworkErrors: answerUnreadable,
    routerOptions: { maxParamLength: 300 },
  })
  const compileNext = useLazyCompilers(app)
  app.decorate('compileNext', compileNext)
  const apiRoutes: string[] = []
  app.decorate('apiRoutes', apiRoutes)
  app.decorate('apiGuards', new Map())
  app.addHook('onRoute', (routeOptions) => {
    if (!routeOptions.url.startsWith('/api/') && routeOptions.url !== '/metrics') return
    for (const method of [routeOptions.method].flat()) if (method !== 'HEAD' || routeOptions.url.startsWith('/api/files')) {
      apiRoutes.push(`${method} ${routeOptions.url}`)
      app.apiGuards.set(`${method} ${routeOptions.url}`, routeOptions.config ?? {})
    }
  })
  app.addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
  })
  registerErrorHandler(app, deps)
  await registerPlumbing(app, deps)
  const worker = options.worker ?? { isRunning: () => false }
  registerMetrics(app, deps, worker)
  registerHealth(app, deps, worker)
  registerAccounts(app, deps)
  registerSecondFactor(app, deps)
  registerStaff(app, deps, staffHands)
  registerMessages(app, deps)
  await registerNotifications(app, deps)
  registerFirmDesk(app, deps)
  registerPortfolio(app, deps)
  registerCases(app, deps)
  registerDeskHome(app, deps, deskParts)
  registerSubsidies(app, deps)
  registerAssessment(app, deps)
  registerPlan(app, deps)
  registerAssessmentReports(app, deps)
  registerEditions(app, deps)
  registerConsultations(app, deps)
  registerFinancing(app, deps)
  registerNotices(app, deps)
  registerNoticeDesk(app, deps)
  registerNoticeImport(app, deps)
  registerNoticeAudience(app, deps)
  registerNoticeReach(app, deps)
  registerReports(app, deps)
  registerAudit(app, deps)
  registerPersons(app, deps)
  registerLibrary(app, deps)
  await registerFiles(app, deps)
  app.get('/api/openapi.json', { config: { access: 'public' } }, () => app.swagger())
  await options.pages?.(app)
  app.setNotFoundHandler(() => { throw new AppError('not-found', { detail: 'no such path' }) })
  return app
}
