// Somebody with a second factor: their app and their recovery codes.
import { generateSync } from 'otplib'
import { requestCode, signIn } from '#contract/accounts/endpoints.ts'
import { confirmSecondFactor, startSecondFactor } from '#contract/accounts/factor-endpoints.ts'
import type { Me, StaffRole } from '#contract/accounts/schema.ts'
import { addStaff } from '#server/accounts/staff.ts'
import type { Client } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'

/** What the app shows `offset` steps of 30 seconds from now. */
export function codeAt(test: TestApp, secret: string, offset = 0): string {
  return generateSync({ secret, epoch: Math.floor(test.clock.now() / 1000) + offset * 30 })
}

export async function addDuty(test: TestApp, phone: string, role: StaffRole): Promise<string> {
  return test.deps.commands.run((tx) => addStaff(tx, { phone, name: '周科', role, at: test.clock.now() }))
}

/** A minute later, so that a code may be asked for again. */
export async function signInAgain(test: TestApp, phone: string): Promise<{ client: Client; me: Me }> {
  test.clock.advance(61_000)
  const client = test.client()
  const { body } = await client.call(requestCode, { body: { phone } })
  const reply = await client.call(signIn, { body: { phone, code: body.demoCode ?? '', consentVersion: 'test' } })
  if (reply.status !== 201) throw new Error(`no sign-in: ${reply.status} ${JSON.stringify(reply.error)}`)
  return { client, me: reply.body }
}

export interface Factor { secret: string; recoveryCodes: string[] }

export async function setUpFactor(test: TestApp, client: Client): Promise<Factor> {
  const { body: started } = await client.call(startSecondFactor)
  const confirmed = await client.call(confirmSecondFactor, { body: { code: codeAt(test, started.secret) } })
  if (confirmed.status !== 201) throw new Error(`no factor: ${confirmed.status} ${JSON.stringify(confirmed.error)}`)
  return { secret: started.secret, recoveryCodes: confirmed.body.recoveryCodes }
}
