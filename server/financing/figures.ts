// The county's figures of loans for one year: the way from the wish to the interest subsidy, by bank, town and industry, against what the plan promised.
import type { Figures } from '#contract/financing/desk-schema.ts'
import { answersIn, funnelOf, loanSums, refusalsIn, type RequestFacts } from '#contract/financing/funnel.ts'
import { shanghaiDate, shanghaiDayStart, yearOf } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { readRequestFacts } from './funnel.ts'

/** Slices nobody is in are left out. */
function sliced(requests: readonly RequestFacts[], year: number, keys: readonly { id: string; word: string }[], has: (request: RequestFacts, id: string) => boolean, narrow = (request: RequestFacts, _id: string) => request): Figures['byTown'] {
  return keys.map(({ id, word }) => ({ id, word, rows: funnelOf(requests.filter((request) => has(request, id)).map((request) => narrow(request, id)), year) })).filter(({ rows }) => rows.some(({ count }) => count > 0))
}

/** Of what was rated in the year, whatever became of the loan. */
async function ratingsIn(connection: Connection, year: number): Promise<Figures['ratings']> {
  const row = await connection.selectFrom('financing_ratings').where('at', '>=', shanghaiDayStart(`${year}-01-01`)).where('at', '<', shanghaiDayStart(`${year + 1}-01-01`))
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.avg<number>('speed').as('speed'), eb.fn.avg<number>('attitude').as('attitude'), eb.fn.avg<number>('result').as('result')]).executeTakeFirstOrThrow()
  const mean = (value: number | string | null) => (value === null ? null : Math.round(Number(value) * 10) / 10)
  return { count: Number(row.count), speed: mean(row.speed), attitude: mean(row.attitude), result: mean(row.result) }
}

/** `year` left out: this one. Leaves a line in the audit. */
export async function getFigures(deps: Deps, account: SignedIn, asked: number | undefined, requestId: string): Promise<Figures> {
  const { county, financingCasework: casework } = deps.content
  const thisYear = yearOf(shanghaiDate(deps.clock.now()))
  const year = asked ?? thisYear
  const requests = await readRequestFacts(deps.db, deps)
  const known = requests.flatMap(({ intentOn, leads }) => [yearOf(intentOn), ...leads.flatMap(({ disbursedOn }) => (disbursedOn === null ? [] : [yearOf(disbursedOn)]))])
  const banks = [...new Map(requests.flatMap(({ leads }) => leads.map(({ bankId, bankName }) => [bankId, bankName] as const)))].map(([id, word]) => ({ id, word })).toSorted((a, b) => (a.word < b.word ? -1 : 1))
  const { title, source, loans, overFen, fromYear, toYear } = casework.targets
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'financing.figures', subject: `year:${year}`, requestId }))
  return {
    year, years: Array.from({ length: thisYear - Math.min(thisYear, ...known) + 1 }, (_, index) => thisYear - index), funnel: funnelOf(requests, year),
    byBank: sliced(requests, year, banks, ({ leads }, id) => leads.some(({ bankId }) => bankId === id), (request, id) => ({ ...request, leads: request.leads.filter(({ bankId }) => bankId === id) })),
    byTown: sliced(requests, year, county.towns.map((town) => ({ id: town, word: town })), ({ town }, id) => town === id),
    byIndustry: sliced(requests, year, [...county.industries.map((industry) => ({ id: industry, word: industry })), { id: '', word: '没有填' }], ({ industry }, id) => (industry ?? '') === id),
    loans: loanSums(requests, year),
    target: { title, source, loans, overFen, fromYear, toYear, state: year < fromYear ? 'before' : year > toYear ? 'over' : 'running' },
    ratings: await ratingsIn(deps.db, year), answers: answersIn(requests, year), refusals: refusalsIn(requests, year, casework.refusals),
  }
}
