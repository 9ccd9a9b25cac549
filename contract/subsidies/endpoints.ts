import { endpoint } from '../endpoint.ts'
import type { Correction, CorrectionInput, TickInput } from '../cases/corrections.ts'
import type { CaseAction } from '../cases/workflow.ts'
import type { Objection, ObjectionInput, PayGroup, PayList } from './handling.ts'
import type { ActionInput, AnswersPatch, Application, ApplicationInput, ApplicationSummary, PaperInput } from './schema.ts'

export { getProgramme, getPublicity, listProgrammes, listPublicity } from './public-endpoints.ts'

type Id = { id: string }

/** 201 with a new draft, or 200 with the one there is (pitfall C2). */
export const startApplication = endpoint<{ body: ApplicationInput; reply: Application }>('POST', '/api/subsidies/applications')
export const listApplications = endpoint<{ query: { firmId: string; cursor?: string; limit?: number }; reply: { items: ApplicationSummary[]; next?: string } }>('GET', '/api/subsidies/applications')
export const getApplication = endpoint<{ params: Id; reply: Application }>('GET', '/api/subsidies/applications/:id')
/** The 申请表 as a PDF, of a draft or as submitted. The firm gets its account number in full, officers the last digits. */
export const getApplicationForm = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/subsidies/applications/:id/form.pdf')
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
