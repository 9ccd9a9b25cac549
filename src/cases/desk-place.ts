import type { LocationQuery, LocationQueryValue } from 'vue-router'
import type { QueueGroup, QueueQuery } from '#contract/cases/schema.ts'
import { caseStates, caseStateWords } from '#contract/cases/workflow.ts'
import type { IconName } from '#client/ui/icon-paths.ts'

/** Where on the desk somebody is, kept in the address: group, search and filters; '' = not narrowed. */
export interface DeskPlace {
  group: QueueGroup
  q: string
  programmeId: string
  town: string
  state: string
  due: string
  assignee: string
}
export type FilterName = 'town' | 'programmeId' | 'state' | 'due' | 'assignee'
export const filterNames: readonly FilterName[] = ['town', 'programmeId', 'state', 'due', 'assignee']
export const filterWords: Record<FilterName, string> = { town: '镇办', programmeId: '项目', state: '状态', due: '到期', assignee: '经办' }

/** The groups of the queue in the order of their chips, as the desk calls them; `rare` ones are shown while something is in them. */
export const queueChips: readonly { group: QueueGroup; word: string; rare?: boolean }[] = [
  { group: 'todo', word: '待我办' },
  { group: 'overdue', word: '超期', rare: true },
  { group: 'submitted', word: '待受理' },
  { group: 'accepted', word: '初审中' },
  { group: 'publicity', word: '公示中', rare: true },
  { group: 'disputes', word: '有异议', rare: true },
  { group: 'pay', word: '可拨付', rare: true },
  { group: 'decided', word: '已办结' },
  { group: 'all', word: '全部' },
]
/** Groups that are a place of their own in the rail. */
export const railPlaces: readonly { group: QueueGroup; word: string; icon: IconName }[] = [
  { group: 'mine', word: '我的办件', icon: 'folder' },
  { group: 'approve', word: '等我批准', icon: 'stamp' },
  { group: 'waiting', word: '等企业', icon: 'building' },
]
const allGroups: readonly QueueGroup[] = [...queueChips.map(({ group }) => group), ...railPlaces.map(({ group }) => group)]

export const stateOptions = caseStates.filter((state) => state !== 'draft').map((value) => ({ value, word: caseStateWords[value] }))
const dueValues = ['overdue', 'today', 'week'] as const
const dueWords = { overdue: '已超期', today: '今天到期', week: '5 个工作日内' }
export const dueOptions = dueValues.map((value) => ({ value, word: dueWords[value] }))
const assigneeValues = ['me', 'none', 'others'] as const
const assigneeWords = { me: '我在办', none: '还没人接', others: '别人在办' }
export const assigneeOptions = assigneeValues.map((value) => ({ value, word: assigneeWords[value] }))

type QueryValue = LocationQueryValue | LocationQueryValue[] | undefined
function oneOf<T extends string>(values: readonly T[], value: QueryValue): T | undefined {
  return values.find((known) => known === value)
}
const textOf = (value: QueryValue) => (typeof value === 'string' ? value : '')

/** What an address says; what it cannot mean is left out. */
export function placeOf(query: LocationQuery): DeskPlace {
  return {
    group: oneOf(allGroups, query.group) ?? 'todo',
    q: textOf(query.q),
    programmeId: textOf(query.programmeId),
    town: textOf(query.town),
    state: oneOf(caseStates, query.state) ?? '',
    due: oneOf(dueValues, query.due) ?? '',
    assignee: oneOf(assigneeValues, query.assignee) ?? '',
  }
}

/** The address query of a place; what is usual is left out. */
export function queryOf({ group, ...rest }: DeskPlace): Record<string, string> {
  return { ...(group === 'todo' ? {} : { group }), ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '')) }
}

/** The same place as the server is asked for it. */
export function requestOf(place: DeskPlace): QueueQuery {
  return {
    group: place.group,
    q: place.q || undefined,
    programmeId: place.programmeId || undefined,
    town: place.town || undefined,
    state: oneOf(caseStates, place.state),
    due: oneOf(dueValues, place.due),
    assignee: oneOf(assigneeValues, place.assignee),
  }
}
