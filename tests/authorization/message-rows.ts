// Rows of the matrix about the inbox and how people are told.
import * as messages from '#contract/messages/endpoints.ts'
import { loadConfig } from '#server/config.ts'
import { stopToken } from '#server/messages/stop-links.ts'
import { aPhone } from '../messages/push-subscriber.ts'
import { everybody, row, signedIn, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const phone = aPhone('http://127.0.0.1:9/matrix').subscription
const token = ({ administratorId }: World) => ({ params: { token: stopToken(loadConfig({}).secret, { accountId: administratorId, category: 'case' }) } })

export const messageRows: MatrixRow[] = [
  row(messages.listMessages, signedIn(200)),
  row(messages.countUnread, signedIn(200)),
  // Without Accept: text/event-stream it says the number and ends.
  row(messages.streamUnread, signedIn(200)),
  row(messages.readMessage, [401, 200, 404, 404, 404, 404, 404, 404, 404, 404], ({ messageId }) => ({ params: { id: messageId } })),
  row(messages.readAllMessages, signedIn(200)),
  row(messages.getNotifications, signedIn(200)),
  row(messages.changeNotifications, signedIn(200), () => ({ body: { rhythm: 'daily' as const, choices: [{ category: 'case' as const, sms: false, push: true, email: true }] } })),
  row(messages.requestEmailCode, signedIn(202), () => ({ body: { address: 'somebody@example.cn' } })),
  row(messages.confirmEmail, signedIn(422), () => ({ body: { code: '000000' } })),
  row(messages.removeEmail, signedIn(200)),
  row(messages.subscribePush, signedIn(201), () => ({ body: { endpoint: phone.endpoint, keys: phone.keys } })),
  row(messages.unsubscribePush, signedIn(204), () => ({ body: { endpoint: phone.endpoint } })),
  // The link proves itself: whoever has the mail may stop it.
  row(messages.getStop, everybody(200), token),
  row(messages.stopByLink, everybody(200), token),
  // Nobody of ours: a receipt proves itself by a provider's secret.
  row(messages.takeReceipts, everybody(401), () => ({ params: { provider: 'gateway' }, body: { reference: 'x', state: 'delivered' } })),
]
