import type { LocationQuery, LocationQueryValue } from 'vue-router'
import type { DeskBookingsQuery } from '#contract/consultations/schema.ts'

export type DeskGroup = NonNullable<DeskBookingsQuery['group']>
/** Where among the bookings an officer is, kept in the address; '' = not narrowed. */
export interface BookingPlace {
  group: DeskGroup
  expertId: string
  town: string
  q: string
}

/** In the order of their chips; `urgent` ones are red while something is in them. */
export const bookingGroups: readonly { group: DeskGroup; word: string; urgent?: true }[] = [
  { group: 'coming', word: '要来的' },
  { group: 'over-leave', word: '撞上请假', urgent: true },
  { group: 'unconfirmed', word: '专家没确认' },
  { group: 'unrecorded', word: '没交记录' },
  { group: 'revisit', word: '要回访' },
  { group: 'past', word: '过去的' },
  { group: 'cancelled', word: '取消的' },
]

/** What an empty group says. */
export const emptyGroups: Readonly<Record<DeskGroup, { title: string; text: string }>> = {
  coming: { title: '没有要来的预约', text: '企业约好专家，就按时间先后排在这里。电话里来约的，点“替企业约”。' },
  'over-leave': { title: '没有撞上请假的', text: '专家请假时，时间上有预约的会排在这里，等您改时间或换专家。' },
  unconfirmed: { title: '专家都确认了', text: '约好以后专家还没有确认的，排在这里。' },
  unrecorded: { title: '记录都交了', text: '服务过了、记录还没有交给企业的，排在这里。' },
  revisit: { title: '没有要回访的', text: '服务过几天企业还没有说有没有用的，排在这里，打个电话问一问。' },
  past: { title: '还没有过去的预约', text: '服务过的、没到的、请假的，都在这里。' },
  cancelled: { title: '没有取消的预约', text: '企业、专家或县局取消的，都在这里。' },
}

function textOf(value: LocationQueryValue | LocationQueryValue[] | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** What an address says; what it cannot mean is left out. */
export function bookingPlaceOf(query: LocationQuery): BookingPlace {
  const group = bookingGroups.find((one) => one.group === query.group)?.group
  return { group: group ?? 'coming', expertId: textOf(query.expert), town: textOf(query.town), q: textOf(query.q) }
}

/** The address query of a place; what is usual is left out. */
export function bookingQueryOf({ group, expertId, town, q }: BookingPlace): Record<string, string> {
  const said = { group: group === 'coming' ? '' : group, expert: expertId, town, q }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
}

/** The same place as the server is asked for it. */
export function bookingRequestOf({ group, expertId, town, q }: BookingPlace): DeskBookingsQuery {
  return { group, expertId: expertId || undefined, town: town || undefined, q: q || undefined }
}
