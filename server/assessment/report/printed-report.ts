// What a report says, as plain data: it crosses to the drawing thread, fills the workbook too, and equal data gives equal bytes.
import type { Verdict } from '#contract/assessment/schema.ts'
import type { Cap, Counts } from '#contract/assessment/scoring.ts'

/** An item as every list names it. */
export interface ReportItem {
  id: string
  /** Its clause, without a number where that is only a code of this portal. */
  clause: string
  chapter: string
  question: string
  isKey: boolean
  departments: string[]
  verdict: Verdict | null
  /** A word for every state, 未答 too. */
  answer: string
  note: string
  /** Of the reviewer. */
  remark: string
  /** Names of its files, those that are out of date marked. */
  evidence: string[]
  evidenceExpected: string[]
  advice: string
}

export interface ReportStep { itemId: string; clause: string; title: string; owner: string; dueOn: string | null; state: string; note: string; isLate: boolean; isOpen: boolean }

export interface ReportRedLine { question: string; why: string; now: string[]; note: string }

export interface ReportChapter { name: string; short: string; tenths: number | null; counts: Counts; total: number }

/** One clause of 认证预备表. */
export interface ReadinessRow { clause: string; applies: string; reason: string; items: number; withEvidence: number; evidence: number; state: string }

export interface ChangeoverLine { clause: string; question: string; kind: string; from: string[]; notes: string[]; answer: string }
export interface Changeover { from: string; rows: ChangeoverLine[]; dropped: { question: string; reason: string }[] }

export interface PrintedReport {
  firmName: string
  uscc: string
  service: string
  edition: { title: string; edition: string }
  disclaimer: string
  /** 未完成 and why, or what it is. */
  state: string
  isComplete: boolean
  /** ISO instant of the last change; the PDF carries it as its date. */
  at: string
  beganOn: string
  closedOn: string | null
  today: string
  people: { label: string; name: string }[]
  /** What is said where the list has changed since it was closed; else empty. */
  remarks: string[]
  scoreTenths: number | null
  soFarTenths: number | null
  grade: { title: string; advice: string } | null
  caps: { kind: Cap['kind']; why: string; questions: string[] }[]
  counts: Counts
  answered: number
  total: number
  method: string[]
  chapters: ReportChapter[]
  redLines: { crossed: ReportRedLine[]; unsure: string[]; unanswered: string[]; total: number }
  gaps: (ReportItem & { step: ReportStep | null })[]
  /** All that are asked, in the order of the edition. */
  items: ReportItem[]
  leftOut: { clause: string; question: string; reason: string }[]
  plan: ReportStep[]
  readiness: ReadinessRow[]
  /** Null where it was not carried over. */
  changeover: Changeover | null
}
