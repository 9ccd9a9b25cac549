// Who is asking: the cookie, the session row behind it, and how long it lives (promises.md B2).
import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sideOf } from '#contract/accounts/duties.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { Security } from '../content/security.ts'
import { AppError } from '../errors.ts'
import { factorStepOf, throughFactorGate } from './factor-gate.ts'
import type { SignedIn } from './route.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const touchEvery = minute

/** Only the hash is stored: whoever reads the table cannot become anybody. */
function sessionIdOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export function isLoopbackHost(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '')
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name)
}

/** `__Host-` and Secure where the site is https or the host is loopback; a plain name elsewhere, in the demo only. */
export function cookieFor(deps: Deps, request: FastifyRequest): { name: string; secure: boolean } {
  const secure = !deps.config.demo || deps.config.publicUrl.startsWith('https://') || isLoopbackHost(request.headers.host)
  return { name: secure ? '__Host-session' : 'session', secure }
}

export interface NewSession { token: string; endsAt: number; idleMs: number; /** The browser keeps its cookie over a restart. */ isKept: boolean }

/** Of security.json. An expert on 这是我自己的手机 has longer than others of the county: a visit without a network outlasts 15 minutes (decision 0016). */
function idleLimitOf({ sessions }: Security, role: StaffRole | null, ownPhone: boolean): number {
  if (role === 'expert' && ownPhone) return sessions.expertPhoneHours * hour
  if (role) return sessions.staffIdleMinutes * minute
  return ownPhone ? sessions.ownPhoneDays * day : sessions.firmHours * hour
}

/** Makes a session of 256 random bits in the caller's transaction. */
export async function createSession({ content }: Pick<Deps, 'content'>, tx: Tx, account: { id: string; role: StaffRole | null }, ownPhone: boolean, now: number): Promise<NewSession> {
  const token = randomBytes(32).toString('base64url')
  const idleMs = idleLimitOf(content.security, account.role, ownPhone)
  const endsAt = now + content.security.sessions.longestDays * day
  await tx.insertInto('sessions').values({ id: sessionIdOf(token), account_id: account.id, created_at: now, confirmed_at: now, last_seen_at: now, idle_ms: idleMs, ends_at: endsAt }).execute()
  await tx.updateTable('accounts').set({ last_seen_at: now }).where('id', '=', account.id).execute()
  return { token, endsAt, idleMs, isKept: ownPhone && (account.role === null || account.role === 'expert') }
}

export function setSessionCookie(deps: Deps, request: FastifyRequest, reply: FastifyReply, session: NewSession): void {
  const { name, secure } = cookieFor(deps, request)
  if (!secure) request.log.warn({}, 'demo without https: the session cookie travels in the clear')
  const keep = session.isKept ? { maxAge: Math.floor(session.idleMs / 1000) } : {}
  void reply.setCookie(name, session.token, { path: '/', httpOnly: true, sameSite: 'lax', secure, ...keep })
}

export function clearSessionCookie(deps: Deps, request: FastifyRequest, reply: FastifyReply): void {
  const { name, secure } = cookieFor(deps, request)
  void reply.clearCookie(name, { path: '/', httpOnly: true, sameSite: 'lax', secure })
}

async function findSession(deps: Deps, token: string, now: number): Promise<(SignedIn & { lastSeenAt: number; expiresAt: number }) | undefined> {
  const row = await deps.db.selectFrom('sessions').innerJoin('accounts', 'accounts.id', 'sessions.account_id').leftJoin('second_factors', 'second_factors.account_id', 'accounts.id')
    .select(['sessions.factor_at', 'accounts.factor_asked_at', 'second_factors.confirmed_at as factor_confirmed_at', 'sessions.id as session_id', 'sessions.confirmed_at', 'sessions.last_seen_at', 'sessions.idle_ms', 'sessions.ends_at', 'accounts.id', 'accounts.name', 'accounts.phone', 'accounts.staff_role'])
    .where('sessions.id', '=', sessionIdOf(token)).where('accounts.disabled_at', 'is', null).executeTakeFirst()
  if (!row || row.ends_at <= now || row.last_seen_at + row.idle_ms <= now) return undefined
  const factor = { isSetUp: row.factor_confirmed_at !== null, provenAt: row.factor_at }
  const step = factorStepOf(deps, { ...factor, duty: row.staff_role, askedAt: row.factor_asked_at }, now)
  return { id: row.id, name: row.name, phone: row.phone, role: row.staff_role && sideOf(row.staff_role), duty: row.staff_role, sessionId: row.session_id, confirmedAt: row.confirmed_at, factor: { ...factor, step }, lastSeenAt: row.last_seen_at, expiresAt: Math.min(row.ends_at, row.last_seen_at + row.idle_ms) }
}

/** How long a code counts as fresh for what matters: member changes now, bank consent and account numbers later. */
const freshFor = 15 * minute

/** Throws `accounts.fresh-code-needed` when the phone was proven by a code too long ago (a thief of an unlocked phone gets no further). */
export function assertFreshCode(account: SignedIn, now: number): void {
  if (now - account.confirmedAt > freshFor) throw new AppError('accounts.fresh-code-needed')
}

/** The same for the second factor itself, which an SMS alone does not change: whoever has one shows it (the answer says `by: factor`). */
export function assertFreshFactor(account: SignedIn, now: number): void {
  if (!account.factor?.isSetUp) return assertFreshCode(account, now)
  if (account.factor.provenAt === null || now - account.factor.provenAt > freshFor) throw new AppError('accounts.fresh-code-needed', { details: { by: 'factor' } })
}

/** Until when a session lives if nothing more is done, and when it was last used; epoch ms. */
export interface SessionLife { endsAt: number; seenAt: number }

export async function sessionLife(db: Connection, sessionId: string): Promise<SessionLife> {
  const row = await db.selectFrom('sessions').select(['last_seen_at', 'idle_ms', 'ends_at']).where('id', '=', sessionId).executeTakeFirstOrThrow()
  return { endsAt: Math.min(row.ends_at, row.last_seen_at + row.idle_ms), seenAt: row.last_seen_at }
}

const readings = new Set(['GET', 'HEAD', 'OPTIONS'])

/** An auditor reads everything officers read and changes nothing, whatever a route's own guard says. Throws `not-allowed`. */
function assertMayAct(request: FastifyRequest, account: SignedIn): void {
  const { access, takesAuditors } = request.routeOptions.config
  if (account.duty !== 'auditor' || readings.has(request.method) || takesAuditors || access === undefined || access === 'public') return
  throw new AppError('not-allowed', { detail: 'an auditor acts nowhere' })
}

/** Resolves `request.account` before any guard runs; activity moves the idle limit, at most once a minute. */
export function registerSessions(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('account', null)
  app.addHook('onRequest', async (request) => {
    const token = request.cookies[cookieFor(deps, request).name]
    if (!token || !request.url.startsWith('/api/')) return
    const now = deps.clock.now()
    const session = await findSession(deps, token, now)
    if (!session) return
    const { lastSeenAt, expiresAt: _, ...account } = session
    // Set before the gate throws: the line of the audit names them.
    request.account = account
    request.account = throughFactorGate(request, account)
    assertMayAct(request, account)
    const isActivity = !request.routeOptions.config.passive
    if (!isActivity || now - lastSeenAt < touchEvery) return
    try {
      await deps.commands.run(async (tx) => {
        // The account first, as where it is shut: two locks in one order.
        await tx.updateTable('accounts').set({ last_seen_at: now }).where('id', '=', account.id).where((eb) => eb.or([eb('last_seen_at', 'is', null), eb('last_seen_at', '<', now)])).execute()
        await tx.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', session.sessionId).where('last_seen_at', '<', now).execute()
      })
    } catch (error) {
      // A full disk must not keep people from reading (promise A13); at worst they sign in again sooner.
      request.log.warn({ err: error }, 'activity not noted')
    }
  })
}
