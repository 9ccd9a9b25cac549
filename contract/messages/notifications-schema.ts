// How a person is told: channels, categories, rhythm, their e-mail address and the phones that take pushes.
import Type, { type Static } from 'typebox'
import { closed, nullable, oneOf } from '../schema.ts'
import { MessageCategorySchema } from './schema.ts'

const ChoiceSchema = closed({ category: MessageCategorySchema, sms: Type.Boolean(), push: Type.Boolean(), email: Type.Boolean() })
export const RhythmSchema = oneOf('each', 'daily', 'weekly')
/** on: really sends. demo: written down, never sent. off: the county has not set it up. */
const ChannelStateSchema = oneOf('on', 'demo', 'off')

export const NotificationsSchema = closed({
  phoneMasked: Type.String(),
  rhythm: RhythmSchema,
  choices: Type.Array(ChoiceSchema),
  /** HH:MM in Shanghai, in which nothing but codes is sent, and when digests leave. */
  quietHours: closed({ from: Type.String(), to: Type.String() }),
  digestAt: Type.String(),
  sms: ChannelStateSchema,
  /** publicKey: the server's VAPID key as base64url, null where push is off. devices: how many of one's phones are subscribed. */
  push: closed({ publicKey: nullable(Type.String()), devices: Type.Integer() }),
  /** waiting: an address whose code has not been put in yet. isBounced: the address did not take our mail; nothing is sent there until it is confirmed again. */
  email: closed({ state: ChannelStateSchema, address: nullable(Type.String()), waiting: nullable(Type.String()), isBounced: Type.Boolean() }),
})
export type Notifications = Static<typeof NotificationsSchema>

export const ChangeNotificationsSchema = closed({ rhythm: Type.Optional(RhythmSchema), choices: Type.Optional(Type.Array(ChoiceSchema, { maxItems: 4 })) })
export type ChangeNotifications = Static<typeof ChangeNotificationsSchema>

export const EmailSchema = closed({ address: Type.String({ maxLength: 254 }) })
export const EmailCodeSchema = closed({ code: Type.String({ maxLength: 20 }) })
/** As `PushSubscription.toJSON()` says it. */
export const PushSubscriptionSchema = closed({
  endpoint: Type.String({ maxLength: 1000 }),
  expirationTime: Type.Optional(nullable(Type.Number())),
  keys: closed({ p256dh: Type.String({ maxLength: 200 }), auth: Type.String({ maxLength: 100 }) }),
})
export type PushSubscriptionInput = Static<typeof PushSubscriptionSchema>
export const PushEndpointSchema = closed({ endpoint: Type.String({ maxLength: 1000 }) })
export const SubscribedSchema = closed({ id: Type.String() })

export const StopParamsSchema = closed({ token: Type.String({ maxLength: 200 }) })
/** category null: all of them. */
export const StopSchema = closed({ channel: oneOf('email'), category: nullable(MessageCategorySchema), isStopped: Type.Boolean() })
export type Stop = Static<typeof StopSchema>

export const ReceiptParamsSchema = closed({ provider: oneOf('aliyun', 'gateway') })
export const ReceiptQuerySchema = closed({ key: Type.Optional(Type.String({ maxLength: 200 })) })
/** What Alibaba Cloud wants to hear; the gateway does not mind. */
export const ReceiptReplySchema = closed({ code: Type.Integer(), msg: Type.String() })
