// A private address under which a calendar program finds somebody's visits. Whoever knows it may read: the token is random, kept as a hash to be found by and sealed to be shown again.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import * as endpoints from '#contract/consultations/endpoints.ts'
import type { FeedInput } from '#contract/consultations/schema.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { CalendarFeedRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { keyFor, openText, sealText } from '../sealed-text.ts'
import { isMember } from './access.ts'
import { listEntries } from './calendar-entries.ts'
import { writeCalendar } from './calendar.ts'

const tokenBytes = 32
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
const keyOf = ({ config }: Pick<Deps, 'config'>) => keyFor(config.secret, 'calendar-feeds')
const addressOf = ({ config }: Pick<Deps, 'config'>, token: string) => `${config.publicUrl}${endpoints.getFeed.path.replace(':token', token)}`

async function findLive(tx: Tx, accountId: string, firmId: string | null): Promise<CalendarFeedRow | undefined> {
  const of = tx.selectFrom('calendar_feeds').selectAll().where('account_id', '=', accountId).where('ended_at', 'is', null)
  return (firmId === null ? of.where('firm_id', 'is', null) : of.where('firm_id', '=', firmId)).executeTakeFirst()
}

/** The asker's address for the firm's visits, without firmId for their own as an expert; the same every time until it is renewed. Throws `not-found` for a firm one does not act for, `not-allowed` for who is no expert. */
export async function makeFeed(deps: Deps, account: SignedIn, { firmId = null, renew = false }: { firmId?: string | null | undefined; renew?: FeedInput['renew'] }, requestId: string): Promise<string> {
  if (firmId !== null) await requireMember(deps.db, account, firmId)
  else if (account.role !== 'expert') throw new AppError('not-allowed', { detail: 'only experts have visits of their own' })
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    // Two phones at once get the same address.
    await tx.updateTable('accounts').set((eb) => ({ name: eb.ref('name') })).where('id', '=', account.id).execute()
    const live = await findLive(tx, account.id, firmId)
    const known = live && !renew ? openText(keyOf(deps), live.token) : undefined
    if (known !== undefined) return addressOf(deps, known)
    if (live) await tx.updateTable('calendar_feeds').set({ ended_at: at }).where('id', '=', live.id).execute()
    const [id, token] = [randomUUID(), randomBytes(tokenBytes).toString('base64url')]
    await tx.insertInto('calendar_feeds').values({ id, account_id: account.id, firm_id: firmId, token_hash: hashOf(token), token: sealText(keyOf(deps), token), created_at: at, ended_at: null }).execute()
    await recordAudit(tx, { at, accountId: account.id, role: firmId === null ? 'expert' : 'firm', action: live ? 'consultations.renew-feed' : 'consultations.make-feed', subject: `feed:${id}`, firmId, requestId })
    return addressOf(deps, token)
  })
}

/** Whether whoever made the address may still see what is under it. */
async function isTheirs(connection: Connection, { account_id: id, firm_id: firmId }: CalendarFeedRow): Promise<boolean> {
  const account = await connection.selectFrom('accounts').select('staff_role').where('id', '=', id).where('disabled_at', 'is', null).executeTakeFirst()
  if (!account) return false
  return firmId === null ? account.staff_role === 'expert' : isMember(connection, id, firmId)
}

/** iCalendar. Throws `not-found` for an address that never was, was renewed, or whose person has left the firm or the service. */
export async function readFeed(deps: Deps, token: string): Promise<string> {
  const feed = await deps.db.selectFrom('calendar_feeds').selectAll().where('token_hash', '=', hashOf(token)).where('ended_at', 'is', null).executeTakeFirst()
  if (!feed || !(await isTheirs(deps.db, feed))) throw notFound('no calendar under this address')
  return writeCalendar(await listEntries(deps, feed.firm_id === null ? { expertId: feed.account_id } : { firmId: feed.firm_id }))
}
