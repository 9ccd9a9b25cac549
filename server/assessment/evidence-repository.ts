import type { Connection, Tx } from '../db/commands.ts'
import type { AssessmentEvidenceRow, FileRow } from '../db/schema.ts'

export type EvidenceWithFile = FileRow & Pick<AssessmentEvidenceRow, 'item_id' | 'dated_on' | 'expires_on' | 'added_by' | 'added_at'> & { evidence_id: string }

/** Evidence with its files, in the order it came. */
export async function listEvidence(connection: Connection, assessmentId: string): Promise<EvidenceWithFile[]> {
  return connection.selectFrom('assessment_evidence').innerJoin('files', 'files.id', 'assessment_evidence.file_id').selectAll('files')
    .select(['assessment_evidence.id as evidence_id', 'assessment_evidence.item_id', 'assessment_evidence.dated_on', 'assessment_evidence.expires_on', 'assessment_evidence.added_by', 'assessment_evidence.added_at'])
    .where('assessment_evidence.assessment_id', '=', assessmentId).orderBy('assessment_evidence.added_at').orderBy('assessment_evidence.id').execute()
}

export async function insertEvidence(tx: Tx, row: AssessmentEvidenceRow): Promise<void> {
  await tx.insertInto('assessment_evidence').values(row).execute()
}

export async function changeEvidence(tx: Tx, id: string, change: Partial<Pick<AssessmentEvidenceRow, 'dated_on' | 'expires_on'>>): Promise<void> {
  await tx.updateTable('assessment_evidence').set(change).where('id', '=', id).execute()
}

export async function removeEvidenceRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('assessment_evidence').where('id', '=', id).execute()
}
