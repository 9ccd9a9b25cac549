// What who waits is told, with a link to their list.
import type { Connection, Tx } from '../db/commands.ts'
import type { ConsultationHoldRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { firmReaders } from './record-telling.ts'
import type { EntryOfFirm, OfferOfExpert } from './waiting-repository.ts'
import { sayInstant, saySpan, topicTitle } from './words.ts'

type Telling = Pick<Deps, 'content' | 'clock'>

const listOf = (entry: EntryOfFirm) => `/consultations/waiting?firm=${entry.firm_id}`

const readersOf = (connection: Connection, { firm_id, account_id }: EntryOfFirm) => firmReaders(connection, { firm_id, created_by: account_id })

export async function tellOffer(tx: Tx, { content, clock }: Telling, entry: EntryOfFirm, offer: OfferOfExpert): Promise<void> {
  const at = clock.now()
  const values = { topic: topicTitle(content.consultations, entry.topic), firm: entry.firm_name, when: saySpan(offer.starts_at, offer.ends_at, at), expert: offer.expert_name, until: sayInstant(offer.expires_at, at) }
  await enqueueMessages(tx, { at, accountIds: await readersOf(tx, entry), firmId: entry.firm_id, message: renderMessage(content, 'consultation.offer', values, listOf(entry)) })
}

/** over: the kept time is gone, the firm waits on · ended: it is off the list. */
export async function tellWaiting(tx: Tx, { content, clock }: Telling, entry: EntryOfFirm, what: 'over' | 'ended', offer?: ConsultationHoldRow): Promise<void> {
  const at = clock.now()
  const [topic, firm] = [topicTitle(content.consultations, entry.topic), entry.firm_name]
  const message = what === 'over' && offer
    ? renderMessage(content, 'consultation.offer-over', { topic, firm, when: saySpan(offer.starts_at, offer.ends_at, at) }, listOf(entry))
    : renderMessage(content, 'consultation.waiting-ended', { topic, firm }, listOf(entry))
  await enqueueMessages(tx, { at, accountIds: await readersOf(tx, entry), firmId: entry.firm_id, message })
}
