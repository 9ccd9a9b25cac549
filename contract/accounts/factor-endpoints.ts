import { endpoint } from '../endpoint.ts'
import type { FactorCode, FactorConfirmed, FactorProven, FactorSetUp, RecoveryCodes, SecondFactor } from './factor-schema.ts'

export const getSecondFactor = endpoint<{ reply: SecondFactor }>('GET', '/api/accounts/second-factor')
/** A new secret; the old one, if any, counts until a code of the new one was given. */
export const startSecondFactor = endpoint<{ reply: FactorSetUp }>('POST', '/api/accounts/second-factor/setups')
/** Ends every other session of the account. */
export const confirmSecondFactor = endpoint<{ body: FactorCode; reply: FactorConfirmed }>('POST', '/api/accounts/second-factor/confirmations')
/** Also takes a recovery code. */
export const proveSecondFactor = endpoint<{ body: FactorCode; reply: FactorProven }>('POST', '/api/accounts/sessions/current/factor')
export const renewRecoveryCodes = endpoint<{ reply: RecoveryCodes }>('POST', '/api/accounts/second-factor/recovery-codes')
export const removeSecondFactor = endpoint<{ reply: void }>('DELETE', '/api/accounts/second-factor')
