// A test application whose channels lead to loopback, and a clerk to be told things.
import { enqueueMessages } from '#server/messages/outbox.ts'
import { deliverChannel } from '#server/messages/channel-worker.ts'
import { channels } from '#contract/messages/channels.ts'
import type { MessageCategory } from '#contract/messages/schema.ts'
import type { Channels } from '#server/messages/channels.ts'
import type { DeliveryRow, MessageRow } from '#server/db/schema.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp, type TestAppOptions } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

export const noChannels: Channels = { sms: [], push: undefined, mail: undefined }

export interface ChannelWorld {
  test: TestApp
  clerk: Client
  clerkId: string
  firmId: string
  /** From now on these are the channels. */
  use(channels: Partial<Channels>): void
  /** One message to the clerk, delivered to the inbox. */
  tell(options?: { tone?: MessageRow['tone']; category?: MessageCategory; title?: string; firmId?: string | null }): Promise<void>
  /** Sends everything due, once. */
  send(): Promise<void>
  /** Sends, and lets time pass until nothing is left to do; returns how many rounds it took. */
  sendAll(mostRounds?: number): Promise<number>
  rows(): Promise<DeliveryRow[]>
  inbox(): Promise<number>
}

export async function openChannelWorld(options: TestAppOptions = {}): Promise<ChannelWorld> {
  const test = await buildTestApp(options)
  const clerk = test.client()
  const me = await clerk.signIn(phones.clerk)
  const firmId = me.firms[0]?.id ?? ''
  await test.runWorker()
  await test.db.deleteFrom('deliveries').execute()
  await test.db.deleteFrom('messages').execute()
  const send = async () => {
    for (const channel of channels) while ((await deliverChannel(test.deps, channel)) > 0);
  }
  const rows = () => test.db.selectFrom('deliveries').selectAll().orderBy('created_at').orderBy('id').execute()
  return {
    test, clerk, clerkId: me.id, firmId,
    use: (next) => void Object.assign(test.deps, { channels: { ...noChannels, ...next } }),
    async tell({ tone = 'urgent', category = 'case', title = '退回补正：转化奖励', firmId: about = firmId } = {}) {
      const message = { category, title, body: '淄博某某公司，12,000 元', link: '/cases/01234567-89ab-4cde-8f01-23456789abcd', tone }
      await test.deps.commands.run((tx) => enqueueMessages(tx, { at: test.clock.now(), accountIds: [me.id], firmId: about, message }))
      await test.runWorker()
    },
    send,
    async sendAll(mostRounds = 60) {
      for (let round = 1; round <= mostRounds; round += 1) {
        await send()
        const open = (await rows()).filter((row) => row.finished_at === null)
        if (open.length === 0) return round
        const next = Math.min(...open.map((row) => Math.max(row.run_at, row.locked_until)))
        if (next > test.clock.now()) test.clock.set(new Date(next).toISOString())
      }
      throw new Error(`still open after ${mostRounds} rounds: ${JSON.stringify(await rows())}`)
    },
    rows,
    inbox: async () => (await test.db.selectFrom('messages').select('id').where('account_id', '=', me.id).execute()).length,
  }
}
