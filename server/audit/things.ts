// What a line of the audit is about, in words, with the page of the desk where an auditor finds it.
import type { AuditThing } from '#contract/audit/schema.ts'
import type { Connection } from '../db/commands.ts'

/** A subject is written kind:id. */
function splitSubject(subject: string): { kind: string; id: string } {
  const colon = subject.indexOf(':')
  return colon < 0 ? { kind: '', id: subject } : { kind: subject.slice(0, colon), id: subject.slice(colon + 1) }
}

type Words = Map<string, AuditThing>
type Reader = (connection: Connection, ids: readonly string[]) => Promise<Words>

const words = (rows: readonly { id: string; text: string; link?: string | null }[]): Words => new Map(rows.map(({ id, text, link = null }) => [id, { text, link }]))

const readers: Readonly<Record<string, Reader>> = {
  case: async (db, ids) => words((await db.selectFrom('cases').select(['id', 'number', 'title', 'submitted_at']).where('id', 'in', ids).execute()).map(({ id, number, title, submitted_at: sent }) => ({ id, text: `办件 ${number ?? '（草稿）'}　${title}`, link: sent === null ? null : `/desk/cases/${id}` }))),
  booking: async (db, ids) => words((await db.selectFrom('bookings').select(['id', 'number']).where('id', 'in', ids).execute()).map(({ id, number }) => ({ id, text: `预约 ${number}`, link: `/desk/consultations/${id}` }))),
  question: async (db, ids) => words((await db.selectFrom('expert_questions').select(['id', 'number']).where('id', 'in', ids).execute()).map(({ id, number }) => ({ id, text: `书面咨询 ${number}`, link: `/desk/consultations/questions/${id}` }))),
  financing: async (db, ids) => words((await db.selectFrom('financing_requests').select(['id', 'number']).where('id', 'in', ids).execute()).map(({ id, number }) => ({ id, text: `融资需求 ${number ?? '（草稿）'}`, link: number === null ? null : `/desk/financing/${id}` }))),
  lead: async (db, ids) => words((await db.selectFrom('financing_leads').select(['id', 'number', 'request_id']).where('id', 'in', ids).execute()).map((row) => ({ id: row.id, text: `融资对接 ${row.number}`, link: `/desk/financing/${row.request_id}` }))),
  assessment: async (db, ids) => words((await db.selectFrom('assessments').innerJoin('firms', 'firms.id', 'assessments.firm_id').select(['assessments.id', 'firms.name', 'assessments.edition_id', 'assessments.review_to']).where('assessments.id', 'in', ids).execute()).map((row) => ({ id: row.id, text: `${row.name}的自评（${row.edition_id}）`, link: row.review_to === 'officer' ? `/desk/assessments/${row.id}` : null }))),
  firm: async (db, ids) => words((await db.selectFrom('firms').select(['id', 'name']).where('id', 'in', ids).execute()).map(({ id, name }) => ({ id, text: name, link: `/desk/firms/${id}` }))),
  account: async (db, ids) => words((await db.selectFrom('accounts').select(['id', 'name']).where('id', 'in', ids).execute()).map(({ id, name }) => ({ id, text: `${name}的账号` }))),
  expert: async (db, ids) => words((await db.selectFrom('accounts').select(['id', 'name']).where('id', 'in', ids).execute()).map(({ id, name }) => ({ id, text: `专家${name}`, link: `/desk/consultations/experts/${id}` }))),
  member: async (db, ids) => words((await db.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select(['memberships.id', 'accounts.name']).where('memberships.id', 'in', ids).execute()).map(({ id, name }) => ({ id, text: `成员${name}` }))),
  file: async (db, ids) => words((await db.selectFrom('files').select(['id', 'name']).where('id', 'in', ids).execute()).map(({ id, name }) => ({ id, text: `文件 ${name}` }))),
  right: async (db, ids) => words((await db.selectFrom('rights').select(['id', 'number', 'title']).where('id', 'in', ids).execute()).map(({ id, number, title }) => ({ id, text: `${number}　${title}` }))),
  notice: async (db, ids) => words((await db.selectFrom('notices').select(['id', 'title']).where('id', 'in', ids).execute()).map(({ id, title }) => ({ id, text: `通知 ${title}`, link: `/desk/notices/${id}` }))),
  'person-request': async (db, ids) => words((await db.selectFrom('person_requests').select(['id', 'number']).where('id', 'in', ids).execute()).map(({ id, number }) => ({ id, text: `个人信息请求 ${number}`, link: `/desk/person-requests/${id}` }))),
  bank: async (db, ids) => words((await db.selectFrom('banks').select(['id', 'name']).where('id', 'in', ids).execute()).map(({ id, name }) => ({ id, text: name, link: '/desk/financing/banks' }))),
}

/** Subjects that say all of it themselves. */
const plain: Readonly<Record<string, (id: string) => AuditThing>> = {
  scheme: (id) => ({ text: `项目 ${id}`, link: `/desk/schemes/${id}` }),
  month: (id) => ({ text: `${id} 月报`, link: `/desk/reports/${id}` }),
  year: (id) => ({ text: `${id} 年`, link: null }),
  day: (id) => ({ text: id, link: null }),
  code: () => ({ text: '验证码', link: null }),
  message: () => ({ text: '消息', link: '/messages' }),
  edition: (id) => ({ text: `标准 ${id}`, link: '/desk/assessments/statistics' }),
  provider: (id) => ({ text: `短信服务商 ${id}`, link: null }),
  hold: () => ({ text: '占着的时间', link: null }),
  waiting: () => ({ text: '候补', link: '/desk/consultations' }),
  feed: () => ({ text: '日历订阅', link: null }),
  assist: () => ({ text: '代办', link: null }),
  product: (id) => ({ text: '融资产品', link: `/desk/financing/products/${id}` }),
  appeal: (id) => ({ text: '归属申诉', link: `/desk/appeals/${id}` }),
}
const whole: Readonly<Record<string, AuditThing>> = {
  'financing:list': { text: '融资需求清单', link: '/desk/financing' },
  consultations: { text: '全部预约', link: '/desk/consultations/figures' },
}

/** Of these subjects, each in words; what is gone or of no known kind as it is written. */
export async function readThings(connection: Connection, subjects: readonly (string | null)[]): Promise<(subject: string | null) => AuditThing | null> {
  const wanted = new Map<string, Set<string>>()
  for (const subject of new Set(subjects)) {
    if (subject === null || whole[subject]) continue
    const { kind, id } = splitSubject(subject)
    if (readers[kind]) wanted.set(kind, (wanted.get(kind) ?? new Set()).add(id))
  }
  const found = new Map<string, Words>()
  for (const [kind, ids] of wanted) {
    const read = readers[kind]
    if (read) found.set(kind, await read(connection, [...ids]))
  }
  return (subject) => {
    if (subject === null) return null
    const { kind, id } = splitSubject(subject)
    return whole[subject] ?? found.get(kind)?.get(id) ?? plain[kind]?.(id) ?? { text: subject, link: null }
  }
}

/** Files of a case, a firm's papers in it: who opened one of them saw the case. */
async function filesOfCase(connection: Connection, caseId: string): Promise<string[]> {
  const rows = await connection.selectFrom('submitted_papers').select('file_id').where('case_id', '=', caseId).union(connection.selectFrom('application_papers').select('file_id').where('case_id', '=', caseId)).limit(200).execute()
  return rows.map(({ file_id: id }) => `file:${id}`)
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** What a line keeps of what somebody typed as a subject: the thing it is, or kind:id as lines are written; undefined for all else, which may be a phone or a name. */
export async function keptSubject(connection: Connection, typed: string): Promise<string | undefined> {
  const [subject] = await resolveSubject(connection, typed)
  if (subject === undefined) return undefined
  const isWritten = /^[a-z-]+:[\w-]{1,60}$/.test(subject) && !/\d{7}/.test(subject.replace(uuid, ''))
  return isWritten ? subject : undefined
}

/** What somebody typed as a subject: a number, or kind:id. Subjects to look for; empty where nothing is so numbered. */
export async function resolveSubject(connection: Connection, typed: string): Promise<string[]> {
  const text = typed.trim()
  if (text.includes(':')) return [text]
  const number = text.toUpperCase()
  const found = await connection.selectFrom('cases').select('id').where('number', '=', number).executeTakeFirst()
  if (found) return [`case:${found.id}`, ...(await filesOfCase(connection, found.id))]
  const booking = await connection.selectFrom('bookings').select('id').where('number', '=', number).executeTakeFirst()
  if (booking) return [`booking:${booking.id}`]
  const question = await connection.selectFrom('expert_questions').select('id').where('number', '=', number).executeTakeFirst()
  if (question) return [`question:${question.id}`]
  const request = await connection.selectFrom('financing_requests').select('id').where('number', '=', number).executeTakeFirst()
  if (request) return [`financing:${request.id}`, ...(await connection.selectFrom('financing_leads').select('id').where('request_id', '=', request.id).execute()).map(({ id }) => `lead:${id}`)]
  const lead = await connection.selectFrom('financing_leads').select('id').where('number', '=', number).executeTakeFirst()
  return lead ? [`lead:${lead.id}`] : []
}
