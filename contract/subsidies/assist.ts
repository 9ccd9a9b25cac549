// Help on the spot: a town assistant fills in a firm's draft; only the firm hands it in.
import Type, { type Static } from 'typebox'
import { closed, IdSchema, InstantSchema, nullable } from '../schema.ts'

/** Who is helped: the firm by its code, and one of its members by phone, who gets a code by SMS and reads it out. */
export const AssistRequestSchema = closed({ uscc: Type.String({ maxLength: 64 }), phone: Type.String({ maxLength: 64 }) })
export type AssistRequest = Static<typeof AssistRequestSchema>
/** The same answer whether or not firm and phone belong together: nobody learns who acts for a firm. */
export const AssistCodeSchema = closed({ demoCode: Type.Optional(Type.String()), resendAfterSeconds: Type.Integer(), expiresInSeconds: Type.Integer() })
export type AssistCode = Static<typeof AssistCodeSchema>
export const AssistInputSchema = closed({ uscc: Type.String({ maxLength: 64 }), phone: Type.String({ maxLength: 64 }), code: Type.String({ maxLength: 16 }) })
export type AssistInput = Static<typeof AssistInputSchema>
/** While it lasts the assistant may read and fill the firm's drafts, its rights and its paper library; nothing else. */
export const AssistSchema = closed({
  id: IdSchema, firmId: IdSchema, firmName: Type.String(), uscc: Type.String(), town: Type.String(), /** Who agreed, and until when. */ memberName: Type.String(), phoneMasked: Type.String(), assistantName: Type.String(),
  startedAt: InstantSchema, endsAt: InstantSchema, endedAt: nullable(InstantSchema), /** By the server's clock, and the member who agreed still acts for the firm. */ isRunning: Type.Boolean(),
})
export type Assist = Static<typeof AssistSchema>
export const AssistsSchema = closed({ items: Type.Array(AssistSchema) })
/** The member confirms with a second code what will be handed in: the answers as they are in this version, and the statement read out. */
export const AssistSubmitSchema = closed({ code: Type.String({ maxLength: 16 }), version: Type.Integer(), statement: Type.Literal(true) })
export const AssistsQuerySchema = closed({ firmId: Type.Optional(IdSchema) })
export type AssistSubmit = Static<typeof AssistSubmitSchema>
