// The scheme editor as officers use it: every step a request.
import { expect } from 'vitest'
import { actOnScheme, discardScheme, getScheme, saveScheme, startScheme } from '#contract/subsidies/endpoints.ts'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Scheme, SchemeAction, SchemeStart, SchemeVersion } from '#contract/subsidies/scheme-schema.ts'
import type { Client, Reply } from '../support/api-client.ts'

export function draftIn(scheme: Scheme): SchemeVersion {
  const draft = scheme.versions.find(({ state }) => state === 'draft' || state === 'proposed')
  if (!draft) throw new Error(`scheme ${scheme.programmeId} has no draft`)
  return draft
}

export function sourceIn(scheme: Scheme): ProgrammeSource {
  if (!scheme.draft) throw new Error(`scheme ${scheme.programmeId} has no draft`)
  return scheme.draft
}

export async function read(officer: Client, id: string): Promise<Scheme> {
  const reply = await officer.call(getScheme, { params: { id } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}

export const start = (officer: Client, body: SchemeStart): Promise<Reply<Scheme>> => officer.call(startScheme, { body })

/** Saves the draft of `id` with a change, on its newest revision. */
export async function save(officer: Client, id: string, change: (source: ProgrammeSource) => ProgrammeSource, note = ''): Promise<Reply<Scheme>> {
  const scheme = await read(officer, id)
  return officer.call(saveScheme, { params: { id }, version: draftIn(scheme).revision, body: { source: change(structuredClone(sourceIn(scheme))), note } })
}

/** Takes one move on the draft as it is now. */
export async function take(officer: Client, id: string, action: SchemeAction, reason?: string): Promise<Reply<Scheme>> {
  const { revision } = draftIn(await read(officer, id))
  return officer.call(actOnScheme, { params: { id, action }, body: { revision, ...(reason === undefined ? {} : { reason }) } })
}

export const discard = (officer: Client, id: string): Promise<Reply<void>> => officer.call(discardScheme, { params: { id } })

/** Begun, changed and proposed by one, published by another. */
export async function publishChange(officers: readonly [Client, Client], id: string, change: (source: ProgrammeSource) => ProgrammeSource): Promise<Scheme> {
  const [author, approver] = officers
  const started = await start(author, { id, of: id })
  expect([200, 201]).toContain(started.status)
  const saved = await save(author, id, change)
  expect(saved.status, JSON.stringify(saved.error)).toBe(200)
  const proposed = await take(author, id, 'propose')
  expect(proposed.status, JSON.stringify([proposed.error, saved.body.problems])).toBe(200)
  const published = await take(approver, id, 'publish')
  expect(published.status, JSON.stringify(published.error)).toBe(200)
  return published.body
}

/** Another text of one field, wherever it stands. */
export function withField(source: ProgrammeSource, name: string, change: Record<string, unknown>): ProgrammeSource {
  return { ...source, sections: source.sections.map((section) => ({ ...section, fields: section.fields.map((field) => (field.name === name ? { ...field, ...change } : field)) })) } as ProgrammeSource
}
