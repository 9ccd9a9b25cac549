// How a change since last time is said. Pure.
import type { Change, Comparison } from '#contract/assessment/gaps.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

export const changeLooks: Record<Change, StatusLook> = {
  better: { word: '变好', icon: 'tick', tone: 'ok' },
  worse: { word: '变差', icon: 'warn', tone: 'reed' },
  same: { word: '没变', icon: 'none', tone: 'mute' },
  'only-now': { word: '这次才答', icon: 'plus', tone: 'pri' },
  'only-then': { word: '这次没答', icon: 'help', tone: 'reed' },
  neither: { word: '都没答', icon: 'none', tone: 'mute' },
}
/** What needs a look first. */
export const changeOrder: readonly Change[] = ['worse', 'better', 'only-then', 'only-now', 'same']

export function countChanges(rows: readonly Comparison[]): Record<Change, number> {
  const counts: Record<Change, number> = { better: 0, worse: 0, same: 0, 'only-now': 0, 'only-then': 0, neither: 0 }
  for (const { change } of rows) counts[change] += 1
  return counts
}
