// Notices of demo.json, written, proposed and published at the desk by the same services as everybody's, on the days it would have happened; told and read as the worker and the firms would.
import { randomUUID } from 'node:crypto'
import { addDays, chineseDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { everybody } from '#contract/notices/audience.ts'
import type { NoticeActionInput, NoticeText, VersionAction } from '#contract/notices/desk-schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { emptyText, saveNotice, startNotice } from '../notices/drafts.ts'
import { readNotice } from '../notices/reads.ts'
import { sendNotices } from '../notices/sending.ts'
import { findOpenVersion } from '../notices/version-repository.ts'
import { actOnNotice } from '../notices/version-actions.ts'
import type { Demo } from './source.ts'

type Sample = Demo['notices'][number]
interface Cast { person(key: string): SignedIn; requestId: string }
const hour = 3_600_000

/** Days of the sample count from today; the key fact 截止 is the first deadline. */
function textOfSample(deps: Deps, { text, deadlines }: Sample, today: string): NoticeText {
  const dated = deadlines.map(({ inDays, ...deadline }) => ({ ...deadline, on: addDays(today, inDays) }))
  const until = dated[0] ? chineseDate(dated[0].on) : null
  return { ...emptyText(deps), ...text, facts: { ...text.facts, until }, deadlines: dated }
}

async function seedNotice(deps: Deps, sample: Sample, { person, requestId }: Cast): Promise<void> {
  const today = shanghaiDate(deps.clock.now())
  const clock = { at: Math.min(shanghaiDayStart(addDays(today, -sample.daysAgo)) + 9 * hour, deps.clock.now()) }
  const then: Deps = { ...deps, clock: { now: () => clock.at } }
  const go = (hours: number) => { clock.at = Math.min(clock.at + hours * hour, deps.clock.now()) }
  const asker = { account: person(sample.by), requestId }
  const { body: { id, revision } } = await startNotice(then, { asker, input: {}, key: randomUUID(), bodyHash: hashRequest(null, {}) })
  const audience = sample.audience ? { ...everybody, everyone: false, ...sample.audience } : everybody
  await saveNotice(then, asker, id, revision, { text: textOfSample(deps, sample, today), audience, changeNote: '', tellsReaders: true })
  const act = async (by: string, action: VersionAction) => {
    const open = await findOpenVersion(deps.db, id)
    const input: NoticeActionInput = { revision: open?.revision ?? 0 }
    await actOnNotice(then, { asker: { account: person(by), requestId }, id, action, input, key: randomUUID(), bodyHash: hashRequest({ id, action }, input) })
  }
  for (const { by, action } of sample.then) {
    go(2)
    await act(by, action)
  }
  while ((await sendNotices(then)) > 0);
  for (const key of sample.read) {
    go(5)
    await readNotice(then, person(key), id, {}, requestId)
  }
}

export async function seedNotices(deps: Deps, samples: readonly Sample[], cast: Cast): Promise<void> {
  for (const sample of samples) await seedNotice(deps, sample, cast)
}
