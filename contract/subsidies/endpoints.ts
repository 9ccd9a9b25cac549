import { endpoint } from '../endpoint.ts'
import type { Correction, CorrectionInput, TickInput } from '../cases/corrections.ts'
import type { CaseAction } from '../cases/workflow.ts'
import type { LibraryKinds } from '../files/library-schema.ts'
import type { Objection, ObjectionInput, PayGroup, PayList } from './handling.ts'
import type { Assist, AssistInput, AssistRequest, AssistSubmit } from './assist.ts'
import type { BatchList, BatchQuery, BatchResult, CaseIds, Notice, PayCheck, PayImport, PayPreview } from './batching.ts'
import type { MatchAnswers, Matches, QuickAnswers } from './matching-schema.ts'
import type { Scheme, SchemeAction, SchemeActionInput, SchemeSave, Schemes, SchemeStart } from './scheme-schema.ts'
import type { ProgrammeSource } from './programme.ts'
import type { ActionInput, AnswersPatch, Application, ApplicationInput, ApplicationSummary, PaperInput } from './schema.ts'

export { getProgramme, getPublicity, getQuickCheck, listProgrammes, listPublicity, listStandings } from './public-endpoints.ts'

type Id = { id: string }

/** 201 with a new draft, or 200 with the one there is (pitfall C2). */
export const startApplication = endpoint<{ body: ApplicationInput; reply: Application }>('POST', '/api/subsidies/applications')
export const listApplications = endpoint<{ query: { firmId: string; cursor?: string; limit?: number }; reply: { items: ApplicationSummary[]; next?: string } }>('GET', '/api/subsidies/applications')
export const getApplication = endpoint<{ params: Id; reply: Application }>('GET', '/api/subsidies/applications/:id')
/** The 申请表 as a PDF, of a draft or as submitted. The firm gets its account number in full, officers the last digits. */
export const getApplicationForm = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/subsidies/applications/:id/form.pdf')
/** All papers as one PDF, in the order of the scheme with an outline: what this reader sees of the case now. 404 where there is no page; files.merge-too-large, files.unmergeable (details.name). */
export const getPapersPdf = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/subsidies/applications/:id/papers.pdf')
/** One paper as one PDF. */
export const getPaperPdf = endpoint<{ params: { id: string; paperId: string }; reply: ArrayBuffer }>('GET', '/api/subsidies/applications/:id/papers/:paperId.pdf')
/** Needs If-Match: "version". */
export const saveAnswers = endpoint<{ params: Id; body: AnswersPatch; reply: Application }>('PATCH', '/api/subsidies/applications/:id')
export const discardDraft = endpoint<{ params: Id; reply: void }>('DELETE', '/api/subsidies/applications/:id')
export const addPaperPage = endpoint<{ params: Id; body: PaperInput; reply: Application }>('POST', '/api/subsidies/applications/:id/papers')
export const removePaperPage = endpoint<{ params: { id: string; pageId: string }; reply: Application }>('DELETE', '/api/subsidies/applications/:id/papers/:pageId')
/** Needs Idempotency-Key. */
export const actOnApplication = endpoint<{ params: { id: string; action: CaseAction }; body: ActionInput; reply: Application }>('POST', '/api/subsidies/applications/:id/actions/:action')

/** The officers' draft of a 一次告知, saved as it is written; none yet = version 0. Without items it is thrown away (null). `return` sends it. */
export const saveCorrection = endpoint<{ params: Id; body: CorrectionInput; reply: { correction: Correction | null } }>('PUT', '/api/subsidies/applications/:id/correction')
/** The firm ticks one item as corrected, or not yet. */
export const tickCorrection = endpoint<{ params: { id: string; itemId: string }; body: TickInput; reply: Application }>('PUT', '/api/subsidies/applications/:id/correction/items/:itemId')

/** Anybody signed in, with name and contact; `:id` is the case's. Needs Idempotency-Key. Officers may enter one that came by phone or letter. */
export const objectToApplication = endpoint<{ params: Id; body: ObjectionInput; reply: Objection }>('POST', '/api/subsidies/applications/:id/actions/object')
/** What I said to this one, and what became of it. */
export const listMyObjections = endpoint<{ params: Id; reply: { items: Objection[] } }>('GET', '/api/subsidies/publicity/:id/objections')

export const listPayments = endpoint<{ query: { group?: PayGroup; programmeId?: string; cursor?: string; limit?: number }; reply: PayList }>('GET', '/api/subsidies/payments')
/** The pay list for the finance office as .xlsx, accounts in full; needs a fresh code, and leaves a line in the audit. */
export const exportPayments = endpoint<{ query: { programmeId?: string }; reply: ArrayBuffer }>('GET', '/api/subsidies/payments/list.xlsx')

/** 我能领什么 for a firm; members. */
export const listMatches = endpoint<{ query: { firmId: string }; reply: Matches }>('GET', '/api/subsidies/matches')
/** Answers given outside an application; they are kept for the firm, and prefill its next draft. */
export const saveMatchAnswers = endpoint<{ body: MatchAnswers; reply: Matches }>('PUT', '/api/subsidies/matches/answers')
/** What a visitor's answers give (getQuickCheck has the questions); nothing of it is kept here. */
export const runQuickCheck = endpoint<{ body: { answers: QuickAnswers }; reply: Matches }>('POST', '/api/subsidies/quick-check')
export const takeQuickCheck = endpoint<{ body: { firmId: string; answers: QuickAnswers }; reply: { taken: number } }>('PUT', '/api/subsidies/matches/quick')

/** The scheme editor; officers. */
export const listSchemes = endpoint<{ reply: Schemes }>('GET', '/api/subsidies/schemes')
export const getScheme = endpoint<{ params: Id; reply: Scheme }>('GET', '/api/subsidies/schemes/:id')
/** 201 with the draft; 200 with the one there is. */
export const startScheme = endpoint<{ body: SchemeStart; reply: Scheme }>('POST', '/api/subsidies/schemes')
/** Needs If-Match with the draft's revision. What only blocks proposing is saved and named in `problems`. */
export const saveScheme = endpoint<{ params: Id; body: SchemeSave; reply: Scheme }>('PUT', '/api/subsidies/schemes/:id/draft')
export const discardScheme = endpoint<{ params: Id; reply: void }>('DELETE', '/api/subsidies/schemes/:id/draft')
export const actOnScheme = endpoint<{ params: { id: string; action: SchemeAction }; body: SchemeActionInput; reply: Scheme }>('POST', '/api/subsidies/schemes/:id/actions/:action')
/** Kinds of the firms' paper library, for the papers of a scheme. */
export const listPaperKinds = endpoint<{ reply: LibraryKinds }>('GET', '/api/subsidies/paper-kinds')
/** The source of one version, to read and compare. */
export const getSchemeVersion = endpoint<{ params: { id: string; number: number }; reply: ProgrammeSource }>('GET', '/api/subsidies/schemes/:id/versions/:number')

/** Cases to be handled together; officers. */
export const listBatchCases = endpoint<{ query: BatchQuery; reply: BatchList }>('GET', '/api/subsidies/batch')
/** The chosen cases as .xlsx: no account, no phone. */
export const exportBatch = endpoint<{ body: CaseIds; reply: ArrayBuffer }>('POST', '/api/subsidies/batch/list.xlsx')
/** 汇总表 for the finance office, by scheme and town, with sums. */
export const exportSummary = endpoint<{ body: CaseIds; reply: ArrayBuffer }>('POST', '/api/subsidies/batch/summary.xlsx')
export const previewNotice = endpoint<{ body: CaseIds; reply: Notice }>('POST', '/api/subsidies/batch/notice')
/** Each case by itself, through the same door as one; needs Idempotency-Key. */
export const publiciseBatch = endpoint<{ body: CaseIds; reply: BatchResult }>('POST', '/api/subsidies/batch/publicise')
/** The payments that are due as a table to fill in: no account. */
export const getPayTemplate = endpoint<{ query: { programmeId?: string }; reply: ArrayBuffer }>('GET', '/api/subsidies/payments/template.xlsx')
/** The finance office's table, .xlsx or .csv as the body: nothing is entered yet. subsidies.sheet-unreadable (details: reason, missing, most). */
export const previewPayments = endpoint<{ body: ArrayBuffer; reply: PayPreview }>('POST', '/api/subsidies/payments/preview')
/** The same lines once more, after something was put right in place. */
export const checkPayments = endpoint<{ body: PayCheck; reply: PayPreview }>('POST', '/api/subsidies/payments/check')
/** Enters the rows that were ready; needs Idempotency-Key and a fresh code. */
export const importPayments = endpoint<{ body: PayImport; reply: BatchResult }>('POST', '/api/subsidies/payments/import')

/** Help on the spot; assistants. 202 whatever was typed. */
export const requestAssist = endpoint<{ body: AssistRequest; reply: { demoCode?: string; resendAfterSeconds: number; expiresInSeconds: number } }>('POST', '/api/subsidies/assists/codes')
export const startAssist = endpoint<{ body: AssistInput; reply: Assist }>('POST', '/api/subsidies/assists')
/** The assistant's own, running ones first; or, with firmId, for members: who helped. */
export const listAssists = endpoint<{ query: { firmId?: string }; reply: { items: Assist[] } }>('GET', '/api/subsidies/assists')
/** By the assistant or any member of the firm, at once. */
export const endAssist = endpoint<{ params: Id; reply: void }>('DELETE', '/api/subsidies/assists/:id')
/** A code to the member who agreed, for handing in `:id` (the application) on the assistant's phone. */
export const requestAssistSubmit = endpoint<{ params: Id; reply: { demoCode?: string; resendAfterSeconds: number; expiresInSeconds: number } }>('POST', '/api/subsidies/applications/:id/assist/codes')
/** Handed in by the member who read out the code, typed by the assistant; needs Idempotency-Key. */
export const submitAssisted = endpoint<{ params: Id; body: AssistSubmit; reply: Application }>('POST', '/api/subsidies/applications/:id/assist/submit')
