// Files that come with a consultation: papers a firm put to a booking or a written question, photographs its expert took on the visit.
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { FileRow } from '../db/schema.ts'
import type { SignedIn } from '../http/route.ts'

/** Null where no consultation uses it. A photograph is its expert's alone until the record is handed in. */
export async function consultationStanding(connection: Connection, fileId: string): Promise<'in-draft' | 'before-officers' | null> {
  const places = await connection.selectFrom('consultation_files').select(['owner_id', 'kind']).where('file_id', '=', fileId).execute()
  if (places.some(({ kind }) => kind !== 'record')) return 'before-officers'
  if (places.length === 0) return null
  const handedIn = await connection.selectFrom('visit_records').select('booking_id').where('booking_id', 'in', places.map((place) => place.owner_id)).where('state', '<>', 'draft').limit(1).executeTakeFirst()
  return handedIn ? 'before-officers' : 'in-draft'
}

async function isOfPhotographedFirm(connection: Connection, accountId: string, fileId: string): Promise<boolean> {
  const found = await connection.selectFrom('consultation_files').innerJoin('visit_records', 'visit_records.booking_id', 'consultation_files.owner_id').innerJoin('bookings', 'bookings.id', 'consultation_files.owner_id')
    .innerJoin('memberships', 'memberships.firm_id', 'bookings.firm_id').select('bookings.id')
    .where('consultation_files.file_id', '=', fileId).where('consultation_files.kind', '=', 'record').where('visit_records.state', '<>', 'draft')
    .where('memberships.account_id', '=', accountId).where('memberships.state', '=', 'active').limit(1).executeTakeFirst()
  return found !== undefined
}

async function isOfOwnBooking(connection: Connection, expertId: string, fileId: string): Promise<boolean> {
  const found = await connection.selectFrom('consultation_files').innerJoin('bookings', 'bookings.id', 'consultation_files.owner_id').select('bookings.id')
    .where('consultation_files.file_id', '=', fileId).where('consultation_files.kind', '=', 'booking').where('bookings.expert_id', '=', expertId).where('bookings.state', '<>', 'cancelled').limit(1).executeTakeFirst()
  return found !== undefined
}

/** A question the expert has, meets the firm because of, or may take: open, and of a topic in their profile. */
async function isOfOwnQuestion(connection: Connection, expertId: string, fileId: string): Promise<boolean> {
  const questions = await connection.selectFrom('consultation_files').innerJoin('expert_questions', 'expert_questions.id', 'consultation_files.owner_id').select(['expert_questions.id', 'expert_questions.state', 'expert_questions.topic', 'expert_questions.assigned_to'])
    .where('consultation_files.file_id', '=', fileId).where('consultation_files.kind', '=', 'question').where('expert_questions.state', '<>', 'withdrawn').execute()
  if (questions.length === 0) return false
  if (questions.some((question) => question.assigned_to === expertId)) return true
  const met = await connection.selectFrom('bookings').select('id').where('question_id', 'in', questions.map(({ id }) => id)).where('expert_id', '=', expertId).where('state', '<>', 'cancelled').limit(1).executeTakeFirst()
  if (met) return true
  const profile = await connection.selectFrom('expert_profiles').select('topics').where('account_id', '=', expertId).executeTakeFirst()
  const topics = profile ? readStoredJson<string[]>(profile.topics) : []
  return questions.some(({ state, topic }) => state === 'open' && topics.includes(topic))
}

/** The firm's people see the photographs of a record once it was handed in; an expert the papers of a booking that stands and of a question that is theirs. */
export async function isOfConsultation(connection: Connection, account: SignedIn, file: FileRow): Promise<boolean> {
  if (file.purpose === 'visit') return isOfPhotographedFirm(connection, account.id, file.id)
  if (account.role !== 'expert') return false
  return (await isOfOwnBooking(connection, account.id, file.id)) || isOfOwnQuestion(connection, account.id, file.id)
}
