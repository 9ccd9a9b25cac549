// A right of demo.json → what a clerk would have typed. Patents are dated back from today, so that a demonstration on any day has a fee coming up and one that is late.
import { addDays, addMonths, yearOf } from '#contract/identifiers/date.ts'
import { patentCheckCharacter } from '#contract/identifiers/patent.ts'
import type { RightInput } from '#contract/portfolio/schema.ts'
import type { Demo } from './source.ts'

/** The year in the number is the year of filing, which moves with today; so does the check digit. */
export function typedRight(sample: Demo['rights'][number], firmId: string, today: string): RightInput {
  const { firm: _firm, by: _by, patent, pledge, number = '', ...typed } = sample
  const pledged = pledge ? { pledge: 'pledged' as const, pledgee: pledge.pledgee, pledgeNumber: pledge.number, pledgedOn: addDays(today, -pledge.daysAgo) } : {}
  if (!patent) return { firmId, number, ...typed, ...pledged }
  const filedOn = addMonths(addDays(today, patent.dueInDays), -12 * (patent.openYear - 1))
  const bare = `${yearOf(filedOn)}${patent.kindDigit}${patent.serial}`
  return {
    firmId, ...typed, ...pledged, number: `ZL${bare}.${patentCheckCharacter(bare)}`,
    filedOn, grantedOn: addMonths(filedOn, patent.monthsToGrant), paidYear: patent.openYear - 1,
  }
}
