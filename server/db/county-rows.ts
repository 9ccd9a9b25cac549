// Rows of the county's own side (migration 0011).
/** Secrets are sealed. last_step: the newest 30-second step whose code was taken; it and older ones are not taken again. pending_secret: shown, not yet confirmed by a code; the old one counts until then. */
export interface SecondFactorRow { account_id: string; secret: string | null; confirmed_at: number | null; last_step: number | null; pending_secret: string | null; pending_at: number | null }
export interface RecoveryCodeRow { account_id: string; code_hash: string; created_at: number; used_at: number | null }


/** Something that needs a second person. subject: what it is about, e.g. firm:<id>. payload: JSON, read by whoever carries out its kind. */
export interface ProposalRow {
  id: string; kind: string; subject: string; payload: string; reason: string; state: 'open' | 'done' | 'refused' | 'withdrawn'
  proposed_by: string; proposed_at: number; decided_by: string | null; decided_at: number | null; decision_reason: string | null
}

/** From the first to the last day, both included, somebody else answers. */
export interface OfficerLeaveRow { id: string; account_id: string; cover_id: string; from_on: string; to_on: string; note: string; created_by: string; created_at: number; ended_at: number | null; ended_by: string | null; /** When both were told that it began, and that it is over. */ start_told: number | null; end_told: number | null }
/** Who has something in hand that keeps no assignee of its own. */
export interface DeskHandRow { kind: string; subject_id: string; account_id: string; assigned_by: string; assigned_at: number }
export interface OwnPhraseRow { id: string; account_id: string; place: string; title: string; words: string; created_at: number; saved_at: number; version: number }

/** on_date: the day of an event, or the day a figure stands for; year: its year. people: heads, where value counts how often they came. replaces_id: the row this one corrects. removed_at: taken out, the row stays. value: in the indicator's unit. */
export interface CountyEntryRow {
  id: string; indicator: string; year: number; on_date: string; town: string | null; industry: string | null; title: string; value: number; people: number | null; basis: string
  entered_by: string; entered_at: number; replaces_id: string | null; removed_at: number | null; removed_by: string | null; removed_reason: string | null
}

/** A code (and name) the firm had before. */
export interface FirmCodeRow { id: string; firm_id: string; uscc: string; name: string; until_at: number; reason: string; proposal_id: string | null }
/** A paper a change of a firm was proposed on. */
export interface FirmChangePaperRow { proposal_id: string; file_id: string; firm_id: string; added_by: string; added_at: number }
/** A data subject's request. parts: JSON, what is to go. outcome: JSON {verdict, parts}, what was done. copy_until: till when the copy may be fetched. */
export interface PersonRequestRow {
  id: string; number: string; account_id: string; kind: 'copy' | 'correct' | 'delete'; parts: string; words: string; state: 'open' | 'answered' | 'withdrawn'
  due_from: string; due_on: string; due_workdays: number; answer: string | null; outcome: string | null; answered_by: string | null; answered_at: number | null; confirmed_by: string | null
  copy_until: number | null; soon_told: string | null; late_told: string | null; created_at: number; version: number
}

export interface CountyTables {
  second_factors: SecondFactorRow
  recovery_codes: RecoveryCodeRow
  proposals: ProposalRow
  officer_leaves: OfficerLeaveRow
  desk_hands: DeskHandRow
  own_phrases: OwnPhraseRow
  county_entries: CountyEntryRow
  firm_codes: FirmCodeRow
  firm_change_papers: FirmChangePaperRow
  person_requests: PersonRequestRow
}
