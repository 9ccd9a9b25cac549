import { randomUUID } from 'node:crypto'
import { sql, type Selectable } from 'kysely'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { Origin } from '#contract/subsidies/standing.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ApplicationRow, CaseRow, FileRow, SubmissionRow } from '../db/schema.ts'
import type { Snapshot } from './snapshot.ts'

export type ApplicationCase = Selectable<CaseRow> & { application: Omit<ApplicationRow, 'case_id' | 'answers'> & { answers: Answers } }

function withApplication(row: Selectable<CaseRow> & ApplicationRow): ApplicationCase {
  const { case_id: _, answers, programme_version, snapshot, done_sections, total_sections, batch_id, place, recommended_fen, origins, ...rest } = row
  return { ...rest, application: { answers: readStoredJson<Answers>(answers), programme_version, snapshot, done_sections, total_sections, batch_id, place, recommended_fen, origins } }
}

function applications(connection: Connection) {
  return connection.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').selectAll('cases').selectAll('applications')
}

export async function findApplication(connection: Connection, id: string): Promise<ApplicationCase | undefined> {
  const row = await applications(connection).where('cases.id', '=', id).executeTakeFirst()
  return row && withApplication(row)
}

export async function findDraft(connection: Connection, firmId: string, programmeId: string): Promise<ApplicationCase | undefined> {
  const row = await applications(connection).where('cases.firm_id', '=', firmId).where('cases.programme_id', '=', programmeId).where('cases.state', '=', 'draft').executeTakeFirst()
  return row && withApplication(row)
}

export interface NewDraft { firmId: string; programmeId: string; programmeVersion: string; title: string; accountId: string; answers: Answers; totalSections: number; doneSections: number; origins: Record<string, Origin>; at: number }

/** Makes the draft, unless the firm already has one of this scheme (then undefined: unique index cases_one_draft). */
export async function insertDraft(tx: Tx, draft: NewDraft): Promise<string | undefined> {
  const id = randomUUID()
  const inserted = await tx.insertInto('cases').values({
    id, kind: 'subsidy', programme_id: draft.programmeId, title: draft.title, year: null, number: null, firm_id: draft.firmId, state: 'draft', version: 1,
    created_by: draft.accountId, created_at: draft.at, saved_by: draft.accountId, saved_at: draft.at, submitted_by: null, submitted_at: null,
    decided_by: null, decided_at: null, decision_reason: null, due_from: null, due_on: null, due_workdays: null, due_promise: null, amount_fen: null,
    assigned_to: null, held_due: null, due_pauses: null, recommended_by: null, approved_fen: null, appealed_at: null, rounds: 0,
  }).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()
  if (!inserted) return undefined
  await tx.insertInto('applications').values({ case_id: id, answers: JSON.stringify(draft.answers), programme_version: draft.programmeVersion, snapshot: null, done_sections: draft.doneSections, total_sections: draft.totalSections, batch_id: null, place: null, recommended_fen: null, origins: Object.keys(draft.origins).length === 0 ? null : JSON.stringify(draft.origins) }).execute()
  return id
}

export interface SavedAnswers { answers: Answers; programmeVersion: string; doneSections: number; totalSections: number; snapshot?: string }

export async function writeAnswers(tx: Tx, caseId: string, saved: SavedAnswers): Promise<void> {
  await tx.updateTable('applications').set({
    answers: JSON.stringify(saved.answers), programme_version: saved.programmeVersion, done_sections: saved.doneSections, total_sections: saved.totalSections,
    ...(saved.snapshot === undefined ? {} : { snapshot: saved.snapshot }),
  }).where('case_id', '=', caseId).execute()
}

export async function listFirmApplications(connection: Connection, firmId: string, after: [sort: string | number, id: string] | undefined, limit: number, onlyDrafts = false): Promise<ApplicationCase[]> {
  let query = applications(connection).where('cases.firm_id', '=', firmId).orderBy('cases.saved_at', 'desc').orderBy('cases.id', 'desc').limit(limit)
  if (onlyDrafts) query = query.where('cases.state', '=', 'draft')
  if (after) query = query.where(sql<boolean>`(cases.saved_at, cases.id) < (${after[0]}, ${after[1]})`)
  return (await query.execute()).map(withApplication)
}

export interface HandedIn { programmeId: string; number: string; answers: Answers }

/** What the firm has handed in, newest first, as it stood last (accounts sealed). */
export async function listHandedIn(connection: Connection, firmId: string): Promise<HandedIn[]> {
  const rows = await connection.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').select(['cases.programme_id', 'cases.number', 'applications.snapshot'])
    .where('cases.firm_id', '=', firmId).where('cases.state', '<>', 'draft').where('applications.snapshot', 'is not', null).orderBy('cases.submitted_at', 'desc').limit(20).execute()
  return rows.flatMap(({ programme_id: programmeId, number, snapshot }) => (snapshot === null ? [] : [{ programmeId, number: number ?? '', answers: readStoredJson<Snapshot>(snapshot).answers }]))
}

export type PaperRow = Selectable<FileRow> & { page_id: string; paper_id: string; position: number }

export async function listPapers(connection: Connection, caseId: string): Promise<PaperRow[]> {
  return connection.selectFrom('application_papers').innerJoin('files', 'files.id', 'application_papers.file_id').selectAll('files')
    .select(['application_papers.id as page_id', 'application_papers.paper_id', 'application_papers.position'])
    .where('application_papers.case_id', '=', caseId).orderBy('application_papers.paper_id').orderBy('application_papers.position').execute()
}

/** Notes who changed the application; the caller has locked it. */
export async function touchCase(tx: Tx, caseId: string, accountId: string, at: number): Promise<void> {
  await tx.updateTable('cases').set({ saved_by: accountId, saved_at: at }).where('id', '=', caseId).execute()
}

export async function insertPaperPage(tx: Tx, page: { caseId: string; paperId: string; position: number; fileId: string; at: number }): Promise<string> {
  const id = randomUUID()
  await tx.insertInto('application_papers').values({ id, case_id: page.caseId, paper_id: page.paperId, position: page.position, file_id: page.fileId, created_at: page.at }).execute()
  return id
}

export async function deletePaperPage(tx: Tx, caseId: string, pageId: string): Promise<{ paper_id: string; file_id: string } | undefined> {
  return tx.deleteFrom('application_papers').where('id', '=', pageId).where('case_id', '=', caseId).returning(['paper_id', 'file_id']).executeTakeFirst()
}

export async function deleteDraft(tx: Tx, caseId: string): Promise<boolean> {
  const draft = await tx.selectFrom('cases').select('id').where('id', '=', caseId).where('state', '=', 'draft').executeTakeFirst()
  if (!draft) return false
  await tx.deleteFrom('application_papers').where('case_id', '=', caseId).execute()
  await tx.deleteFrom('applications').where('case_id', '=', caseId).execute()
  // A loan it was begun from may be applied for again.
  await tx.updateTable('financing_leads').set({ subsidy_case_id: null }).where('subsidy_case_id', '=', caseId).execute()
  const result = await tx.deleteFrom('cases').where('id', '=', caseId).where('state', '=', 'draft').executeTakeFirst()
  return Number(result.numDeletedRows) === 1
}

export type Submitted = Omit<SubmissionRow, 'snapshot'> & { snapshot: Snapshot }

/** The newest submissions, newest first: the one under review and the one before it. */
export async function listSubmissions(connection: Connection, caseId: string): Promise<Submitted[]> {
  const rows = await connection.selectFrom('submissions').selectAll().where('case_id', '=', caseId).orderBy('round', 'desc').limit(2).execute()
  return rows.map((row) => ({ ...row, snapshot: readStoredJson<Snapshot>(row.snapshot) }))
}

/** The pages of one submission as they were handed in, whatever the firm has changed since. */
export async function listSubmittedPapers(connection: Connection, caseId: string, round: number): Promise<PaperRow[]> {
  return connection.selectFrom('submitted_papers').innerJoin('files', 'files.id', 'submitted_papers.file_id').selectAll('files')
    .select(['submitted_papers.page_id', 'submitted_papers.paper_id', 'submitted_papers.position'])
    .where('submitted_papers.case_id', '=', caseId).where('submitted_papers.round', '=', round).orderBy('submitted_papers.paper_id').orderBy('submitted_papers.position').execute()
}

/** Number of the newest submission; undefined before the first. */
export async function newestRound(connection: Connection, caseId: string): Promise<number | undefined> {
  const { last } = await connection.selectFrom('submissions').select((eb) => eb.fn.max('round').as('last')).where('case_id', '=', caseId).executeTakeFirstOrThrow()
  return last === null ? undefined : Number(last)
}

/** Puts the working copy back to what was handed in last: answers (sealed, as stored) and pages. Files taken out meanwhile belong to the firm still. */
export async function restoreSubmitted(tx: Tx, caseId: string, answers: Answers, round: number, at: number): Promise<void> {
  await tx.updateTable('applications').set({ answers: JSON.stringify(answers) }).where('case_id', '=', caseId).execute()
  const pages = await tx.selectFrom('submitted_papers').selectAll().where('case_id', '=', caseId).where('round', '=', round).execute()
  await tx.deleteFrom('application_papers').where('case_id', '=', caseId).execute()
  if (pages.length > 0) await tx.insertInto('application_papers').values(pages.map((page) => ({ id: page.page_id, case_id: caseId, paper_id: page.paper_id, position: page.position, file_id: page.file_id, created_at: at }))).execute()
}

/** The instant of a new line in the history of opinions or payments: by the clock, but after the last one, so that the newest stays the newest when a clock is set back. */
export async function nextInstant(connection: Connection, table: 'recommendations' | 'payments', caseId: string, at: number): Promise<number> {
  const { last } = await connection.selectFrom(table).select((eb) => eb.fn.max('at').as('last')).where('case_id', '=', caseId).executeTakeFirstOrThrow()
  return last === null ? at : Math.max(at, Number(last) + 1)
}
