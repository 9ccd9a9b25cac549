// Bookings and written questions by number, firm, the contact's phone or a right that was shown to the expert.
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { bookingStateWords } from '#contract/consultations/workflow.ts'
import { phoneNote } from '../cases/desk-search.ts'
import { isOfSought, numberSought, type DeskFinder, type Sought } from '../cases/desk-source.ts'
import { topicTitle } from './words.ts'

/** Rights lie as JSON beside what was asked, numbers as they are stored. */
const byPatent = (column: RawBuilder<unknown>, { patent }: Sought) => (patent === null ? sql<SqlBool>`1 = 0` : sql<SqlBool>`${column} like ${`%${patent}%`}`)

/** Of somebody who ended their account a visit keeps no phone: an empty one is nobody's. */
const byPhone = ({ phone }: Sought) => (phone === null ? sql<SqlBool>`1 = 0` : sql<SqlBool>`bookings.contact_phone = ${phone}`)

export const bookingFinder: DeskFinder = {
  kind: 'booking', word: '专家预约',
  async find({ deps }, sought, limit) {
    const rows = await deps.db.selectFrom('bookings').innerJoin('firms', 'firms.id', 'bookings.firm_id').select(['bookings.id', 'bookings.number', 'bookings.topic', 'bookings.state', 'bookings.contact_phone', 'firms.name'])
      .where(sql<SqlBool>`(${numberSought(sql`bookings.number`, sought)} or ${isOfSought(sql`bookings.firm_id`, sought)} or ${byPatent(sql`bookings.rights`, sought)} or ${byPhone(sought)})`)
      .orderBy('bookings.starts_at', 'desc').orderBy('bookings.id', 'desc').limit(limit).execute()
    return rows.map((row) => ({
      id: row.id, number: row.number, title: topicTitle(deps.content.consultations, row.topic), firmName: row.name, state: bookingStateWords[row.state],
      note: sought.phone !== null && row.contact_phone === sought.phone ? phoneNote(sought.phone) : null, link: `/desk/consultations/${row.id}`,
    }))
  },
}

const questionWords = { open: '没有专家接', assigned: '等专家答', answered: '已答复', withdrawn: '已撤回' } as const

export const questionFinder: DeskFinder = {
  kind: 'question', word: '书面咨询',
  async find({ deps }, sought, limit) {
    const rows = await deps.db.selectFrom('expert_questions').innerJoin('firms', 'firms.id', 'expert_questions.firm_id').select(['expert_questions.id', 'expert_questions.number', 'expert_questions.topic', 'expert_questions.state', 'firms.name'])
      .where(sql<SqlBool>`(${numberSought(sql`expert_questions.number`, sought)} or ${isOfSought(sql`expert_questions.firm_id`, sought)} or ${byPatent(sql`expert_questions.rights`, sought)})`)
      .orderBy('expert_questions.created_at', 'desc').orderBy('expert_questions.id', 'desc').limit(limit).execute()
    return rows.map((row) => ({ id: row.id, number: row.number, title: topicTitle(deps.content.consultations, row.topic), firmName: row.name, state: questionWords[row.state], note: null, link: `/desk/consultations/questions/${row.id}` }))
  },
}
