// security.json: codes, sessions, the second factor and second signatures. The bounds are 等保's defaults (promises.md B): a county may be stricter, never laxer.
import Type, { type Static } from 'typebox'
import { StaffRoleSchema, type StaffRole } from '#contract/accounts/schema.ts'
import { closed, oneOf } from '#contract/schema.ts'

/** What may need a second person, by the kind of its proposal. */
export const fourEyesKinds = ['staff.administrator', 'staff.approver', 'staff.auditor', 'staff.reset-factor', 'firms.merge', 'firms.code', 'firms.end', 'firms.appeal', 'persons.delete'] as const
export type FourEyesKind = (typeof fourEyesKinds)[number]

const upTo = (maximum: number, minimum = 1) => Type.Integer({ minimum, maximum })

export const SecuritySchema = closed({
  /** Where the numbers come from. */
  source: Type.String({ minLength: 1, maxLength: 500 }),
  /** Codes by SMS. */
  codes: closed({ digits: Type.Integer({ minimum: 6, maximum: 8 }), lifeMinutes: upTo(10), guesses: upTo(5), resendSeconds: Type.Integer({ minimum: 60, maximum: 600 }) }),
  /** Of one phone number (the last two: of one address and its neighbours), however many codes it has. */
  limits: closed({ codesPerHour: upTo(10), codesPerDay: upTo(20), guessesPerHour: upTo(20), guessesPerDay: upTo(40), codesPerAddressHour: upTo(60), codesPerBlockHour: upTo(240) }),
  /** Idle limits, and `longestDays` whatever is done. expertPhoneHours, ownPhoneDays: where 这是我自己的手机 was ticked. */
  sessions: closed({ staffIdleMinutes: Type.Integer({ minimum: 5, maximum: 30 }), expertPhoneHours: upTo(12), firmHours: upTo(12), ownPhoneDays: upTo(7), longestDays: upTo(30) }),
  /** graceDays: so long after they were first asked may somebody still work without one. guessesPerHour: wrong ones of one person. */
  secondFactor: closed({ duties: Type.Array(StaffRoleSchema, { uniqueItems: true }), recoveryCodes: Type.Integer({ minimum: 8, maximum: 20 }), guessesPerHour: upTo(20, 3), graceDays: Type.Integer({ minimum: 0, maximum: 14 }) }),
  /** Who gives the second signature: any other officer, or approvers alone. */
  approvals: oneOf('officers', 'approvers'),
  fourEyes: Type.Array(oneOf(...fourEyesKinds), { uniqueItems: true }),
})
export type Security = Static<typeof SecuritySchema>

const needFactor = ['officer', 'approver', 'auditor', 'administrator', 'bank'] as const satisfies readonly StaffRole[]

export function securityProblems({ limits, sessions, secondFactor }: Security): string[] {
  const problems: string[] = needFactor.filter((duty) => !secondFactor.duties.includes(duty)).map((duty) => `secondFactor: duties lack ${duty}, who sees what firms entrust`)
  if (limits.codesPerDay < limits.codesPerHour) problems.push('limits: codesPerDay is less than codesPerHour')
  if (limits.guessesPerDay < limits.guessesPerHour) problems.push('limits: guessesPerDay is less than guessesPerHour')
  if (sessions.longestDays < sessions.ownPhoneDays) problems.push('sessions: longestDays is less than ownPhoneDays')
  return problems
}

/** Whether this needs a second person here. */
export function needsFourEyes({ fourEyes }: Security, kind: FourEyesKind): boolean {
  return fourEyes.includes(kind)
}
