import { shanghaiDate } from '#contract/identifiers/date.ts'
import { sectionStates } from '#contract/subsidies/answers.ts'
import type { Rules } from '#contract/subsidies/fields.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { Deps } from '../deps.ts'

/** How many sections of the task list are done, of how many. */
export function progressOf(deps: Deps, programme: Pick<Rules, 'sections'>, answers: Answers): { doneSections: number; totalSections: number } {
  const states = sectionStates(programme, answers, { today: shanghaiDate(deps.clock.now()), towns: deps.content.county.towns })
  return { doneSections: states.filter((state) => state.isDone).length, totalSections: states.length }
}
