// The county's figures out of assessments whose firms agreed: how scores are spread, by town and industry, and the commonest gaps. Never a name, never a small group (disclosure.ts).
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { askedItems, placedItems } from '#contract/assessment/scope.ts'
import type { OpeningAnswers, Statistics, StatisticsQuery } from '#contract/assessment/schema.ts'
import { recordAudit } from '../audit/record.ts'
import { readStoredJson } from '../db/json.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { discloseGroups, isTooFew, mergeBands, smallest, type Disclosure } from './disclosure.ts'
import { countFailed, listCounted, type CountedAssessment } from './statistics-repository.ts'

export const noIndustry = '没有填行业'
const mostGaps = 10
const bandWidth = 10

type Counted = CountedAssessment & { industry: string }

function median(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const [below = 0, above = 0] = [sorted[half - 1], sorted[half]]
  return sorted.length % 2 === 1 ? above : Math.floor((below + above) / 2)
}

function tenBands(rows: readonly Counted[]): Statistics['bands'] {
  const bands = Array.from({ length: 100 / bandWidth }, (_, index) => ({ from: index * bandWidth, to: (index + 1) * bandWidth, count: 0 }))
  for (const { score_tenths: tenths } of rows) {
    const band = bands[Math.min(bands.length - 1, Math.floor(tenths / 10 / bandWidth))]
    if (band) band.count += 1
  }
  return bands
}

function bandsOf(rows: readonly Counted[], rests: readonly (readonly Counted[])[]): Statistics['bands'] {
  return mergeBands(tenBands(rows), rests.map((rest) => tenBands(rest).map(({ count }) => count)))
}

const isOf = (row: Counted, { town, industry }: StatisticsQuery) => (town === undefined || row.town === town) && (industry === undefined || row.industry === industry)

/** Of every wider group that can be asked for, those who are not in this one: what is left when its figures are taken from the wider ones. */
function restsOf(all: readonly Counted[], disclosure: Disclosure, query: StatisticsQuery): Counted[][] {
  const { town, industry } = query
  const wider: StatisticsQuery[] = [...(town !== undefined || industry !== undefined ? [{}] : []), ...(town !== undefined && industry !== undefined ? [{ town }, { industry }] : [])]
  return wider.filter((group) => disclosure.shows(group)).map((group) => all.filter((row) => isOf(row, group) && !isOf(row, query)))
}

/** Largest first, then by name; hidden ones last and without a figure. */
function groupsOf(rows: readonly Counted[], nameOf: (row: Counted) => string, shows: (name: string) => boolean): Statistics['towns'] {
  const groups = [...Map.groupBy(rows, nameOf)].map(([name, own]) => (shows(name) ? { name, count: own.length, medianTenths: median(own.map((row) => row.score_tenths)) } : { name, count: null, medianTenths: null }))
  return groups.sort((a, b) => (b.count ?? 0) - (a.count ?? 0) || (a.name < b.name ? -1 : 1))
}

/** In how many lists each item stood. Many firms have the same opening answers. */
function countAsked(edition: Edition, rows: readonly Counted[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [, same] of Map.groupBy(rows, ({ opening, taken_back }) => `${opening} ${taken_back}`)) {
    const [first] = same
    if (!first) continue
    for (const { item } of askedItems(edition, readStoredJson<OpeningAnswers>(first.opening), readStoredJson<string[]>(first.taken_back))) counts.set(item.id, (counts.get(item.id) ?? 0) + same.length)
  }
  return counts
}

async function gapsOf(deps: Deps, edition: Edition, rows: readonly Counted[], rests: readonly (readonly Counted[])[]): Promise<Statistics['gaps']> {
  const failed = await countFailed(deps.db, rows.map(({ id }) => id))
  const failedElsewhere: Map<string, number>[] = []
  for (const rest of rests) failedElsewhere.push(await countFailed(deps.db, rest.map(({ id }) => id)))
  const asked = countAsked(edition, rows)
  return placedItems(edition).map(({ item }) => ({ itemId: item.id, question: item.question, count: failed.get(item.id) ?? 0, asked: asked.get(item.id) ?? 0 }))
    .filter(({ itemId, count }) => count >= smallest && !failedElsewhere.some((counts) => isTooFew(counts.get(itemId) ?? 0))).sort((a, b) => b.count - a.count || a.asked - b.asked).slice(0, mostGaps)
}

function editionFor(deps: Deps, id: string | undefined): Edition {
  const edition = id === undefined ? deps.content.editions().find(({ status }) => status === 'current') : deps.content.edition(id)
  if (!edition) throw notFound(`no edition ${id ?? 'that is current'}`)
  return edition
}

async function figuresOf(deps: Deps, edition: Edition, all: readonly Counted[], disclosure: Disclosure, { town, industry }: StatisticsQuery): Promise<Statistics> {
  if (!disclosure.shows({ town, industry })) return { smallest, firms: null, bands: [], towns: [], industries: [], gaps: [] }
  const rows = all.filter((row) => isOf(row, { town, industry }))
  const rests = restsOf(all, disclosure, { town, industry })
  return {
    smallest, firms: rows.length, bands: bandsOf(rows, rests),
    towns: groupsOf(rows, (row) => row.town, (name) => disclosure.shows({ town: name, industry })), industries: groupsOf(rows, (row) => row.industry, (name) => disclosure.shows({ town, industry: name })),
    gaps: await gapsOf(deps, edition, rows, rests),
  }
}

/** Of one edition, else the current one. A group that may not be told of is answered like one nobody is in. Leaves a line in the audit. */
export async function getStatistics(deps: Deps, account: SignedIn, query: StatisticsQuery, requestId: string): Promise<Statistics> {
  const edition = editionFor(deps, query.editionId)
  const all = (await listCounted(deps.db, edition.id)).map((row): Counted => ({ ...row, industry: row.industry ?? noIndustry }))
  const cells = [...Map.groupBy(all, ({ town, industry }) => JSON.stringify([town, industry])).values()].flatMap((same) => (same[0] ? [{ town: same[0].town, industry: same[0].industry, count: same.length }] : []))
  const figures = await figuresOf(deps, edition, all, discloseGroups(cells), query)
  const details = { editionId: edition.id, ...(query.town === undefined ? {} : { town: query.town }), ...(query.industry === undefined ? {} : { industry: query.industry }), isShown: figures.firms !== null }
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'assessment.statistics', subject: `edition:${edition.id}`, firmId: null, requestId, details }))
  return figures
}
