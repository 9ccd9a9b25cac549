import Type, { type Static } from 'typebox'
import { closed, InstantSchema, nullable } from '../schema.ts'
import { MeSchema } from './schema.ts'

/** How one's own second factor (动态口令) stands. */
export const SecondFactorSchema = closed({
  isSetUp: Type.Boolean(),
  /** The duty needs one here: it cannot be given up. */
  isDemanded: Type.Boolean(),
  setUpAt: nullable(InstantSchema),
  recoveryLeft: Type.Integer(),
  /** Demanded and not set up yet: until when it goes without. */
  graceUntil: nullable(InstantSchema),
})
export type SecondFactor = Static<typeof SecondFactorSchema>

/** Told once, in this answer only. */
export const FactorSetUpSchema = closed({
  /** otpauth://…, what the QR code says. */
  address: Type.String(),
  /** The same secret to be typed, Base32. */
  secret: Type.String(),
  /** Until when a code must have been given. */
  expiresAt: InstantSchema,
})
export type FactorSetUp = Static<typeof FactorSetUpSchema>

/** Six digits of the app; where it says so, also a recovery code. */
export const FactorCodeSchema = closed({ code: Type.String({ maxLength: 32 }) })
export type FactorCode = Static<typeof FactorCodeSchema>

/** Told once: kept are hashes. */
export const RecoveryCodesSchema = closed({ recoveryCodes: Type.Array(Type.String()) })
export type RecoveryCodes = Static<typeof RecoveryCodesSchema>
export const FactorConfirmedSchema = closed({ recoveryCodes: Type.Array(Type.String()), me: MeSchema })
export type FactorConfirmed = Static<typeof FactorConfirmedSchema>
export const FactorProvenSchema = closed({ me: MeSchema, /** Left, where one was used. */ recoveryLeft: Type.Optional(Type.Integer()) })
export type FactorProven = Static<typeof FactorProvenSchema>
