// npm run cli -- export: all that is kept about one firm, as a zip of JSON and files (docs/operations.md says what is in it).
import { open } from 'node:fs/promises'
import { sql } from 'kysely'
import { Zip, ZipPassThrough, ZipDeflate, strToU8 } from 'fflate'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { findFirmByAnyCode, findFirmOrHeir } from '../accounts/firms-repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { openSealed } from '../financing/sealed.ts'
import { openText } from '../sealed-text.ts'
import { disputeKey } from '../subsidies/disputes.ts'
import { openAnswers } from '../subsidies/sealed.ts'
import { idsIn, maskRow, type Masking, type Row } from './export-masking.ts'
import { firmTables } from './export-tables.ts'

export interface ExportRequest { /** Credit code or id. */ firm: string; /** Path of the zip, which must not be there yet. */ to: string; opensSealed: boolean }
export interface ExportReport { to: string; firmId: string; name: string; rows: Record<string, number>; files: number; bytes: number; sealed: 'opened' | 'shut'; problems: string[] }

interface Person { id: string; name: string; phone: string; staff_role: string | null }
interface Gathered { firmId: string; firmName: string; tables: Record<string, Row[]>; people: (Omit<Person, 'staff_role'> & { role: string })[] }

const chunk = 500

async function peopleOf(tx: Tx, ids: readonly string[]): Promise<Person[]> {
  const people: Person[] = []
  for (let from = 0; from < ids.length; from += chunk) people.push(...(await tx.selectFrom('accounts').select(['id', 'name', 'phone', 'staff_role']).where('id', 'in', ids.slice(from, from + chunk)).execute()))
  return people
}

/** All rows in one transaction, so that they belong together, and the line that says they were taken out. */
async function gather(tx: Tx, deps: Deps, { firm: named, opensSealed }: ExportRequest): Promise<Gathered> {
  const firm = (await findFirmOrHeir(tx, named)) ?? (await findFirmByAnyCode(tx, named.toUpperCase()))
  if (!firm) throw new Error(`no firm has the credit code or id ${named}`)
  const raw: Record<string, Row[]> = {}
  for (const [table, ofFirm] of Object.entries(firmTables)) raw[table] = (await sql<Row>`select * from ${sql.table(table)} where ${ofFirm(firm.id)}`.execute(tx)).rows
  const members = await tx.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select(['accounts.id', 'accounts.phone', 'memberships.state', 'memberships.role']).where('memberships.firm_id', '=', firm.id).execute()
  const roles = new Map(members.map(({ id, role, state }) => [id, state === 'active' ? role : `${role}, ${state}`]))
  const mentioned = await peopleOf(tx, [...idsIn(Object.values(raw).flat())])
  const isKnown = ({ id, staff_role: duty }: Person) => roles.has(id) || duty !== null
  const masking: Masking = {
    ownPhones: new Set(members.filter(({ state }) => state === 'active').map(({ phone }) => phone)),
    strangers: new Set(mentioned.filter((person) => !isKnown(person)).map(({ id }) => id)),
    open: opensSealed ? (text) => openText(disputeKey(deps), text) ?? openSealed(deps.config.secret, text) ?? String(openAnswers(deps.config.secret, { text }).text) : undefined,
  }
  const tables = Object.fromEntries(Object.entries(raw).map(([table, rows]) => [table, rows.map((row) => maskRow(table, row, masking))]))
  const people = mentioned.filter(isKnown).map(({ id, name, phone, staff_role: duty }) => ({ id, name, phone: masking.ownPhones.has(phone) ? phone : maskPhone(phone), role: roles.get(id) ?? duty ?? '' }))
  await recordAudit(tx, { at: deps.clock.now(), accountId: null, role: 'operator', action: 'operations.export', subject: `firm:${firm.id}`, firmId: firm.id, details: { sealed: opensSealed ? 'opened' : 'shut' } })
  return { firmId: firm.id, firmName: firm.name, tables, people }
}

const readMe = (name: string, at: string) => `${name}, ${at}

people.json   who is named in the tables: the firm's people, and those of the county who dealt with it
tables/       one file a table, each a list of rows as the database keeps them; instants are epoch milliseconds, money is fen
files/        the stored files, by the id they have in tables/files.json

[sealed]      rests encrypted and was not opened for this export
[withheld]    is not the firm's to know: who objected, what lets somebody in
Telephones of others are shown in part.
`

/** Writes the zip piece by piece: a firm may keep gigabytes. */
async function writeZip(deps: Deps, to: string, { firmName, tables, people }: Gathered): Promise<{ files: number; bytes: number; problems: string[] }> {
  const handle = await open(to, 'wx', 0o600)
  const problems: string[] = []
  let [files, bytes] = [0, 0]
  const waiting: Uint8Array[] = []
  const zip = new Zip((error, data) => {
    if (error) throw error
    waiting.push(data)
  })
  const drain = async () => {
    for (const data of waiting.splice(0)) {
      bytes += data.byteLength
      await handle.writeFile(data)
    }
  }
  const mtime = deps.clock.now()
  try {
    const addText = async (name: string, text: string) => {
      const entry = new ZipDeflate(name, { level: 6 })
      entry.mtime = mtime
      zip.add(entry)
      entry.push(strToU8(text), true)
      await drain()
    }
    await addText('README.txt', readMe(firmName, new Date(mtime).toISOString()))
    await addText('people.json', `${JSON.stringify(people, null, 1)}\n`)
    for (const [table, rows] of Object.entries(tables)) await addText(`tables/${table}.json`, `${JSON.stringify(rows, null, 1)}\n`)
    for (const { id, storage_key: key } of tables.files ?? []) {
      if ((await deps.files.sizeOf(String(key))) === undefined) {
        problems.push(`the bytes of file ${String(id)} are missing`)
        continue
      }
      const entry = new ZipPassThrough(`files/${String(id)}`)
      entry.mtime = mtime
      zip.add(entry)
      for await (const part of await deps.files.open(String(key))) {
        entry.push(new Uint8Array(part))
        await drain()
      }
      entry.push(new Uint8Array(), true)
      await drain()
      files += 1
    }
    zip.end()
    await drain()
    await handle.sync()
    return { files, bytes, problems }
  } finally {
    await handle.close()
  }
}

/** Takes out what is kept about one firm. Throws an Error for the operator: no such firm, or `to` is there already. */
export async function exportFirm(deps: Deps, request: ExportRequest): Promise<ExportReport> {
  const gathered = await deps.commands.run((tx) => gather(tx, deps, request))
  const written = await writeZip(deps, request.to, gathered)
  const rows = Object.fromEntries(Object.entries(gathered.tables).filter(([, found]) => found.length > 0).map(([table, found]) => [table, found.length]))
  return { to: request.to, firmId: gathered.firmId, name: gathered.firmName, rows, ...written, sealed: request.opensSealed ? 'opened' : 'shut' }
}
