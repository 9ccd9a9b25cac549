// How often a notice was opened, by the way people came and by day. Of the person nothing is kept: no account, no address, no phone.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { OpenChannel } from '#contract/notices/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'

/** One more. Throws `not-found` for a notice nobody ever published. */
export async function countOpening({ commands, clock }: Pick<Deps, 'commands' | 'clock'>, id: string, channel: OpenChannel): Promise<void> {
  await commands.run(async (tx) => {
    const notice = await tx.selectFrom('notices').select('id').where('id', '=', id).where('state', '!=', 'unpublished').executeTakeFirst()
    if (!notice) throw notFound(`no notice ${id}`)
    await tx.insertInto('notice_opens').values({ notice_id: id, channel, day: shanghaiDate(clock.now()), count: 1 })
      .onConflict((conflict) => conflict.columns(['notice_id', 'channel', 'day']).doUpdateSet((eb) => ({ count: eb('notice_opens.count', '+', 1) }))).execute()
  })
}
