// channels.json: hours, limits and neutral sentences of SMS, push and e-mail. None may name a person, a firm, an amount or a case.
import Type, { type Static } from 'typebox'
import { closed } from '../schema.ts'

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const Sentence = Type.String({ minLength: 1, maxLength: 80 })

export const ChannelContentSchema = closed({
  source: Type.String(),
  quietHours: closed({ from: Time, to: Time }),
  /** When daily digests leave, and weekly ones on Mondays. */
  digestAt: Time,
  /** Notices one number gets by SMS in 24 hours; codes are limited elsewhere. */
  smsPerNumberAndDay: Type.Integer({ minimum: 1, maximum: 50 }),
  /** Hosts of push services a phone may name; `*.` stands for any name below. */
  pushServices: Type.Array(Type.String({ pattern: '^(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+$' }), { minItems: 1, maxItems: 50 }),
  categories: closed({ case: Sentence, account: Sentence, policy: Sentence, reminder: Sentence }),
  /** May name {category}. */
  sentence: Sentence,
  urgentSentence: Sentence,
  /** May name {counts}, e.g. 办件 3 条、提醒 1 条. */
  digestSentence: Sentence,
  email: closed({
    /** May name {code} and {minutes}. */
    codeSubject: Sentence, codeText: Type.String({ minLength: 1, maxLength: 400 }),
    open: Sentence, why: Type.String({ minLength: 1, maxLength: 200 }), stop: Sentence,
  }),
})
export type ChannelContent = Static<typeof ChannelContentSchema>
