// All bookings of a period as .xlsx, one line each, for the county's own report: codes are text, days are days, stars are figures, nothing becomes a formula (pitfalls C34, C35).
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import type { ConsultationStatisticsQuery, RecordInput } from '#contract/consultations/schema.ts'
import { bookingStateWords } from '#contract/consultations/workflow.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import { dayCell, edge, textCell } from '../files/sheet-cells.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { Deps } from '../deps.ts'
import { withHeight } from '../files/sheet-rows.ts'
import type { SignedIn } from '../http/route.ts'
import { bookingsWithNames } from './access.ts'
import { readPeriod } from './statistics.ts'
import type { Period } from './statistics-repository.ts'
import { columns, revisitWords, sheetName } from './visits-sheet-words.ts'
import { sayClock, topicTitle, wayTitle } from './words.ts'

const widths = [18, 12, 8, 8, 34, 22, 12, 10, 24, 8, 18, 10, 28, 44, 44, 44, 10, 10, 10, 32, 14]

function figureCell(figure: number | null): Cell {
  return figure === null ? textCell('') : { value: figure, type: Number, format: '0', align: 'center', alignVertical: 'center', ...edge }
}

function listVisits(connection: Connection, { from, to }: Period) {
  return bookingsWithNames(connection).leftJoin('visit_records', 'visit_records.booking_id', 'bookings.id').leftJoin('booking_ratings', 'booking_ratings.booking_id', 'bookings.id')
    .leftJoin('booking_revisits', 'booking_revisits.booking_id', 'bookings.id').leftJoin('accounts as officers', 'officers.id', 'bookings.booked_for')
    .select(['firms.uscc', 'firms.town as firm_town', 'visit_records.content as record', 'visit_records.state as record_state', 'professional', 'relevant', 'solved', 'booking_ratings.words as rating_words', 'booking_revisits.result as revisit', 'officers.name as officer_name',
      ({ selectFrom }) => selectFrom('booking_events').select('booking_events.reason').whereRef('booking_events.booking_id', '=', 'bookings.id').where('booking_events.reason', 'is not', null)
        .where('booking_events.action', 'in', ['cancel', 'excuse', 'reschedule', 'replace']).orderBy('booking_events.seq', 'desc').limit(1).as('last_reason')])
    .where('bookings.starts_at', '>=', from).where('bookings.starts_at', '<', to).orderBy('bookings.starts_at').orderBy('bookings.number').execute()
}
type Visit = Awaited<ReturnType<typeof listVisits>>[number]

function visitCells({ content }: Pick<Deps, 'content'>, row: Visit): Cell[] {
  // What the expert has not handed in is their own.
  const record = row.record === null || row.record_state === 'draft' ? null : readStoredJson<RecordInput>(row.record)
  return [
    textCell(row.number), dayCell(shanghaiDate(row.starts_at)), textCell(sayClock(row.starts_at)), textCell(sayClock(row.ends_at)), textCell(row.firm_name), textCell(row.uscc), textCell(row.town ?? row.firm_town), textCell(row.expert_name),
    textCell(topicTitle(content.consultations, row.topic)), textCell(wayTitle(content.consultations, row.way)), textCell(bookingStateWords[row.state]), textCell(row.officer_name ?? ''), textCell(row.last_reason ?? ''), textCell(row.description),
    textCell(record?.problems ?? ''), textCell(record?.advice ?? ''), figureCell(row.professional), figureCell(row.relevant), figureCell(row.solved), textCell(row.rating_words ?? ''), textCell(row.revisit === null ? '' : revisitWords[row.revisit]),
  ]
}

/** In order of time. Leaves a line in the audit. Throws `invalid-input` by field. */
export async function exportVisits(deps: Deps, account: SignedIn, query: ConsultationStatisticsQuery, requestId: string): Promise<Buffer> {
  const visits = await listVisits(deps.db, readPeriod(query))
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'consultations.export', subject: 'consultations', firmId: null, requestId, details: { ...query, rows: visits.length } }))
  const rows: SheetData = [columns.map((word) => textCell(word, { fontWeight: 'bold', align: 'center', backgroundColor: '#edf1ef' })), ...visits.map((visit) => withHeight(visitCells(deps, visit), widths))]
  return writeExcelFile(rows, { sheet: sheetName, orientation: 'landscape', stickyRowsCount: 1, columns: widths.map((width) => ({ width })) }, { fontFamily: 'SimSun', fontSize: 11 }).toBuffer()
}
