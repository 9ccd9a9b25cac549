// Many cases at once: publicity, tables for the finance office, what it paid. Each case goes through the same door as alone.
import Type, { type Static } from 'typebox'
import { closed, DateSchema, FenSchema, IdSchema, nullable, oneOf } from '../schema.ts'
import { CaseStateSchema } from '../cases/schema.ts'
import { mostInBatch, mostPayRows } from './limits.ts'
import { payColumns } from './pay-reasons.ts'

export const BatchQuerySchema = closed({ programmeId: Type.Optional(Type.String({ maxLength: 20 })), batchId: Type.Optional(Type.String({ maxLength: 40 })), state: Type.Optional(CaseStateSchema), town: Type.Optional(Type.String({ maxLength: 40 })), q: Type.Optional(Type.String({ maxLength: 100 })) })
export type BatchQuery = Static<typeof BatchQuerySchema>
export const BatchCaseSchema = closed({
  id: IdSchema, number: Type.String(), programmeId: Type.String(), title: Type.String(), batchId: nullable(Type.String()), batchName: nullable(Type.String()), place: nullable(Type.Integer()),
  firmName: Type.String(), uscc: Type.String(), town: Type.String(), state: CaseStateSchema, amountFen: nullable(FenSchema), approvedFen: nullable(FenSchema),
  /** Its sum has no document behind it (示例). */ illustrative: Type.Boolean(), submittedOn: DateSchema, /** Publicity has ended without anything open. */ isPayable: Type.Boolean(),
  /** Why this reader may not publicise it: cases.recused (then nothing of it at all), cases.wrong-state; or null. */ blocked: nullable(oneOf('cases.recused', 'cases.wrong-state')),
})
export type BatchCase = Static<typeof BatchCaseSchema>
export const BatchListSchema = closed({
  items: Type.Array(BatchCaseSchema), /** How many match, and that more do than are listed. */ total: Type.Integer(), isCut: Type.Boolean(), /** Of all that match: approved, else applied for. */ sumFen: FenSchema,
  /** Batches cases were handed in for, to choose from. */ batches: Type.Array(closed({ programmeId: Type.String(), id: Type.String(), name: Type.String() })),
})
export type BatchList = Static<typeof BatchListSchema>
export const CaseIdsSchema = closed({ caseIds: Type.Array(IdSchema, { minItems: 1, maxItems: mostInBatch, uniqueItems: true }) })
export type CaseIds = Static<typeof CaseIdsSchema>

const ProblemSchema = closed({ field: Type.String(), reason: Type.String(), limit: Type.Optional(Type.Union([Type.String(), Type.Number()])) })
/** One line for each case, in the order asked: done (no code), entered the same before (isSame), or the code and fields it was refused with. */
export const BatchResultSchema = closed({
  items: Type.Array(closed({ caseId: IdSchema, number: Type.String(), code: nullable(Type.String()), fields: Type.Array(ProblemSchema), isSame: Type.Boolean() })), done: Type.Integer(),
})
export type BatchResult = Static<typeof BatchResultSchema>
/** The notice as it will be posted: firm, scheme, sum; no account, no phone, no person. Plain text to copy and lines for a table. */
export const NoticeSchema = closed({
  title: Type.String(), paragraphs: Type.Array(Type.String()),
  rows: Type.Array(closed({ number: Type.String(), firmName: Type.String(), title: Type.String(), amountFen: nullable(FenSchema), illustrative: Type.Boolean() })),
  sumFen: FenSchema, signedBy: Type.String(), /** YYYY-MM-DD */ on: DateSchema,
})
export type Notice = Static<typeof NoticeSchema>

/** The cells of one line as they were read: days YYYY-MM-DD and sums in 元 where they could be understood, else as typed. `formulas`, `faulty`: columns whose cell was a formula, or showed an error. */
export const PayTypedSchema = closed({
  /** Row of the sheet, counted from 1 with its heading. */
  row: Type.Integer({ minimum: 1 }), number: Type.String({ maxLength: 200 }), firmName: Type.String({ maxLength: 200 }), amount: Type.String({ maxLength: 200 }), paidOn: Type.String({ maxLength: 200 }), reference: Type.String({ maxLength: 200 }),
  formulas: Type.Array(oneOf(...payColumns)), faulty: Type.Array(oneOf(...payColumns)),
})
export type PayTyped = Static<typeof PayTypedSchema>
export const PayCheckSchema = closed({ rows: Type.Array(PayTypedSchema, { maxItems: mostPayRows }) })
export type PayCheck = Static<typeof PayCheckSchema>
/** Row by row what the finance office's table says. ready: will be entered; same: entered before; empty: neither day nor voucher, so not paid yet; wrong: why not. */
export const PayRowSchema = closed({
  typed: PayTypedSchema, /** As we know it; empty where there is no such case. */ number: Type.String(), firmName: nullable(Type.String()), title: nullable(Type.String()), caseId: nullable(IdSchema), paidOn: nullable(DateSchema), reference: nullable(Type.String()), amountFen: nullable(FenSchema),
  state: oneOf('ready', 'same', 'empty', 'wrong'), /** Reasons of pay-reasons.ts or field-reasons.ts, with the column they belong to. */ problems: Type.Array(ProblemSchema),
})
export type PayRow = Static<typeof PayRowSchema>
export const PayPreviewSchema = closed({ rows: Type.Array(PayRowSchema), ready: Type.Integer(), same: Type.Integer(), empty: Type.Integer(), wrong: Type.Integer(), /** Of those that are ready. */ sumFen: FenSchema })
export type PayPreview = Static<typeof PayPreviewSchema>
export const PayImportSchema = closed({ rows: Type.Array(closed({ row: Type.Integer(), caseId: IdSchema, paidOn: Type.String({ maxLength: 40 }), reference: Type.String({ maxLength: 64 }), amountFen: nullable(FenSchema) }), { minItems: 1, maxItems: mostInBatch }) })
export type PayImport = Static<typeof PayImportSchema>
