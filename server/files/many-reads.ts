// An officer who opens very many files at once is looked at by the others (abuse case 24). Nothing is held up: the work may need it.
import { officerIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'

const minute = 60_000
const windowMinutes = 10
const mostReads = 200

/** True for the first who says it within the window. */
async function isFirstWord(tx: Tx, accountId: string, bucket: number, since: number): Promise<boolean> {
  const key = `many-reads:${accountId}`
  const said = await tx.selectFrom('rate_counts').select('count').where('key', '=', key).where('bucket', '>=', since).limit(1).executeTakeFirst()
  if (said) return false
  return (await tx.insertInto('rate_counts').values({ key, bucket, count: 1 }).onConflict((conflict) => conflict.doNothing()).returning('key').executeTakeFirst()) !== undefined
}

/** Counts files an officer opened (`files`: several in one go); past 200 within ten minutes one line in the audit and one message to every other officer, then none for ten minutes. */
export async function countFileRead(deps: Pick<Deps, 'content'>, tx: Tx, account: SignedIn, at: number, requestId: string, files = 1): Promise<void> {
  const bucket = Math.floor(at / minute)
  const since = bucket - windowMinutes + 1
  const key = `file-reads:${account.id}`
  await tx.insertInto('rate_counts').values({ key, bucket, count: files })
    .onConflict((conflict) => conflict.columns(['key', 'bucket']).doUpdateSet((eb) => ({ count: eb('rate_counts.count', '+', files) }))).execute()
  const { reads } = await tx.selectFrom('rate_counts').select((eb) => eb.fn.sum<number>('count').as('reads')).where('key', '=', key).where('bucket', '>=', since).executeTakeFirstOrThrow()
  if (Number(reads) <= mostReads || !(await isFirstWord(tx, account.id, bucket, since))) return
  await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'files.many-reads', subject: `account:${account.id}`, requestId, details: { reads: Number(reads), minutes: windowMinutes } })
  const others = (await officerIds(tx)).filter((id) => id !== account.id)
  await enqueueMessages(tx, { at, accountIds: others, firmId: null, message: renderMessage(deps.content, 'staff.many-reads', { name: account.name, count: mostReads, minutes: windowMinutes }) })
}
