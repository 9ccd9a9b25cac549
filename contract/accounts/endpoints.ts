import { endpoint } from '../endpoint.ts'
import type {
  Appeal, AppealAction, AppealInput, Appeals, CodeReply, CodeRequest, Consent, Decision, Firm, FirmCreated, FirmInput, FirmPatch, FoundFirms, FreshCode, Join, Licence, LocalKey,
  Me, Member, MemberPatch, MePatch, SignIn, Verification, VerificationItem,
} from './schema.ts'

export { getMe, signOut } from './session-endpoints.ts'

type Id = { id: string }

export const requestCode = endpoint<{ body: CodeRequest; reply: CodeReply }>('POST', '/api/accounts/codes')
export const signIn = endpoint<{ body: SignIn; reply: Me }>('POST', '/api/accounts/sessions')
/** A new code to the phone of this session, for `confirmSession`; asked for when a change answers `accounts.fresh-code-needed`. */
export const requestFreshCode = endpoint<{ reply: CodeReply }>('POST', '/api/accounts/sessions/current/codes')
export const confirmSession = endpoint<{ body: FreshCode; reply: void }>('POST', '/api/accounts/sessions/current/confirmations')
export const updateMe = endpoint<{ body: MePatch; reply: Me }>('PATCH', '/api/accounts/me')
export const recordConsent = endpoint<{ body: Consent; reply: Me }>('POST', '/api/accounts/consents')
export const getLocalKey = endpoint<{ reply: LocalKey }>('GET', '/api/accounts/local-key')

export const createFirm = endpoint<{ body: FirmInput; reply: FirmCreated }>('POST', '/api/accounts/firms')
export const getFirm = endpoint<{ params: Id; reply: Firm }>('GET', '/api/accounts/firms/:id')
/** Needs If-Match with the firm's version. */
export const updateFirm = endpoint<{ params: Id; body: FirmPatch; reply: Firm }>('PATCH', '/api/accounts/firms/:id')
export const submitLicence = endpoint<{ params: Id; body: Licence; reply: Firm }>('PUT', '/api/accounts/firms/:id/licence')
export const listMembers = endpoint<{ params: Id; reply: { items: Member[] } }>('GET', '/api/accounts/firms/:id/members')
export const askToJoin = endpoint<{ params: Id; body: Join; reply: { state: 'pending' } }>('POST', '/api/accounts/firms/:id/members')
export const updateMember = endpoint<{ params: { id: string; memberId: string }; body: MemberPatch; reply: Member }>('PATCH', '/api/accounts/firms/:id/members/:memberId')
export const removeMember = endpoint<{ params: { id: string; memberId: string }; reply: void }>('DELETE', '/api/accounts/firms/:id/members/:memberId')
export const appealFirm = endpoint<{ params: Id; body: AppealInput; reply: { id: string; state: Appeal['state'] } }>('POST', '/api/accounts/firms/:id/appeals')

/** Officers: by a part of the name or of the credit code, two characters at least. */
export const findFirms = endpoint<{ query: { q: string }; reply: FoundFirms }>('GET', '/api/accounts/firms')
export const listVerifications = endpoint<{ query: { state?: Verification; cursor?: string; limit?: number }; reply: { items: VerificationItem[]; next?: string } }>('GET', '/api/accounts/verifications')
export const decideVerification = endpoint<{ params: { id: string; action: 'verify' | 'refuse' }; body: Decision; reply: Firm }>('POST', '/api/accounts/firms/:id/verification/:action')
export const listAppeals = endpoint<{ reply: Appeals }>('GET', '/api/accounts/appeals')
export const decideAppeal = endpoint<{ params: { id: string; action: AppealAction }; body: Decision; reply: Appeal }>('POST', '/api/accounts/appeals/:id/actions/:action')
