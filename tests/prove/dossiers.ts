// Complete applications to submit again and again: the demo's own sample answers, for firms made here.
import { getCounty } from '#contract/county/endpoints.ts'
import { createFirm, updateMe } from '#contract/accounts/endpoints.ts'
import { missingPapers } from '#contract/subsidies/answers.ts'
import { getProgramme } from '#contract/subsidies/endpoints.ts'
import { loadConfig } from '#server/config.ts'
import { readDemo } from '#server/demo/source.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { aPhone, aUscc } from '../support/builders.ts'
import { uploadFile } from '../support/upload.ts'
import type { Dossier, Submitter } from './people.ts'

/** People with numbers from here on, apart from those of openDrafts. */
const firstPerson = 5000

async function openDossier(base: string, person: number): Promise<Dossier> {
  const client = createClient(fetchSender(base), base)
  await client.signIn(aPhone(person))
  await client.call(updateMe, { body: { name: '试验经办人' } })
  const town = (await client.call(getCounty)).body.towns[0] ?? ''
  const name = `试验企业${person}`
  const firm = await client.call(createFirm, { body: { uscc: aUscc(person), name, town, legalPerson: '试验法人' } })
  if (firm.status !== 201) throw new Error(`no firm: ${firm.status} ${JSON.stringify(firm.error)}`)
  const samples = readDemo(loadConfig({}).contentDir).applications
  const sample = samples[person % samples.length]
  if (sample === undefined) throw new Error('the demo has no sample application')
  const { programmeId } = sample
  // The account must be in the firm's own name.
  const answers = 'bankAccountName' in sample.answers ? { ...sample.answers, bankAccountName: name } : sample.answers
  const programme = (await client.call(getProgramme, { params: { id: programmeId } })).body
  const fileId = await uploadFile(client, { bytes: aPdf(), type: 'application/pdf', firmId: firm.body.id, purpose: 'paper' })
  const papers = missingPapers(programme, answers, new Map()).map((paper) => ({ paperId: paper.id, fileId }))
  return { client, firmId: firm.body.id, programmeId, answers, papers }
}

export async function openDossiers(base: string, count: number): Promise<Submitter[]> {
  const submitters: Submitter[] = []
  for (let index = 0; index < count; index += 1) submitters.push({ dossier: await openDossier(base, firstPerson + index), acknowledged: [], unknown: undefined })
  return submitters
}
