// Many firms with many drafts on a running server, for load and proofs. Everything goes through the API, as people would.
import { createFirm } from '#contract/accounts/endpoints.ts'
import { getCounty } from '#contract/county/endpoints.ts'
import { getProgramme, listProgrammes, startApplication } from '#contract/subsidies/endpoints.ts'
import type { Field, Programme } from '#contract/subsidies/programme.ts'
import { createClient, fetchSender, type Client } from './api-client.ts'
import { aPhone, aUscc } from './builders.ts'

export interface Draft {
  id: string
  version: number
  programmeId: string
  firmId: string
  client: Client
  /** A plain text field of its form that takes any words. */
  field: string
}

/** The name of a field that takes any words. */
export function freeField(programme: Programme): string | undefined {
  const all = programme.sections.flatMap((section) => section.fields)
  const isFree = (field: Field) => field.type === 'textarea' || (field.type === 'text' && !field.check && !field.pattern && !field.prefill && !field.equalsField)
  return all.find((field) => isFree(field) && !field.showWhen)?.name
}

/** Scheme id → such a field, for every scheme that may be applied for now. */
async function openFields(client: Client): Promise<Map<string, string>> {
  const { body } = await client.call(listProgrammes)
  const taking = body.items.filter((programme) => programme.availability === 'taking')
  const fields = new Map<string, string>()
  for (const { id } of taking) {
    const programme = (await client.call(getProgramme, { params: { id } })).body
    const free = freeField(programme)
    if (free !== undefined) fields.set(id, free)
  }
  return fields
}

/** Registers as many firms as needed and opens `count` drafts, each of another firm or scheme. `from` numbers the people. */
export async function openDrafts(base: string, count: number, from = 1): Promise<Draft[]> {
  const drafts: Draft[] = []
  const anonymous = createClient(fetchSender(base), base)
  const fields = [...(await openFields(anonymous))]
  if (fields.length === 0) throw new Error('no scheme takes applications now')
  const town = (await anonymous.call(getCounty)).body.towns[0] ?? ''
  for (let person = from; drafts.length < count; person += 1) {
    const client = createClient(fetchSender(base), base)
    await client.signIn(aPhone(person))
    const firm = await client.call(createFirm, { body: { uscc: aUscc(person), name: `试验企业${person}`, town } })
    if (firm.status !== 201) throw new Error(`no firm: ${firm.status} ${JSON.stringify(firm.error)}`)
    for (const [programmeId, field] of fields.slice(0, count - drafts.length)) {
      const draft = await client.call(startApplication, { body: { firmId: firm.body.id, programmeId } })
      if (draft.status !== 201) throw new Error(`no draft: ${draft.status} ${JSON.stringify(draft.error)}`)
      drafts.push({ id: draft.body.id, version: draft.body.version, programmeId, firmId: firm.body.id, client, field })
    }
  }
  return drafts
}
