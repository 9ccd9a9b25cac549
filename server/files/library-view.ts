// What a firm's paper library holds, judged by today: the papers it put there, and the licence the county verified.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { isExpired, lacksDate, usableTo, type LibraryKind, type PaperDates } from '#contract/files/library-rules.ts'
import type { LibraryPaper } from '#contract/files/library-schema.ts'
import type { Content } from '../content.ts'
import type { Connection } from '../db/commands.ts'
import type { FileRow, FirmRow } from '../db/schema.ts'
import { findFileRow, readLibrary, type LibraryRow } from './library-repository.ts'
import { fileInfoOf } from './view.ts'

/** The kind a firm's verified licence counts as. */
export const licenceKind = 'licence'

export interface KeptPaper extends PaperDates { id: string; firmId: string; kind: LibraryKind; name: string; files: FileRow[]; caseNumber: string | null; isVerified: boolean; savedBy: string; savedAt: number; version: number }

function keptPaper(kind: LibraryKind, row: LibraryRow): KeptPaper {
  return {
    id: row.id, firmId: row.firm_id, kind, name: row.name, files: row.pages, issuedOn: row.issued_on, validTo: row.valid_to, savedOn: shanghaiDate(row.saved_at), caseNumber: row.number,
    isVerified: false, savedBy: row.saver, savedAt: row.saved_at, version: row.version,
  }
}

/** The licence an officer looked at; changed or deleted on the firm's own page only. */
async function verifiedLicence(content: Content, connection: Connection, firm: FirmRow): Promise<KeptPaper | undefined> {
  const kind = content.library.kinds.find(({ id }) => id === licenceKind)
  if (!kind || firm.verification !== 'verified' || firm.licence_file_id === null) return undefined
  const file = await findFileRow(connection, firm.licence_file_id)
  if (file?.firm_id !== firm.id) return undefined
  const savedAt = Number(file.created_at)
  return { id: file.id, firmId: firm.id, kind, name: kind.name, files: [file], issuedOn: null, validTo: null, savedOn: shanghaiDate(savedAt), caseNumber: null, isVerified: true, savedBy: '', savedAt, version: 0 }
}

/** Everything in it, the verified licence first, then the newest; papers of a kind the county no longer names are left out. */
export async function keptPapers(content: Content, connection: Connection, firmId: string): Promise<KeptPaper[]> {
  const firm = await connection.selectFrom('firms').selectAll().where('id', '=', firmId).executeTakeFirst()
  if (!firm) return []
  const licence = await verifiedLicence(content, connection, firm)
  const rows = await readLibrary(connection, { firmId })
  return [...(licence ? [licence] : []), ...rows.flatMap((row) => {
    const kind = content.library.kinds.find(({ id }) => id === row.kind)
    return kind ? [keptPaper(kind, row)] : []
  })]
}

/** What an application may take by itself: not expired, and known to be fresh where it must be. */
export function isUsable(paper: KeptPaper, today: string): boolean {
  return paper.files.length > 0 && !isExpired(paper.kind, paper, today) && !lacksDate(paper.kind, paper)
}

export function viewKept(paper: KeptPaper, today: string): LibraryPaper {
  return {
    id: paper.id, firmId: paper.firmId, kind: paper.kind.id, name: paper.name, pages: paper.files.map(fileInfoOf), issuedOn: paper.issuedOn, validTo: paper.validTo,
    usableTo: usableTo(paper.kind, paper), isExpired: isExpired(paper.kind, paper, today), caseNumber: paper.caseNumber, isVerified: paper.isVerified,
    savedBy: paper.savedBy, savedAt: new Date(paper.savedAt).toISOString(), version: paper.version,
  }
}

export function hasSameFiles(fileIds: readonly string[], others: readonly string[]): boolean {
  return fileIds.length === others.length && fileIds.every((id) => others.includes(id))
}
