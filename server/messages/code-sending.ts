// Codes leave at once and by themselves: whoever waits for one is on the page. Each leaves a row (without the code), so that it has a state like any message.
import type { DeliveryRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { addCodeDelivery, settleDelivery } from './deliveries.ts'
import { afterSending } from './delivery-steps.ts'
import { sendThrough, type SentBy, type SmsDeps } from './sms-sending.ts'

/** Nothing quiet about a code. */
const never = { from: '00:00', to: '00:00' }

export type CodeDeps = SmsDeps

async function writeDown(deps: CodeDeps, row: DeliveryRow, sent: SentBy): Promise<void> {
  const now = deps.clock.now()
  await deps.commands.run((tx) => settleDelivery(tx, row, afterSending(row, sent, now, never)))
  if (sent.outcome.kind !== 'accepted') throw new Error(`a code did not leave: ${sent.outcome.why}`)
}

/** Resolves when a provider has taken it; throws otherwise. Where the answer is missing it throws too: the code may still arrive and then counts. */
export async function sendSmsCode(deps: CodeDeps, code: { phone: string; reference: string; template: string; params: Record<string, string> }): Promise<void> {
  const now = deps.clock.now()
  const row = await deps.commands.run((tx) => addCodeDelivery(tx, { id: code.reference, channel: 'sms', target: code.phone, accountId: null }, now))
  const { phone, template, params, reference } = code
  await writeDown(deps, row, await sendThrough(deps, { phone, template, params, reference, at: now }))
}

export async function sendMailCode(deps: Pick<Deps, 'db' | 'commands' | 'channels' | 'clock' | 'log'>, code: { reference: string; accountId: string; to: string; subject: string; text: string }): Promise<void> {
  const mailer = deps.channels.mail
  if (!mailer) throw new Error('no e-mail is set up')
  const row = await deps.commands.run((tx) => addCodeDelivery(tx, { id: code.reference, channel: 'email', target: '', accountId: code.accountId }, deps.clock.now()))
  const { to, subject, text, reference } = code
  await writeDown(deps, row, { outcome: await mailer.send({ to, subject, text, reference, stopUrl: null }), provider: 'smtp' })
}
