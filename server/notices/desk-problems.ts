// What the rules of contract/notices/problems.ts are judged against here: the county's lists, its schemes, the files of the notice, what readers see now.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { blocking, noticeProblems, type AudienceValues, type ProblemContext } from '#contract/notices/problems.ts'
import type { NoticeProblem } from '#contract/notices/desk-schema.ts'
import type { NoticeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { textOf } from './live.ts'
import { audienceOf } from './version-repository.ts'

type ProblemDeps = Pick<Deps, 'content' | 'clock'>

function audienceValues({ content, clock }: ProblemDeps): AudienceValues {
  const { county, consultations } = content
  return { towns: county.towns, industries: county.industries, titles: county.titles.map(({ id }) => id), programmeIds: content.summaries(clock.now()).map(({ id }) => id), gapTopics: consultations.topics.map(({ id }) => id) }
}

export function problemContext(deps: ProblemDeps, live: NoticeVersionRow | undefined, fileIds: readonly string[]): ProblemContext {
  const audience = audienceValues(deps)
  return {
    today: shanghaiDate(deps.clock.now()), categories: deps.content.notices.settings.categories.map(({ id }) => id), programmeIds: audience.programmeIds, fileIds, audience,
    live: live ? { text: textOf(live), audience: audienceOf(live) } : null,
  }
}

export function problemsOf(deps: ProblemDeps, version: NoticeVersionRow, live: NoticeVersionRow | undefined, fileIds: readonly string[]): NoticeProblem[] {
  return noticeProblems({ text: textOf(version), audience: audienceOf(version), changeNote: version.change_note }, problemContext(deps, live, fileIds))
}

/** Throws `notices.unchanged` for a correction that corrects nothing, `notices.incomplete` with how many things stand in the way (count) and where the first is (path). */
export function assertComplete(problems: readonly NoticeProblem[]): void {
  if (problems.some(({ reason }) => reason === 'unchanged')) throw new AppError('notices.unchanged')
  const details = blocking(problems)
  if (details) throw new AppError('notices.incomplete', { details })
}
