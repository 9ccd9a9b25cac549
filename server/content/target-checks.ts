// What a schema cannot say about content/<county>/targets.json. Lines of "path: what".
import { liveSources } from '#contract/reports/live-sources.ts'
import type { Indicator, Targets } from '#contract/reports/targets-schema.ts'
import { repeated } from './fault.ts'

function sourceProblems(indicator: Indicator, titleIds: readonly string[]): string[] {
  const { kind, source, titles, unit, tally, dimensions, entry } = indicator
  if (kind === 'entered') return source === undefined && titles === undefined ? [] : ['is entered, so it has no source']
  if (source === undefined) return [`is ${kind}, so it needs a source`]
  const of = liveSources[source]
  const problems: string[] = []
  if (kind === 'live' && entry !== undefined) problems.push('is live, so nothing is entered')
  if (of.unit !== unit) problems.push(`${source} counts in ${of.unit}, not ${unit}`)
  if (kind === 'live' && (of.tally === 'stock') !== (tally === 'stock')) problems.push(`${source} is counted by ${of.tally}, not ${tally}`)
  if (kind === 'live') problems.push(...dimensions.filter((one) => !of.dimensions.includes(one)).map((one) => `${source} is not known by ${one}`))
  if ((source === 'titled-firms') !== (titles !== undefined)) problems.push(titles === undefined ? 'titled-firms needs titles' : `${source} takes no titles`)
  return [...problems, ...(titles ?? []).filter((title) => !titleIds.includes(title)).map((title) => `title ${title} is none of county.json`)]
}

function entryProblems({ kind, entry, unit, tally, dimensions, target, aim }: Indicator): string[] {
  const problems: string[] = []
  if (kind !== 'live' && entry === undefined) problems.push(`is ${kind}, so it needs an entry`)
  if (entry !== undefined && entry !== 'figure' && (unit !== 'times' || tally === 'stock')) problems.push(`an ${entry} is counted one by one, over a time`)
  if (tally === 'stock' && dimensions.includes('month')) problems.push('a stock has no months')
  if (tally === 'plan' && target?.span === 'year') problems.push('goes on over the plan, so its target is by the end of the plan')
  if (tally === 'year' && target?.span === 'plan') problems.push('begins anew every year, so its target is of a year')
  if (target !== null && aim !== undefined) problems.push('has a number to reach, so no aim in words')
  return problems
}

/** `titleIds` of county.json. */
export function targetProblems({ plan, groups, indicators }: Targets, titleIds: readonly string[]): string[] {
  return [
    ...(plan.toYear < plan.fromYear ? ['plan: ends before it begins'] : []),
    ...repeated(groups.map(({ id }) => id)).map((id) => `groups: id ${id} is there twice`),
    ...repeated(indicators.map(({ id }) => id)).map((id) => `indicators: id ${id} is there twice`),
    ...groups.filter(({ id }) => !indicators.some(({ group }) => group === id)).map(({ id }) => `groups: nothing is in ${id}`),
    ...indicators.flatMap((indicator, index) => [...(groups.some(({ id }) => id === indicator.group) ? [] : [`there is no group ${indicator.group}`]), ...sourceProblems(indicator, titleIds), ...entryProblems(indicator)].map((what) => `indicators[${index}]: ${indicator.id}: ${what}`)),
  ]
}
