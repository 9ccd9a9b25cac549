// The scheme editor: drafts, versions, and the second person. A version once published is never changed; a case keeps the one it was submitted under.
import Type, { type Static } from 'typebox'
import { closed, FenSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { ProgrammeSourceSchema } from './programme.ts'
import { schemeReasons } from './scheme-reasons.ts'

/** draft: being written; proposed: waits for the second person; live: in force; past: replaced. */
export const SchemeStateSchema = oneOf('draft', 'proposed', 'live', 'past')
export const SchemeVersionSchema = closed({
  programmeId: Type.String(), /** 1, 2, 3 … ; the draft has the number it will get. */ number: Type.Integer(), state: SchemeStateSchema, /** file: from the content folder. */ origin: oneOf('file', 'desk'),
  title: Type.String(), savedBy: Type.String(), savedAt: InstantSchema, proposedBy: nullable(Type.String()), /** The reader may not approve what they wrote or proposed. */ byMe: Type.Boolean(), /** The reader proposed it, and may take it back. */ proposedByMe: Type.Boolean(),
  /** Of a draft: everybody who had a hand in it. */ hands: Type.Array(Type.String()), /** Of a draft: how many had none, and may approve it. */ approvers: Type.Integer(), /** The reader is one of them. */ mayApprove: Type.Boolean(),
  publishedBy: nullable(Type.String()), publishedAt: nullable(InstantSchema), note: Type.String(), /** For If-Match while it is a draft. */ revision: Type.Integer(),
})
export type SchemeVersion = Static<typeof SchemeVersionSchema>
/** `path` in the source, e.g. `batches[0].closesAt` ('' : of the whole); `about`: the name, value or number it is about, where there is one. blocks: it cannot be proposed with this. */
export const SchemeProblemSchema = closed({ path: Type.String(), reason: oneOf(...schemeReasons), about: Type.Optional(Type.String()), blocks: Type.Boolean() })
export type SchemeProblem = Static<typeof SchemeProblemSchema>
export const SchemeSchema = closed({
  programmeId: Type.String(), live: nullable(ProgrammeSourceSchema), draft: nullable(ProgrammeSourceSchema), versions: Type.Array(SchemeVersionSchema), problems: Type.Array(SchemeProblemSchema),
  /** Firms' drafts that follow the live version, and cases handed in that keep theirs. */
  draftsInFlight: Type.Integer(), cases: Type.Integer(),
  /** As firms see it now; null before it was ever published. */
  availability: nullable(oneOf('taking', 'soon', 'over', 'not-open', 'closed')),
  /** In the demonstration a scheme may be opened on an example. */
  demo: Type.Boolean(),
})
export type Scheme = Static<typeof SchemeSchema>
export const SchemeRowSchema = closed({ programmeId: Type.String(), title: Type.String(), category: Type.String(), availability: oneOf('taking', 'soon', 'over', 'not-open', 'closed'), closesOn: nullable(Type.String()), example: Type.Boolean(), liveNumber: nullable(Type.Integer()), draft: nullable(SchemeVersionSchema), draftsInFlight: Type.Integer(), cases: Type.Integer(),
  /** Of the batch that counts now; null where no money is published, or there is no batch. */
  totalFen: nullable(FenSchema), leftFen: nullable(FenSchema) })
export type SchemeRow = Static<typeof SchemeRowSchema>
export const SchemesSchema = closed({ items: Type.Array(SchemeRowSchema) })
export type Schemes = Static<typeof SchemesSchema>
/** A new scheme (its id), a draft of the live one (`of` = id), or the next year's copy (`of`, `year`, id). */
export const SchemeStartSchema = closed({ id: Type.String({ pattern: '^[A-Za-z0-9-]{1,20}$' }), of: Type.Optional(Type.String({ maxLength: 20 })), year: Type.Optional(Type.Integer({ minimum: 2020, maximum: 2100 })) })
export type SchemeStart = Static<typeof SchemeStartSchema>
export const SchemeVersionParamsSchema = closed({ id: Type.String({ maxLength: 20 }), number: Type.Integer({ minimum: 1, maximum: 1_000_000 }) })
export const SchemeParamsSchema = closed({ id: Type.String({ maxLength: 20 }) })
export const SchemeSaveSchema = closed({ source: ProgrammeSourceSchema, note: Type.String({ maxLength: 300 }) })
export type SchemeSave = Static<typeof SchemeSaveSchema>
export const SchemeActionParamsSchema = closed({ id: Type.String({ maxLength: 20 }), action: oneOf('propose', 'take-back', 'send-back', 'publish') })
export type SchemeAction = Static<typeof SchemeActionParamsSchema>['action']
/** revision: of the draft the person looked at (412 when another was saved since); send-back needs a reason. */
export const SchemeActionInputSchema = closed({ revision: Type.Integer(), reason: Type.Optional(Type.String({ maxLength: 300 })) })
export type SchemeActionInput = Static<typeof SchemeActionInputSchema>
