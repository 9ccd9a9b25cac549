// What a backup says of itself: manifest.json with every part's sha256, and lists a plain `sha256sum -c` can check without us.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import Type, { type Static } from 'typebox'
import { closed, InstantSchema, oneOf } from '#contract/schema.ts'
import { readJson } from '../content/read.ts'
import { keyFor } from '../sealed-text.ts'
import { storedAt } from '../files/store.ts'

const CountSchema = Type.Integer({ minimum: 0 })
const HashSchema = Type.String({ pattern: '^[0-9a-f]{64}$' })

export const ManifestSchema = closed({
  product: oneOf('zhiqitong'),
  /** Of this file's form. A restore takes only the one it knows. */
  format: Type.Integer({ minimum: 1, maximum: 1 }),
  madeAt: InstantSchema,
  /** Of the program, its Node and its database engine. */
  version: Type.String(),
  node: Type.String(),
  /** Tells whether APP_SECRET is the same; nothing can be opened with it. */
  secretMark: Type.String(),
  database: closed({ kind: oneOf('sqlite', 'postgres'), engine: Type.String(), file: oneOf('zhiqitong.sqlite', 'zhiqitong.dump'), bytes: CountSchema, sha256: HashSchema }),
  /** Migrations the database had seen, in order. */
  migrations: Type.Array(Type.String()),
  /** Rows of every table. */
  counts: Type.Record(Type.String(), CountSchema),
  /** `head`: hash of the last sealed line; waiting: lines not sealed yet. */
  audit: closed({ lines: CountSchema, sealed: CountSchema, waiting: CountSchema, head: Type.String() }),
  /** `missing` and `damaged`: storage keys whose bytes were not there, or not those the database knows. */
  files: closed({ list: oneOf('files.sha256'), sha256: HashSchema, count: CountSchema, bytes: CountSchema, missing: Type.Array(Type.String()), damaged: Type.Array(Type.String()) }),
})
export type Manifest = Static<typeof ManifestSchema>

/** What is read of a database that lies still: a copy, or one snapshot of PostgreSQL. */
export type DatabaseFacts = Pick<Manifest, 'migrations' | 'counts' | 'audit'>
export interface StoredFile { key: string; sha256: string; bytes: number }

export const manifestName = 'manifest.json'
const manifestSum = 'manifest.sha256'
const fileList = 'files.sha256'

/** Says which APP_SECRET sealed the data; a keyed hash, of which the secret cannot be worked out. */
export function secretMarkOf(secret: Buffer): string {
  return createHash('sha256').update(keyFor(secret, 'mark of a backup')).digest('hex').slice(0, 16)
}

/** Hash (hex) and length of a file, read piece by piece. */
export async function hashFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash)
  return { sha256: hash.digest('hex'), bytes: (await stat(path)).size }
}

/** The list of files as `sha256sum` writes it. */
export function listOfFiles(files: readonly StoredFile[]): string {
  return files.map(({ key, sha256 }) => `${sha256}  files/${storedAt(key).split(sep).join('/')}\n`).join('')
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  await writeFile(join(folder, manifestName), text)
  await writeFile(join(folder, manifestSum), `${createHash('sha256').update(text).digest('hex')}  ${manifestName}\n`)
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // said by whoever asked: it is not there, or not to be read
  }
}

export interface CheckedBackup { manifest: Manifest; files: StoredFile[] }

/** Reads the manifest; throws an Error for the operator when it is not one, or not as it was written. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName)
  const text = await textOf(path)
  if (text === undefined) throw new Error(`${folder} is no backup: it has no ${manifestName}`)
  const sum = (await textOf(join(folder, manifestSum)))?.slice(0, 64)
  if (sum !== createHash('sha256').update(text).digest('hex')) throw new Error(`${manifestName} is not as it was written (${manifestSum})`)
  const problems: string[] = []
  const read = readJson(path, manifestName, ManifestSchema, problems)
  if (!read) throw new Error(`${folder} cannot be used: ${problems.join('; ')}`)
  return read.value
}

/** The list of files, read again. */
export function readList(text: string): { key: string; sha256: string; path: string }[] {
  return text.split('\n').filter((line) => line !== '').map((line) => {
    const match = /^([0-9a-f]{64}) {2}(files\/[0-9a-f]{2}\/[0-9a-f]{2}\/([0-9a-f-]{36}))$/.exec(line)
    const [, sha256, path, key] = match ?? []
    if (sha256 === undefined || path === undefined || key === undefined || path !== `files/${storedAt(key).split(sep).join('/')}`) throw new Error(`${fileList} has a line that names no file: ${line.slice(0, 120)}`)
    return { key, sha256, path }
  })
}

/** Reads every byte of a backup and compares it with the manifest. Throws an Error naming all parts that are missing or not as they were. */
export async function checkBackup(folder: string): Promise<CheckedBackup> {
  const manifest = await readManifest(folder)
  const problems: string[] = []
  async function compare(name: string, sha256: string): Promise<number> {
    const found = await hashFile(join(folder, name)).catch(() => undefined)
    if (!found) problems.push(`${name} is missing`)
    else if (found.sha256 !== sha256) problems.push(`${name} is not as it was written`)
    return found?.bytes ?? 0
  }
  await compare(manifest.database.file, manifest.database.sha256)
  await compare(fileList, manifest.files.sha256)
  const files: StoredFile[] = []
  if (problems.length === 0) {
    for (const { key, sha256, path } of readList((await textOf(join(folder, fileList))) ?? '')) files.push({ key, sha256, bytes: await compare(path, sha256) })
    if (files.length !== manifest.files.count) problems.push(`${fileList} names ${files.length} files, the manifest ${manifest.files.count}`)
  }
  if (problems.length > 0) throw new Error(`the backup in ${folder} is damaged:\n${problems.slice(0, 50).map((problem) => `  ${problem}`).join('\n')}`)
  return { manifest, files }
}
