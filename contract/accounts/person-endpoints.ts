import { endpoint } from '../endpoint.ts'
import type { AnswerPersonRequest, AskPersonRequest, DecidePersonRequest, DeskPersonRequest, MyData, PersonRequest, PersonRequestLine, PersonRequestQuery } from './person-schema.ts'

type Id = { id: string }

export const getMyData = endpoint<{ reply: MyData }>('GET', '/api/accounts/me/data')
export const listMyRequests = endpoint<{ reply: { items: PersonRequest[] } }>('GET', '/api/accounts/me/requests')
/** Idempotency-Key; a copy and a deletion ask for a fresh code. A copy is answered at once. */
export const askPersonRequest = endpoint<{ body: AskPersonRequest; reply: PersonRequest }>('POST', '/api/accounts/me/requests')
export const withdrawPersonRequest = endpoint<{ params: Id; reply: PersonRequest }>('POST', '/api/accounts/me/requests/:id/withdrawal')
/** A zip with what is the person's own. Asks for a fresh code; `accounts.copy-over` after its days. */
export const getPersonCopy = endpoint<{ params: Id; reply: ArrayBuffer }>('GET', '/api/accounts/me/requests/:id/copy')

export const listPersonRequests = endpoint<{ query: PersonRequestQuery; reply: { items: PersonRequestLine[]; next?: string; open: number } }>('GET', '/api/accounts/person-requests')
export const getPersonRequest = endpoint<{ params: Id; reply: DeskPersonRequest }>('GET', '/api/accounts/person-requests/:id')
/** Needs If-Match. The deletion of an account waits for a second person where security.json says so. */
export const answerPersonRequest = endpoint<{ params: Id; body: AnswerPersonRequest; reply: DeskPersonRequest }>('POST', '/api/accounts/person-requests/:id/answer')
export const decidePersonRequest = endpoint<{ params: Id; body: DecidePersonRequest; reply: DeskPersonRequest }>('POST', '/api/accounts/person-requests/:id/decision')
/** By whoever proposed it. */
export const takeBackPersonAnswer = endpoint<{ params: Id; reply: DeskPersonRequest }>('DELETE', '/api/accounts/person-requests/:id/answer')
