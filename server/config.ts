// The only reader of process.env. A missing setting stops the process, by name, not a request.
import { createHash } from 'node:crypto'
import { ConfigError, readChannels, type AliyunConfig, type MailConfig, type PushConfig, type SmsGatewayConfig } from './config-channels.ts'
import { readFiles, type FilesConfig, type S3Config } from './config-files.ts'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = fileURLToPath(new URL('..', import.meta.url))

export { ConfigError }
export type { AliyunConfig, MailConfig, PushConfig, S3Config, SmsGatewayConfig }

export interface Config extends FilesConfig {
  demo: boolean
  port: number
  host: string
  dataDir: string
  /** PostgreSQL connection string, or undefined for SQLite in dataDir. */
  databaseUrl: string | undefined
  contentDir: string
  /** Origin people see, e.g. https://ip.example.gov.cn, without a trailing slash. */
  publicUrl: string
  /** 32 bytes from which keys are derived (local draft keys, code hashes). */
  secret: Buffer
  sms: SmsGatewayConfig | undefined
  aliyun: AliyunConfig | undefined
  /** Proves that a receipt comes from a provider of ours; without it none is believed. */
  smsCallbackSecret: string | undefined
  push: PushConfig | undefined
  mail: MailConfig | undefined
  /** SMS a day, over all numbers; notices take at most half. */
  smsDailyBudget: number
  /** demanded: of the duties of security.json, before anything else is reached. offered: of nobody who has not set one up. */
  secondFactor: 'demanded' | 'offered'
  requestsPerMinute: number
  /** Addresses whose X-Forwarded-For is believed; empty: none. */
  trustedProxies: string[]
  logLevel: string
  /** Who may read /metrics from another machine; without it only this machine, and in production nobody. */
  metricsToken: string | undefined
  /** Bytes of the disk that stay free: below, nothing new is written into SQLite. */
  diskReserveBytes: number
  /** SQLite: where the server copies itself to, and how often; undefined: it does not. */
  copy: { to: string; everyMs: number } | undefined
  /** Where pg_dump and pg_restore are looked for. */
  programFolders: string[]
  /** Demo only: the instant the clock starts at. */
  clockStart: number | undefined
  version: string
}

function integer(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new ConfigError(`${name} must be a whole number, not "${text}"`)
  return value
}

function clockStartOf(env: NodeJS.ProcessEnv, production: boolean): number | undefined {
  const text = env.ZQT_CLOCK
  if (!text) return undefined
  if (production) throw new ConfigError('ZQT_CLOCK is for demonstrations and tests; production runs on the real clock')
  const start = Date.parse(text)
  if (Number.isNaN(start)) throw new ConfigError(`ZQT_CLOCK is not an instant: "${text}"`)
  return start
}

const debianPostgres = '/usr/lib/postgresql'

/** PG_BIN alone where it is set; else Debian's folders, newest first, and PATH. */
function programFoldersOf(env: NodeJS.ProcessEnv): string[] {
  if (env.PG_BIN) return [env.PG_BIN]
  const versions = existsSync(debianPostgres) ? readdirSync(debianPostgres).filter((name) => /^\d+$/.test(name)) : []
  return [...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debianPostgres, version, 'bin')), ...(env.PATH ?? '').split(delimiter).filter(Boolean)]
}

function secondFactorOf(env: NodeJS.ProcessEnv, production: boolean): Config['secondFactor'] {
  const word = env.SECOND_FACTOR || (production ? 'demanded' : 'offered')
  if (word !== 'demanded' && word !== 'offered') throw new ConfigError(`SECOND_FACTOR is demanded or offered, not "${word}"`)
  return word
}

function copyOf(env: NodeJS.ProcessEnv, dataDir: string): Config['copy'] {
  if (!env.COPY_TO) return undefined
  if (env.DATABASE_URL) throw new ConfigError('COPY_TO is for SQLite; PostgreSQL keeps its WAL elsewhere (docs/operations.md)')
  const to = resolve(env.COPY_TO)
  if (to === dataDir || to.startsWith(dataDir + sep)) throw new ConfigError('COPY_TO must lie outside DATA_DIR, on another disk or machine')
  const minutes = integer('COPY_EVERY_MINUTES', env.COPY_EVERY_MINUTES, 3)
  if (minutes < 1) throw new ConfigError('COPY_EVERY_MINUTES must be at least 1; without COPY_TO no copies are made')
  return { to, everyMs: minutes * 60_000 }
}

const productionNeeds = ['PUBLIC_URL', 'APP_SECRET', 'DATA_DIR'] as const

/** Reads and checks all settings. Throws ConfigError naming every missing one. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const production = env.NODE_ENV === 'production'
  if (production) {
    const missing: string[] = productionNeeds.filter((name) => !env[name])
    if (!env.SMS_GATEWAY_URL && !env.ALIYUN_SMS_KEY_ID) missing.push('SMS_GATEWAY_URL and SMS_GATEWAY_TOKEN (or ALIYUN_SMS_KEY_ID and the settings with it)')
    if (missing.length > 0) throw new ConfigError(`Not a demo (NODE_ENV=production), so these settings are needed: ${missing.join(', ')}`)
    if ((env.APP_SECRET ?? '').length < 32) throw new ConfigError('APP_SECRET must have at least 32 characters')
    if (!env.PUBLIC_URL?.startsWith('https://')) throw new ConfigError('PUBLIC_URL must begin with https:// in production')
  }
  if (env.METRICS_TOKEN && env.METRICS_TOKEN.length < 24) throw new ConfigError('METRICS_TOKEN must have at least 24 characters')
  const port = integer('PORT', env.PORT, 3000)
  const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, '')
  const dataDir = resolve(env.DATA_DIR ?? join(projectRoot, 'data'))
  return {
    demo: !production,
    port,
    host: env.HOST ?? (production ? '127.0.0.1' : '0.0.0.0'),
    dataDir,
    ...readFiles(env, dataDir, production),
    databaseUrl: env.DATABASE_URL || undefined,
    contentDir: resolve(env.CONTENT_DIR ?? join(projectRoot, 'content/huantai')),
    publicUrl,
    secret: createHash('sha256').update(env.APP_SECRET ?? 'demo only: no secret was configured').digest(),
    ...readChannels(env, production),
    smsDailyBudget: integer('SMS_DAILY_BUDGET', env.SMS_DAILY_BUDGET, 5000),
    secondFactor: secondFactorOf(env, production),
    requestsPerMinute: integer('REQUESTS_PER_MINUTE', env.REQUESTS_PER_MINUTE, 3000),
    trustedProxies: (env.TRUSTED_PROXIES ?? '').split(',').map((entry) => entry.trim()).filter(Boolean),
    logLevel: env.LOG_LEVEL ?? 'info',
    metricsToken: env.METRICS_TOKEN || undefined,
    diskReserveBytes: integer('DISK_RESERVE_MB', env.DISK_RESERVE_MB, 512) * 1024 ** 2,
    copy: copyOf(env, dataDir),
    programFolders: programFoldersOf(env),
    clockStart: clockStartOf(env, production),
    version: env.npm_package_version ?? '0.1.0',
  }
}
