// Help on the spot, by the same requests as the assistant's phone sends; the member is the one who reads out what came by SMS.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { requestAssist, requestAssistSubmit, startAssist, submitAssisted } from '#contract/subsidies/endpoints.ts'
import type { Assist } from '#contract/subsidies/assist.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import type { Client, Reply } from './api-client.ts'

/** The code the member got. */
export async function askedCode(assistant: Client, uscc: string, phone: string): Promise<string> {
  const asked = await assistant.call(requestAssist, { body: { uscc, phone } })
  expect(asked.status, JSON.stringify(asked.error)).toBe(202)
  return asked.body.demoCode ?? ''
}

export async function lettingIn(assistant: Client, uscc: string, phone: string): Promise<Assist> {
  const started = await assistant.call(startAssist, { body: { uscc, phone, code: await askedCode(assistant, uscc, phone) } })
  expect(started.status, JSON.stringify(started.error)).toBe(201)
  return started.body
}

export async function submitCode(assistant: Client, id: string): Promise<string> {
  const asked = await assistant.call(requestAssistSubmit, { params: { id } })
  expect(asked.status, JSON.stringify(asked.error)).toBe(202)
  return asked.body.demoCode ?? ''
}

export function handIn(assistant: Client, draft: Pick<Application, 'id' | 'version'>, code: string, key: string = randomUUID()): Promise<Reply<Application>> {
  return assistant.call(submitAssisted, { params: { id: draft.id }, body: { code, version: draft.version, statement: true as const }, key })
}
