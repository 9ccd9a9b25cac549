import { endpoint } from '../endpoint.ts'
import type { CaseAction } from '../cases/workflow.ts'
import type { Programme, ProgrammeSummary } from './programme.ts'
import type { ActionInput, AnswersPatch, Application, ApplicationInput, ApplicationSummary, PaperInput } from './schema.ts'

type Id = { id: string }

export const listProgrammes = endpoint<{ reply: { items: ProgrammeSummary[]; today: string } }>('GET', '/api/subsidies/programmes')
export const getProgramme = endpoint<{ params: Id; reply: Programme }>('GET', '/api/subsidies/programmes/:id')

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
