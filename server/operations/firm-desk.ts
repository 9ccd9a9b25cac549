// Firms as officers find and read them: the list and the card.
import { sql, type SqlBool } from 'kysely'
import type { DeskFirm, DeskFirmLine, DeskFirms, DeskFirmsQuery, FirmStanding } from '#contract/accounts/firm-desk-schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { compareText, plainCode } from '#contract/identifiers/text.ts'
import { firmWords, isOrWasNamed } from '../accounts/firm-words.ts'
import { listTitles } from '../accounts/firm-titles.ts'
import { findFirm } from '../accounts/firms-repository.ts'
import { needsFourEyes } from '../content/security.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { listChangesOf, proposalKinds, waitingFirmIds } from './firm-changes-repository.ts'
import { countDrafts, listRunning } from './firm-running.ts'

const pageSize = 30
const instant = (at: number) => new Date(at).toISOString()
const named = ({ id, name, uscc }: Pick<FirmRow, 'id' | 'name' | 'uscc'>) => ({ id, name, uscc })
const standingOf = ({ ended_kind: kind }: Pick<FirmRow, 'ended_kind'>): FirmStanding => kind ?? 'going'

function chosen(connection: Connection, query: DeskFirmsQuery, waiting: readonly string[]) {
  let firms = connection.selectFrom('firms')
  if (query.standing === undefined) firms = firms.where(sql<SqlBool>`(firms.ended_kind is null or firms.ended_kind <> 'merged')`)
  else if (query.standing === 'going') firms = firms.where('firms.ended_kind', 'is', null)
  else firms = firms.where('firms.ended_kind', '=', query.standing)
  if (query.town !== undefined) firms = firms.where('firms.town', '=', query.town)
  if (query.verification !== undefined) firms = firms.where('firms.verification', '=', query.verification)
  if (query.waiting) firms = firms.where('firms.id', 'in', waiting.length > 0 ? waiting : [''])
  const typed = query.q?.trim() ?? ''
  return typed === '' ? firms : firms.where(isOrWasNamed(firmWords(typed)))
}

async function formerCodesOf(connection: Connection, ids: readonly string[], typed: string): Promise<Map<string, string>> {
  const code = plainCode(typed).replace(/\s/g, '').toUpperCase()
  if (code.length < 2 || ids.length === 0) return new Map()
  const rows = await connection.selectFrom('firm_codes').select(['firm_id', 'uscc', 'name']).where('firm_id', 'in', ids).orderBy('until_at').execute()
  const name = compareText(typed).toLowerCase()
  return new Map(rows.filter((row) => row.uscc.includes(code) || row.name.toLowerCase().includes(name)).map((row) => [row.firm_id, row.uscc]))
}

/** Newest first. */
export async function listDeskFirms(connection: Connection, query: DeskFirmsQuery): Promise<DeskFirms> {
  const limit = query.limit ?? pageSize
  const after = readInstantCursor(query.cursor)
  const waiting = await waitingFirmIds(connection)
  let page = chosen(connection, query, waiting).selectAll('firms').orderBy('firms.created_at', 'desc').orderBy('firms.id').limit(limit + 1)
  if (after) page = page.where((eb) => eb.or([eb('firms.created_at', '<', after[0]), eb.and([eb('firms.created_at', '=', after[0]), eb('firms.id', '>', after[1])])]))
  const rows = await page.execute()
  const shown = rows.slice(0, limit)
  const { total } = await chosen(connection, query, waiting).select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const former = await formerCodesOf(connection, shown.map((row) => row.id), query.q ?? '')
  const items = shown.map((row): DeskFirmLine => ({
    ...named(row), usccCheck: row.uscc_check, town: row.town, verification: row.verification, standing: standingOf(row), createdAt: instant(row.created_at), formerCode: former.get(row.id) ?? null, waiting: waiting.includes(row.id),
  }))
  const last = shown.at(-1)
  return { items, total: Number(total), waiting: waiting.length, ...(rows.length > limit && last ? { next: writeCursor([last.created_at, last.id]) } : {}) }
}

async function listMembers(connection: Connection, firmId: string): Promise<DeskFirm['members']> {
  const rows = await connection.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select(['accounts.name', 'accounts.phone', 'memberships.role', 'memberships.state', 'memberships.changed_at'])
    .where('memberships.firm_id', '=', firmId).where('memberships.state', 'in', ['active', 'pending']).orderBy('memberships.state').orderBy('memberships.role').orderBy('memberships.created_at').limit(200).execute()
  return rows.map((row) => ({ name: row.name, phoneMasked: maskPhone(row.phone), role: row.role, state: row.state, since: instant(row.changed_at) }))
}

const whats: Readonly<Record<string, DeskFirm['verifications'][number]['what']>> = { 'accounts.create-firm': 'registered', 'accounts.submit-licence': 'handed-in', 'accounts.verify-firm': 'verified', 'accounts.refuse-firm': 'refused', 'accounts.update-firm': 'again' }

/** Of the audit: what was done about the licence, newest first; also of firms that went into this one. A change of particulars counts where it asks for a new look. */
async function listVerifications(connection: Connection, firmIds: readonly string[]): Promise<DeskFirm['verifications']> {
  const rows = await connection.selectFrom('audit').leftJoin('accounts', 'accounts.id', 'audit.account_id').select(['audit.at', 'audit.action', 'audit.details', 'audit.role', 'accounts.name'])
    .where('audit.subject', 'in', firmIds.map((id) => `firm:${id}`)).where('audit.action', 'in', Object.keys(whats)).where('audit.outcome', '=', 'done').orderBy('audit.id', 'desc').limit(50).execute()
  return rows.flatMap((row) => {
    const what = whats[row.action]
    const details = readStoredJson<{ reason?: unknown; verification?: unknown }>(row.details)
    if (what === undefined || (what === 'again' && details.verification !== 'pending')) return []
    return [{ at: instant(row.at), what, by: row.name ?? '', reason: typeof details.reason === 'string' ? details.reason : null }]
  })
}

/** Throws `not-found`. */
export async function getDeskFirm(deps: Deps, reader: SignedIn, id: string): Promise<DeskFirm> {
  const { db: connection } = deps
  const firm = await findFirm(connection, id)
  if (!firm) throw notFound(`no firm ${id}`)
  const into = firm.merged_into === null ? undefined : await findFirm(connection, firm.merged_into)
  const absorbed = await connection.selectFrom('firms').select(['id', 'name', 'uscc']).where('merged_into', '=', id).orderBy('created_at').execute()
  const codes = await connection.selectFrom('firm_codes').selectAll().where('firm_id', '=', id).orderBy('until_at', 'desc').execute()
  const kinds: DeskFirm['fourEyes'] = ['merge', 'code', 'end', 'reopen']
  return {
    ...named(firm), usccCheck: firm.uscc_check, town: firm.town, legalPerson: firm.legal_person, industry: firm.industry, scale: firm.scale, titles: await listTitles(connection, id),
    verification: firm.verification, verificationNote: firm.verification_note, licenceFileId: firm.licence_file_id, createdAt: instant(firm.created_at), version: firm.version,
    ended: firm.ended_kind === null ? null : { kind: firm.ended_kind, on: firm.ended_on, into: into ? named(into) : null },
    members: await listMembers(connection, id), codes: codes.map((row) => ({ uscc: row.uscc, name: row.name, until: instant(row.until_at), reason: row.reason })), absorbed,
    running: await listRunning(connection, id), drafts: await countDrafts(connection, id), verifications: await listVerifications(connection, [id, ...absorbed.map((one) => one.id)]),
    changes: await listChangesOf(connection, reader.id, id), fourEyes: kinds.filter((kind) => needsFourEyes(deps.content.security, proposalKinds[kind])),
  }
}
