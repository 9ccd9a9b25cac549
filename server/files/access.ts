// Who may read a file, and who may take it away.
import { activeFirmIds } from '../accounts/access.ts'
import { findRunningAssist } from '../accounts/assist-access.ts'
import type { Connection } from '../db/commands.ts'
import type { FileRow } from '../db/schema.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { consultationStanding, isOfConsultation } from './consultation-access.ts'
import { hangsOnLead, isOfLead } from './loan-access.ts'

/** loose: nothing uses it · in-draft: only the firm's own, an unfinished application, its portfolio, an assessment or its paper library; an expert's photograph of a visit not handed in · before-officers: paper of a submitted case (also one replaced since), a licence, an appeal, evidence of an objection, paper of a booking or a written question, photograph of a visit, picture or attachment of a notice, paper between a firm and a bank. */
export type Standing = 'loose' | 'in-draft' | 'before-officers'

/** Every place a file can hang on: pages of an application or of a submission, a firm's licence, an appeal, an objection, a right, an assessment, the paper library, a consultation, a notice, a lead of a bank, a change of a firm. A new one is added here and in listLooseFiles. */
export async function standingOf(connection: Connection, fileId: string): Promise<Standing> {
  const pages = await connection.selectFrom('application_papers').innerJoin('cases', 'cases.id', 'application_papers.case_id').select('cases.submitted_at')
    .where('application_papers.file_id', '=', fileId).execute()
  if (pages.some((page) => page.submitted_at !== null)) return 'before-officers'
  const firm = await connection.selectFrom('firms').select('id').where('licence_file_id', '=', fileId).limit(1).executeTakeFirst()
  const appeal = await connection.selectFrom('firm_appeals').select('id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  const submitted = await connection.selectFrom('submitted_papers').select('case_id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  const evidence = await connection.selectFrom('dispute_files').select('dispute_id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  const noticed = await connection.selectFrom('notice_files').select('notice_id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  const changed = await connection.selectFrom('firm_change_papers').select('proposal_id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  if (firm || appeal || submitted || evidence || noticed || changed || (await hangsOnLead(connection, fileId))) return 'before-officers'
  const visit = await consultationStanding(connection, fileId)
  if (visit === 'before-officers') return visit
  const right = await connection.selectFrom('right_papers').select('id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  const kept = await connection.selectFrom('library_pages').select('paper_id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  const assessed = await connection.selectFrom('assessment_evidence').select('id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  return pages.length > 0 || right || kept || assessed || visit ? 'in-draft' : 'loose'
}

/** Members of the firm it belongs to, asked live (somebody removed is out at once); its sender while it belongs to no firm, of a visit's photograph as long as they are an expert, of a notice's file as long as they are an officer, of a bank's as long as it hangs on nothing: from then on it is read through the lead. */
export async function ownsFile(connection: Connection, account: SignedIn, file: FileRow): Promise<boolean> {
  if (file.purpose === 'visit' && account.role !== 'expert') return false
  if (file.purpose === 'notice' && account.role !== 'officer') return false
  if (file.purpose === 'loan' && (account.role !== 'bank' || (await hangsOnLead(connection, file.id)))) return false
  return file.firm_id === null ? file.account_id === account.id : (await activeFirmIds(connection, account.id)).includes(file.firm_id)
}

/** Evidence may show who objected: an officer who stands aside in that case, or is of the firm it speaks against, does not read it. */
async function isEvidenceAgainstOwn(connection: Connection, accountId: string, fileId: string): Promise<boolean> {
  const found = await connection.selectFrom('dispute_files').innerJoin('disputes', 'disputes.id', 'dispute_files.dispute_id').innerJoin('cases', 'cases.id', 'disputes.case_id').select('cases.id')
    .where('dispute_files.file_id', '=', fileId).where(({ or, exists, selectFrom }) => or([
      exists(selectFrom('recusals').select('recusals.case_id').whereRef('recusals.case_id', '=', 'cases.id').where('recusals.account_id', '=', accountId)),
      exists(selectFrom('memberships').select('memberships.id').whereRef('memberships.firm_id', '=', 'cases.firm_id').where('memberships.account_id', '=', accountId).where('memberships.state', '=', 'active')),
      exists(selectFrom('submissions').select('submissions.round').whereRef('submissions.case_id', '=', 'cases.id').where('submissions.account_id', '=', accountId).where('submissions.kind', '<>', 'officer')),
    ])).limit(1).executeTakeFirst()
  return found !== undefined
}

/** What an assistant may see of a firm that has let it in: papers of its drafts, its paper library, papers of its rights, and what the assistant has just sent itself. */
async function isBeforeHelper(connection: Connection, account: SignedIn, file: FileRow, at: number): Promise<boolean> {
  if (file.firm_id === null || !(await findRunningAssist(connection, account, file.firm_id, at))) return false
  const draft = await connection.selectFrom('application_papers').innerJoin('cases', 'cases.id', 'application_papers.case_id').select('cases.id')
    .where('application_papers.file_id', '=', file.id).where('cases.state', '=', 'draft').limit(1).executeTakeFirst()
  const kept = draft ?? (await connection.selectFrom('library_pages').select('paper_id').where('file_id', '=', file.id).limit(1).executeTakeFirst())
    ?? (await connection.selectFrom('right_papers').select('id').where('file_id', '=', file.id).limit(1).executeTakeFirst())
  return kept !== undefined || (file.account_id === account.id && (await standingOf(connection, file.id)) === 'loose')
}

/** Whether the asker may take away a file nothing uses: owners, and an assistant what it has sent itself while it may write. */
export async function mayDelete(connection: Connection, account: SignedIn, file: FileRow, at: number): Promise<boolean> {
  if (await ownsFile(connection, account, file)) return true
  return file.account_id === account.id && isBeforeHelper(connection, account, file, at)
}

/** Evidence of an assessment that was handed to this duty: all of it while it lies there, afterwards whoever took it. Not one's own firm's: its people are owners. */
async function isBeforeReviewer(connection: Connection, account: SignedIn, fileId: string): Promise<boolean> {
  if (account.role !== 'officer' && account.role !== 'expert') return false
  const found = await connection.selectFrom('assessment_evidence').innerJoin('assessments', 'assessments.id', 'assessment_evidence.assessment_id').select('assessments.id')
    .where('assessment_evidence.file_id', '=', fileId).where('assessments.review_to', '=', account.role)
    .where((eb) => eb.or([eb('assessments.state', '=', 'in-review'), eb('assessments.reviewer_id', '=', account.id)])).limit(1).executeTakeFirst()
  return found !== undefined
}

/** Owners always; officers once it lies before them; reviewers what belongs to their assessment; both sides of a consultation or of a lead what belongs to it; an assistant what belongs to filling in. */
export async function canReadFile(connection: Connection, account: SignedIn, file: FileRow, at: number): Promise<boolean> {
  if (await ownsFile(connection, account, file)) return true
  if ((await isOfConsultation(connection, account, file)) || (await isOfLead(connection, account, file))) return true
  if (account.role === 'assistant') return isBeforeHelper(connection, account, file, at)
  if (await isBeforeReviewer(connection, account, file.id)) return true
  if (account.role !== 'officer' || (await standingOf(connection, file.id)) !== 'before-officers') return false
  return file.purpose !== 'evidence' || !(await isEvidenceAgainstOwn(connection, account.id, file.id))
}

/** The file, or `not-found` for whoever may not read it, the same as when there is none. */
export async function getReadableFile(connection: Connection, account: SignedIn, fileId: string, at: number): Promise<FileRow> {
  const file = await connection.selectFrom('files').selectAll().where('id', '=', fileId).executeTakeFirst()
  if (!file) throw notFound(`file ${fileId} is not there`)
  if (!(await canReadFile(connection, account, file, at))) throw notFound(`file ${fileId} is not for account ${account.id}`)
  return file
}
