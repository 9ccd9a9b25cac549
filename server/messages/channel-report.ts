// For operators: what the channels owe and what became of the rest, in counts. No numbers, no names.
import type { Deps } from '../deps.ts'
import { mailState, smsState } from './channels.ts'

export interface ChannelReport {
  channels: Record<string, string>
  deliveries: { channel: string; state: string; isFinal: boolean; count: number }[]
  passedOver: { provider: string; until: string; why: string }[]
}

export async function reportChannels({ db, channels, clock }: Pick<Deps, 'db' | 'channels' | 'clock'>): Promise<ChannelReport> {
  const rows = await db.selectFrom('deliveries').select((eb) => ['channel', 'state', eb.case().when('finished_at', 'is', null).then(0).else(1).end().as('ended'), eb.fn.countAll<number>().as('count')])
    .groupBy(['channel', 'state', 'ended']).orderBy('channel').orderBy('state').execute()
  const down = await db.selectFrom('sms_providers').selectAll().where('down_until', '>', clock.now()).execute()
  return {
    channels: { sms: smsState(channels), smsProviders: channels.sms.map(({ name }) => name).join(', '), push: channels.push ? 'on' : 'off', email: mailState(channels) },
    deliveries: rows.map(({ channel, state, ended, count }) => ({ channel, state, isFinal: Number(ended) === 1, count: Number(count) })),
    passedOver: down.map(({ name, down_until, why }) => ({ provider: name, until: new Date(down_until).toISOString(), why })),
  }
}
