// Where files are kept: a folder (FILES_DIR, DATA_DIR without it) or an S3-compatible bucket.
import { resolve } from 'node:path'
import { ConfigError, together } from './config-channels.ts'

/** endpoint: undefined for AWS itself. */
export interface S3Config { endpoint: string | undefined; region: string; bucket: string; accessKeyId: string; secretAccessKey: string; forcePathStyle: boolean }
export interface FilesConfig {
  /** files/ and uploads/ lie in it. Several processes on one machine may share it. */
  filesDir: string
  /** Instead of the folder. */
  s3: S3Config | undefined
}

const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

function readEndpoint(text: string | undefined, production: boolean): string | undefined {
  if (!text) return undefined
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new ConfigError('S3_ENDPOINT must be an address that begins with https:// or http://')
  const { protocol, hostname, origin } = new URL(text)
  if (production && protocol === 'http:' && !thisMachine.has(hostname)) throw new ConfigError('S3_ENDPOINT must begin with https:// in production, unless it is this machine')
  return origin
}

/** Throws ConfigError naming what is missing or wrong. */
export function readFiles(env: NodeJS.ProcessEnv, dataDir: string, production: boolean): FilesConfig {
  const found = together(env, 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY')
  const endpoint = readEndpoint(env.S3_ENDPOINT, production)
  if (!found && endpoint !== undefined) throw new ConfigError('S3_ENDPOINT also needs S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY')
  if (found && env.FILES_DIR) throw new ConfigError('FILES_DIR and S3_BUCKET: files are kept in one place')
  return {
    filesDir: env.FILES_DIR ? resolve(env.FILES_DIR) : dataDir,
    s3: found && {
      endpoint, region: env.S3_REGION || 'us-east-1', bucket: found('S3_BUCKET'), accessKeyId: found('S3_ACCESS_KEY_ID'), secretAccessKey: found('S3_SECRET_ACCESS_KEY'),
      // Stores of one's own know no name for every bucket; AWS and Alibaba Cloud do.
      forcePathStyle: env.S3_FORCE_PATH_STYLE ? env.S3_FORCE_PATH_STYLE === '1' : endpoint !== undefined && !/\.(?:amazonaws|aliyuncs)\.com(?:\.cn)?$/.test(new URL(endpoint).hostname),
    },
  }
}
