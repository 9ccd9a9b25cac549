// Who is told of what was published: one row a sending, worked off in batches by the worker (sending.ts).
import { randomUUID } from 'node:crypto'
import type { Audience } from '#contract/notices/audience-schema.ts'
import type { Tx } from '../db/commands.ts'
import type { NoticeSendingRow } from '../db/schema.ts'

/** What the messages of its first telling are known by: in the outbox, and by its reach. */
export const aboutNotice = (noticeId: string) => `notice:${noticeId}`

export interface StartSending { noticeId: string; number: number; kind: NoticeSendingRow['kind']; audience: Audience; by: string | null; at: number }

/** In the transaction of what it tells of; the same version and kind once. */
export async function startSending(tx: Tx, { noticeId, number, kind, audience, by, at }: StartSending): Promise<void> {
  await tx.insertInto('notice_sendings').values({
    id: randomUUID(), notice_id: noticeId, number, kind, audience: JSON.stringify(audience), stage: 'firms', after_firm: '', after_account: '', firms: 0, people: 0, started_by: by, started_at: at, ended_at: null, locked_until: 0,
  }).onConflict((conflict) => conflict.columns(['notice_id', 'number', 'kind']).doNothing()).execute()
}
