// Parts of a lead that all its readers see, each as far as they may: terms, papers, history, reason, the day by which an answer is asked for.
import type { LeadEvent, LeadFile, Terms } from '#contract/financing/lead-schema.ts'
import { answerBy } from '#contract/financing/ladder.ts'
import { leadStates, type LeadState } from '#contract/financing/workflow.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { FinancingEventRow, FinancingFileRow, FinancingLeadRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { fileInfoOf } from '../files/view.ts'
import { openTerms } from './sealed.ts'

export type LeadDeps = Pick<Deps, 'content' | 'clock' | 'config'>
export type Reader = 'firm' | 'officer' | 'bank'

export const instant = (at: number): string => new Date(at).toISOString()
export const instantOrNull = (at: number | null): string | null => (at === null ? null : instant(at))

/** Last day on which the ladder waits for an answer (YYYY-MM-DD). */
export function answerByOf({ content }: Pick<Deps, 'content'>, { offered_on }: Pick<FinancingLeadRow, 'offered_on'>): string {
  return answerBy(content.calendar, offered_on, content.financingCasework.ladder)
}

export const noTerms: Terms = { intendedFen: null, approvedFen: null, disbursedFen: null, approvedMonths: null, rate: null, contractNumber: null, signedOn: null, registrationNumber: null, registeredOn: null, registeredRightIds: [], lentOn: null, maturesOn: null, settledOn: null, releasedOn: null }

export function termsOf({ config }: Pick<Deps, 'config'>, row: FinancingLeadRow): Terms {
  return {
    ...openTerms(config.secret, row), signedOn: row.signed_on, registrationNumber: row.registration_number, registeredOn: row.registered_on, registeredRightIds: readStoredJson<string[]>(row.registered_right_ids),
    lentOn: row.lent_on, maturesOn: row.matures_on, settledOn: row.settled_on, releasedOn: row.released_on,
  }
}

/** The word of the county's list; null where the state has none. */
export function reasonWord({ content: { financingCasework } }: Pick<Deps, 'content'>, { state, reason_code }: Pick<FinancingLeadRow, 'state' | 'reason_code'>): string | null {
  const list = state === 'refused' ? financingCasework.refusals : financingCasework.failures
  return reason_code === null ? null : (list.find(({ id }) => id === reason_code)?.word ?? null)
}

type StoredFile = FinancingFileRow & { file: LeadFile['file'] }
/** Papers of these leads in the order they came. */
export async function listLeadFiles(connection: Connection, leadIds: readonly string[]): Promise<StoredFile[]> {
  if (leadIds.length === 0) return []
  const rows = await connection.selectFrom('financing_files').innerJoin('files', 'files.id', 'financing_files.file_id').selectAll('files')
    .select(['financing_files.lead_id', 'financing_files.file_id', 'financing_files.side', 'financing_files.stage', 'financing_files.added_by', 'financing_files.added_at'])
    .where('financing_files.lead_id', 'in', leadIds).orderBy('financing_files.added_at').orderBy('financing_files.file_id').execute()
  return rows.map(({ lead_id, file_id, side, stage, added_by, added_at, ...file }) => ({ lead_id, file_id, side, stage, added_by, added_at, file: fileInfoOf(file) }))
}

export function presentFile({ file, side, stage, added_at }: StoredFile, reader: Reader): LeadFile {
  return { file, side, stage, addedAt: instant(added_at), isMine: side === reader }
}

function isLeadState(state: string): state is LeadState {
  return leadStates.some((one) => one === state)
}

/** Names of who is in these lines. */
export async function namesOf(connection: Connection, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const known = [...new Set(ids.flatMap((id) => (id === null ? [] : [id])))]
  if (known.length === 0) return new Map()
  return new Map((await connection.selectFrom('accounts').select(['id', 'name']).where('id', 'in', known).execute()).map(({ id, name }) => [id, name]))
}

interface Names { people: ReadonlyMap<string, string>; banks: ReadonlyMap<string, string> }

/** People of the reader's own side and officers by name, a bank by its own name, nobody else. */
export function whoOf({ side, account_id, bank_id }: Pick<FinancingEventRow, 'side' | 'account_id' | 'bank_id'>, reader: Reader, { people, banks }: Names): string | null {
  const person = account_id === null ? null : (people.get(account_id) ?? null)
  if (side === reader || side === 'officer') return person
  return side === 'bank' && bank_id !== null ? (banks.get(bank_id) ?? null) : null
}

/** What officers note of a call is their own. */
export function noteFor({ action, note }: Pick<FinancingEventRow, 'action' | 'note'>, reader: Reader): string | null {
  return action === 'call' && reader !== 'officer' ? null : note
}

/** Lines of one lead. */
export function presentLeadEvents(events: readonly FinancingEventRow[], reader: Reader, names: Names): LeadEvent[] {
  return events.flatMap((event) => (isLeadState(event.state) ? [{ id: event.id, at: instant(event.at), action: event.action, side: event.side, who: whoOf(event, reader, names), state: event.state, note: noteFor(event, reader) }] : []))
}
