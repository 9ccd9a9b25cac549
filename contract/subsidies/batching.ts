// Many cases at once: publicity, tables for the finance office, what it paid. Each case goes through the same door as alone.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, FenSchema, IdSchema, nullable, oneOf } from '../schema.ts'
import { CaseStateSchema } from '../cases/schema.ts'
import { mostInBatch } from './limits.ts'

export const BatchQuerySchema = closed({ programmeId: Type.Optional(Type.String({ maxLength: 20 })), batchId: Type.Optional(Type.String({ maxLength: 40 })), state: Type.Optional(CaseStateSchema), town: Type.Optional(Type.String({ maxLength: 40 })), q: Type.Optional(Type.String({ maxLength: 100 })) })
export type BatchQuery = Static<typeof BatchQuerySchema>
export const BatchCaseSchema = closed({
  id: IdSchema, number: Type.String(), programmeId: Type.String(), title: Type.String(), batchId: nullable(Type.String()), place: nullable(Type.Integer()), firmName: Type.String(), uscc: Type.String(), town: Type.String(), state: CaseStateSchema,
  amountFen: nullable(FenSchema), approvedFen: nullable(FenSchema), submittedOn: DateSchema, /** Publicity has ended without anything open. */ isPayable: Type.Boolean(),
  /** Why this reader may not publicise it (a code), or null. */ blocked: nullable(Type.String()),
})
export type BatchCase = Static<typeof BatchCaseSchema>
export const BatchListSchema = closed({ items: Type.Array(BatchCaseSchema), /** More match than are listed. */ isCut: Type.Boolean(), sumFen: FenSchema })
export type BatchList = Static<typeof BatchListSchema>
export const CaseIdsSchema = closed({ caseIds: Type.Array(IdSchema, { minItems: 1, maxItems: mostInBatch }) })
export type CaseIds = Static<typeof CaseIdsSchema>
/** One line for each case, in the order asked: done, or the code it was refused with. */
export const BatchResultSchema = closed({ items: Type.Array(closed({ caseId: IdSchema, number: Type.String(), code: nullable(Type.String()) })), done: Type.Integer() })
export type BatchResult = Static<typeof BatchResultSchema>
/** The notice as it will be posted: firm, scheme, sum; no account, no phone, no person. Plain text to copy and lines for a table. */
export const NoticeSchema = closed({ title: Type.String(), paragraphs: Type.Array(Type.String()), rows: Type.Array(closed({ number: Type.String(), firmName: Type.String(), title: Type.String(), amountFen: nullable(FenSchema) })), sumFen: FenSchema, signedBy: Type.String(), /** YYYY-MM-DD */ on: DateSchema })
export type Notice = Static<typeof NoticeSchema>

/** Row by row what the finance office's table says: ready: will be entered; same: entered before; wrong: why not. */
export const PayRowSchema = closed({
  /** Row of the sheet, counted from 1 with its heading. */
  row: Type.Integer(), number: Type.String(), firmName: nullable(Type.String()), caseId: nullable(IdSchema), paidOn: nullable(DateSchema), reference: nullable(Type.String()), amountFen: nullable(FenSchema),
  state: oneOf('ready', 'same', 'wrong'), /** Field reasons or codes, with the column they belong to. */ problems: Type.Array(closed({ field: Type.String(), reason: Type.String(), limit: Type.Optional(Type.Union([Type.String(), Type.Number()])) })),
})
export type PayRow = Static<typeof PayRowSchema>
export const PayPreviewSchema = closed({ rows: Type.Array(PayRowSchema), ready: Type.Integer(), same: Type.Integer(), wrong: Type.Integer(), sumFen: FenSchema })
export type PayPreview = Static<typeof PayPreviewSchema>
export const PayImportSchema = closed({ rows: Type.Array(closed({ row: Type.Integer(), caseId: IdSchema, paidOn: Type.String({ maxLength: 40 }), reference: Type.String({ maxLength: 64 }), amountFen: FenSchema }), { minItems: 1, maxItems: mostInBatch }) })
export type PayImport = Static<typeof PayImportSchema>
