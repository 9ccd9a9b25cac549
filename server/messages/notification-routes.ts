import type { FastifyInstance } from 'fastify'
import { CodeReplySchema } from '#contract/accounts/schema.ts'
import * as endpoints from '#contract/messages/endpoints.ts'
import * as schema from '#contract/messages/notifications-schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { Reply, route } from '../http/route.ts'
import { confirmEmail, removeEmail, requestEmailCode } from './email-address.ts'
import { changeNotifications, readNotifications, readStop, stopMail } from './preferences.ts'
import { subscribe, unsubscribe } from './push-subscriptions.ts'
import { takeReceipts } from './sms-receipts.ts'

const { NotificationsSchema } = schema

/** Everybody signed in decides how they themselves are told; links under mails and receipts prove themselves. */
export async function registerNotifications(app: FastifyInstance, deps: Deps): Promise<void> {
  route(app, endpoints.getNotifications, { access: 'session', reply: { 200: NotificationsSchema } },
    ({ account }) => readNotifications(deps.db, deps, account))
  route(app, endpoints.changeNotifications, { access: 'session', takesAuditors: true, body: schema.ChangeNotificationsSchema, reply: { 200: NotificationsSchema } },
    ({ account, body, request }) => changeNotifications(deps, account, body, request.id))
  route(app, endpoints.requestEmailCode, { access: 'session', takesAuditors: true, body: schema.EmailSchema, reply: { 202: CodeReplySchema } },
    async ({ account, body, request }) => new Reply(202, await requestEmailCode(deps, account, body.address, { ip: request.ip, requestId: request.id })))
  route(app, endpoints.confirmEmail, { access: 'session', takesAuditors: true, body: schema.EmailCodeSchema, reply: { 200: NotificationsSchema } },
    ({ account, body, request }) => confirmEmail(deps, account, body.code, request.id))
  route(app, endpoints.removeEmail, { access: 'session', takesAuditors: true, reply: { 200: NotificationsSchema } },
    ({ account, request }) => removeEmail(deps, account, request.id))
  route(app, endpoints.subscribePush, { access: 'session', takesAuditors: true, body: schema.PushSubscriptionSchema, reply: { 201: schema.SubscribedSchema } },
    async ({ account, body, request }) => new Reply(201, await subscribe(deps, account, body, request.id)))
  route(app, endpoints.unsubscribePush, { access: 'session', takesAuditors: true, body: schema.PushEndpointSchema, reply: {} },
    ({ account, body, request }) => unsubscribe(deps, account, body.endpoint, request.id))
  route(app, endpoints.getStop, { access: 'public', params: schema.StopParamsSchema, reply: { 200: schema.StopSchema } },
    ({ params }) => readStop(deps, params.token))
  await app.register(async (scope) => {
    // What a mail program posts by itself (RFC 8058) is a form whose content says nothing more than the address does.
    scope.addContentTypeParser(/^(application\/x-www-form-urlencoded|multipart\/form-data)/, { parseAs: 'string', bodyLimit: 4096 }, (_request, _body, done) => done(null, undefined))
    route(scope, endpoints.stopByLink, { access: 'public', takesForm: true, params: schema.StopParamsSchema, reply: { 200: schema.StopSchema } },
      ({ params, request }) => stopMail(deps, params.token, request.id))
  })
  await app.register(async (scope) => {
    // A signature is over the bytes: they are kept as they came and read only once it holds.
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    route(scope, endpoints.takeReceipts, { access: 'public', params: schema.ReceiptParamsSchema, query: schema.ReceiptQuerySchema, reply: { 200: schema.ReceiptReplySchema } },
      async ({ params, query, body, request }) => {
        const signature = request.headers['x-signature']
        if (Array.isArray(signature)) throw new AppError('not-signed-in')
        await takeReceipts(deps, { provider: params.provider, body: typeof body === 'string' ? body : '', signature, key: query.key }, request.id)
        return { code: 0, msg: 'ok' }
      })
  })
}
