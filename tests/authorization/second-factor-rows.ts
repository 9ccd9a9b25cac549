// One's own second factor. In the demonstration it is offered: nobody of the matrix has one, nobody needs one (tests/accounts/factor-gate for where it is demanded).
import { confirmSecondFactor, getSecondFactor, proveSecondFactor, removeSecondFactor, renewRecoveryCodes, startSecondFactor } from '#contract/accounts/factor-endpoints.ts'
import { row, signedIn, type MatrixRow } from './rows.ts'

const code = () => ({ body: { code: '000000' } })

export const secondFactorRows: readonly MatrixRow[] = [
  row(getSecondFactor, signedIn(200)),
  row(startSecondFactor, signedIn(201)),
  row(confirmSecondFactor, signedIn(409), code),
  row(proveSecondFactor, signedIn(409), code),
  row(renewRecoveryCodes, signedIn(409)),
  row(removeSecondFactor, signedIn(409)),
]
