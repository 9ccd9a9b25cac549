// Loans of demo.json: what firms asked for and what banks made of it, through the same services as everybody, on the days it would have happened.
import { randomUUID } from 'node:crypto'
import { addWorkdays } from '#contract/cases/workdays.ts'
import { consentFields } from '#contract/financing/casework-schema.ts'
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import type { LeadAction } from '#contract/financing/workflow.ts'
import { addMonths, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { Deps } from '../deps.ts'
import { consentToBank } from '../financing/consents.ts'
import { actOnLead } from '../financing/lead-actions.ts'
import { rateLead } from '../financing/ratings.ts'
import { actOnRequest } from '../financing/request-actions.ts'
import { startRequest } from '../financing/request-drafts.ts'
import { hashRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import type { Demo } from './source.ts'

type Sample = Demo['financing'][number]
type Deed = Sample['banks'][number]['then'][number]
export interface Cast { person(key: string): SignedIn; firmId(key: string): string; requestId: string }

const hour = 3_600_000

/** Ten o'clock on the working day so many before today, an hour later for every deed of that day; never after now. */
function instantOf({ clock, content }: Deps, workdaysAgo: number, hours: number): number {
  const now = clock.now()
  return Math.min(shanghaiDayStart(addWorkdays(content.calendar, shanghaiDate(now), -workdaysAgo)) + (10 + hours) * hour, now)
}
const at = (deps: Deps, instant: number): Deps => ({ ...deps, clock: { now: () => instant } })
const once = (of: unknown, requestId: string) => ({ key: randomUUID(), bodyHash: hashRequest(null, of), requestId })

/** What a bank fills in with this deed. Numbers say that they are samples. */
function inputOf({ action, amount, months, code }: Deed, day: string, rightIds: string[]): LeadActionInput {
  switch (action) {
    case 'approve': return { amount: amount ?? '', months: months ?? 12, rate: '示例：年利率 3.45%' }
    case 'sign': return { contractNumber: '示例借字 001 号', on: day }
    case 'register': return { registrationNumber: '示例质登字 002 号', on: day, rightIds }
    case 'lend': return { amount: amount ?? '', on: day, maturesOn: addMonths(day, months ?? 12) }
    case 'refuse': return { code: code ?? 'capacity' }
    default: return {}
  }
}

async function seedBank(deps: Deps, requestRow: string, rightIds: string[], by: SignedIn, { bank, askedAgo, then, rating }: Sample['banks'][number], cast: Cast): Promise<void> {
  const contact = cast.person(bank)
  const { bank_id: bankId } = await deps.db.selectFrom('bank_contacts').select('bank_id').where('account_id', '=', contact.id).where('ended_at', 'is', null).executeTakeFirstOrThrow()
  const { version } = deps.content.financingCasework.consent
  const consent = { bankId, fields: [...consentFields], textVersion: version, agreed: true as const }
  const { id } = await consentToBank(at(deps, instantOf(deps, askedAgo, 1)), by, { id: requestRow, input: consent, ...once(consent, cast.requestId) })
  for (const [index, deed] of then.entries()) {
    const when = instantOf(deps, deed.workdaysAgo, 2 + index)
    const input = inputOf(deed, shanghaiDate(when), rightIds)
    const action: LeadAction = deed.action
    await actOnLead(at(deps, when), action === 'confirm' ? by : contact, { id, action, input, ...once(input, cast.requestId) })
  }
  if (rating) await rateLead(at(deps, instantOf(deps, then.at(-1)?.workdaysAgo ?? 0, 9)), by, id, rating, cast.requestId)
}

async function seedRequest(deps: Deps, { firm, by: key, workdaysAgo, answers, wish, banks }: Sample, cast: Cast): Promise<void> {
  const [by, firmId] = [cast.person(key), cast.firmId(firm)]
  const rights = await deps.db.selectFrom('rights').select('id').where('firm_id', '=', firmId).where('kind', '=', 'patent').orderBy('created_at').orderBy('id').execute()
  const rightIds = rights.map(({ id }) => id)
  const then = at(deps, instantOf(deps, workdaysAgo, 0))
  const input = { firmId, ...wish, answers, rightIds }
  const { request } = await startRequest(then, by, { input, ...once(input, cast.requestId) })
  await actOnRequest(then, by, { id: request.id, action: 'submit', input: {}, ...once({}, cast.requestId) })
  for (const bank of banks) await seedBank(deps, request.id, rightIds, by, bank, cast)
}

export async function seedFinancing(deps: Deps, samples: Demo['financing'], cast: Cast): Promise<void> {
  for (const sample of samples) await seedRequest(deps, sample, cast)
}
