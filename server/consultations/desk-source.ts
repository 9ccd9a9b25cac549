// Bookings that need an officer and written questions on the desk home.
import { sql, type SqlBool } from 'kysely'
import { dayText, dueAfter, type DeskSource } from '../cases/desk-source.ts'
import { inGroup } from './desk-bookings.ts'
import { topicTitle } from './words.ts'

/** Of one booking the first that holds. */
const words = { 'over-leave': '专家不能来，要换人', unrecorded: '没有记录', revisit: '要回访', unconfirmed: '专家还没有确认' } as const
const groups = ['over-leave', 'unrecorded', 'revisit', 'unconfirmed'] as const
type Group = (typeof groups)[number]

const bookings: DeskSource = {
  kind: 'booking', word: '专家预约',
  open: ({ content, databaseKind }, { now, today }) => {
    const { aims } = content.casework
    const is = (group: Group) => inGroup(group, now)
    const startsOn = dayText(databaseKind, sql<number>`bookings.starts_at`)
    const asked = sql<number>`coalesce((select booking_revisits.asked_at from booking_revisits where booking_revisits.booking_id = bookings.id), bookings.done_at, bookings.ends_at)`
    return {
      from: sql`bookings`, where: sql<SqlBool>`(${sql.join(groups.map(is), sql` or `)})`,
      id: sql<string>`bookings.id`, number: sql<string | null>`bookings.number`, title: sql<string>`bookings.topic`, firmId: sql<string>`bookings.firm_id`, since: sql<number>`bookings.created_at`,
      state: sql<string>`case when ${is('over-leave')} then 'over-leave' when ${is('unrecorded')} then 'unrecorded' when ${is('revisit')} then 'revisit' else 'unconfirmed' end`,
      waitsFor: sql<string>`case when bookings.state = 'booked' and bookings.starts_at > ${now} and not ${is('over-leave')} then 'expert' else 'us' end`,
      dueOn: sql<string | null>`case when ${is('unrecorded')} then ${dueAfter(content.calendar, today, sql<number>`bookings.ends_at`, aims.record)} when bookings.state = 'done' then ${dueAfter(content.calendar, today, asked, aims.revisit)} else ${startsOn} end`,
    }
  },
  show: (row, { content }) => ({ title: topicTitle(content.consultations, row.title), state: words[groups.find((group) => group === row.state) ?? 'unconfirmed'], link: `/desk/consultations/${row.id}` }),
}

const questions: DeskSource = {
  kind: 'question', word: '书面咨询',
  open: (_deps, { today }) => ({
    from: sql`expert_questions`, where: sql<SqlBool>`expert_questions.state in ('open', 'assigned')`,
    id: sql<string>`expert_questions.id`, number: sql<string | null>`expert_questions.number`, title: sql<string>`expert_questions.topic`, firmId: sql<string>`expert_questions.firm_id`, since: sql<number>`expert_questions.created_at`,
    dueOn: sql<string | null>`expert_questions.due_on`,
    state: sql<string>`case when expert_questions.state = 'open' then 'open' when coalesce(expert_questions.due_on, '9999') < ${today} then 'late' else 'assigned' end`,
    waitsFor: sql<string>`case when expert_questions.state = 'open' or coalesce(expert_questions.due_on, '9999') < ${today} then 'us' else 'expert' end`,
  }),
  show: (row, { content }) => ({ title: topicTitle(content.consultations, row.title), state: row.state === 'open' ? '没有专家接' : row.state === 'late' ? '专家过期没答' : '等专家答', link: `/desk/consultations/questions/${row.id}` }),
}

export const consultationSources: readonly DeskSource[] = [bookings, questions]
