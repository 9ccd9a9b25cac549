// What becomes of each table when one firm is merged into another. Every table with rows of one firm (export-tables.ts) has its rule here: tests/operations/merge-rules.api.test.ts fails
// for one that has none, and for a column `firm_id` that nobody thought of.
import { sql } from 'kysely'
import type { MovedKind } from '#contract/accounts/firm-desk-schema.ts'
import { joinAssessments } from './merge-assessments.ts'
import { joinMembers } from './merge-members.ts'
import { joinAwards, renameClaims } from './merge-money.ts'
import { joinRights } from './merge-rights.ts'
import { moveRows, type Merging, type Tally } from './merging.ts'

/**
 * move: rows take the other firm's id. join: rows of both that mean the same become one. newest: of two that say the same thing the later one stays. stay: not touched.
 * follow: hangs on rows of another table, which moves. `why`: for whoever reads this list.
 */
export type Rule =
  | { how: 'follow' | 'stay'; why: string }
  | { how: 'move'; counts: MovedKind; apply?: (merging: Merging) => Promise<Tally> }
  | { how: 'join' | 'newest'; counts: MovedKind; why: string; apply: (merging: Merging) => Promise<Tally> }

/** Rows the other firm has already (by these columns) go, the others move. */
function moveUnless(table: string, columns: readonly string[]) {
  return async (merging: Merging): Promise<Tally> => {
    const { tx, keep, gone } = merging
    const same = sql.join(columns.map((column) => sql`k.${sql.ref(column)} = ${sql.table(table)}.${sql.ref(column)}`), sql` and `)
    const known = columns.length === 0 ? sql`exists (select 1 from ${sql.table(table)} k where k.firm_id = ${keep.id})` : sql`exists (select 1 from ${sql.table(table)} k where k.firm_id = ${keep.id} and ${same})`
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where firm_id = ${gone.id} and ${known}`.execute(tx)
    return { ...(await moveRows(table, merging)), joined: Number(numAffectedRows ?? 0) }
  }
}

/** Of two answers to one question the one saved later. */
async function newestAnswers(merging: Merging): Promise<Tally> {
  const { tx, keep, gone } = merging
  const { numAffectedRows } = await sql`delete from match_answers where firm_id = ${keep.id} and exists (select 1 from match_answers g where g.firm_id = ${gone.id} and g.programme_id = match_answers.programme_id and g.field = match_answers.field and g.saved_at > match_answers.saved_at)`.execute(tx)
  const rest = await moveUnless('match_answers', ['programme_id', 'field'])(merging)
  const taken = Number(numAffectedRows ?? 0)
  return { moved: rest.moved - taken, joined: rest.joined + taken, dropped: 0 }
}

/** What one firm agreed to the other has not: what was running ends, and is kept as the history it is. */
async function endConsents(merging: Merging): Promise<Tally> {
  const { tx, gone, accountId, at } = merging
  await tx.updateTable('gap_consents').set({ ended_by: accountId, ended_at: at }).where('firm_id', '=', gone.id).where('ended_at', 'is', null).execute()
  return moveRows('gap_consents', merging)
}

/** Help was let in for that firm, by its people: it ends. */
async function endAssists(merging: Merging): Promise<Tally> {
  const { tx, gone, at } = merging
  await tx.updateTable('assists').set({ ended_at: at }).where('firm_id', '=', gone.id).where('ended_at', 'is', null).where('ends_at', '>', at).execute()
  return moveRows('assists', merging)
}

/** Addresses of the firm's own pages in what people were told lead to where it is now. */
function moveWords(table: string, column: string) {
  return async (merging: Merging): Promise<Tally> => {
    const { tx, keep, gone } = merging
    const words = sql.ref(column)
    await sql`update ${sql.table(table)} set ${words} = replace(${words}, ${gone.id}, ${keep.id}) where firm_id = ${gone.id} and ${words} like ${`%${gone.id}%`}`.execute(tx)
    return moveRows(table, merging)
  }
}

const followCase: Rule = { how: 'follow', why: 'of a case' }
const followAssessment: Rule = { how: 'follow', why: 'of an assessment' }
const followBooking: Rule = { how: 'follow', why: 'of a visit or a question' }
const followRequest: Rule = { how: 'follow', why: 'of a financing request' }
const move = (counts: MovedKind): Rule => ({ how: 'move', counts })

/** In the order they are carried out. */
export const mergeRules: Readonly<Record<string, Rule>> = {
  firms: { how: 'stay', why: 'the row says where it went, and keeps its code from being registered again' },
  memberships: { how: 'join', counts: 'people', why: 'one person, one membership, and of a firm nobody verified only a wish to join (merge-members.ts)', apply: joinMembers },
  rights: { how: 'join', counts: 'rights', why: 'the same kind and number is the same right', apply: joinRights },
  right_papers: { how: 'follow', why: 'of a right; joined with it' }, annuity_tellings: { how: 'follow', why: 'of a right; joined with it' },
  portfolio_settings: { how: 'join', counts: 'rights', why: 'those of the firm that stays', apply: moveUnless('portfolio_settings', []) },
  claims: { how: 'move', counts: 'awards', apply: renameClaims }, claim_holds: { how: 'follow', why: 'of a case; a claim by the credit code is renamed with it (claims)' },
  firm_awards: { how: 'join', counts: 'awards', why: 'sums of one scheme and year are added, so that no cap is passed twice', apply: joinAwards },
  cases: move('cases'), case_events: followCase, case_terms: followCase, applications: followCase, application_papers: followCase, submissions: followCase, submitted_papers: followCase, recommendations: followCase, recusals: followCase, corrections: followCase,
  publicities: followCase, disputes: followCase, dispute_files: followCase, payments: followCase,
  match_answers: { how: 'newest', counts: 'answers', why: 'of two answers to one question the later one', apply: newestAnswers },
  firm_titles: { how: 'join', counts: 'answers', why: 'a title stated by both is one', apply: moveUnless('firm_titles', ['title']) },
  assessments: { how: 'join', counts: 'assessments', why: 'of two that go on for one edition the one left longer is closed with its score', apply: joinAssessments },
  assessment_answers: followAssessment, assessment_answer_events: followAssessment, assessment_evidence: followAssessment, assessment_assignments: followAssessment, assessment_remarks: followAssessment, plan_steps: followAssessment,
  gap_consents: { how: 'move', counts: 'assessments', apply: endConsents },
  files: move('files'), uploads: move('files'), library_papers: move('papers'), library_pages: { how: 'follow', why: 'of a paper' },
  assists: { how: 'move', counts: 'help', apply: endAssists }, firm_appeals: move('people'),
  bookings: move('visits'), booking_events: followBooking, visit_records: followBooking, visit_follow_ups: followBooking, booking_ratings: followBooking, booking_revisits: followBooking, consultation_files: followBooking,
  expert_questions: move('visits'), waiting_entries: move('visits'), consultation_holds: move('visits'), calendar_feeds: move('visits'),
  financing_requests: move('financing'), financing_leads: followRequest, financing_consents: followRequest, financing_events: followRequest, financing_views: followRequest, financing_files: followRequest, financing_calls: followRequest, financing_ratings: followRequest,
  notice_targets: { how: 'join', counts: 'notices', why: 'told of a notice once', apply: moveUnless('notice_targets', ['notice_id']) }, notice_calls: move('notices'),
  messages: { how: 'move', counts: 'messages', apply: moveWords('messages', 'link') }, outbox: { how: 'move', counts: 'messages', apply: moveWords('outbox', 'payload') }, deliveries: { how: 'move', counts: 'messages', apply: moveWords('deliveries', 'payload') },
  firm_codes: move('codes'), firm_change_papers: move('codes'),
  audit: { how: 'stay', why: 'append-only: its lines say what was true then; the viewer finds both by firms.merged_into' },
}
