// What people had been told by some moment, and whether a database made of a copy has all of it: for the proofs that lose a machine or restore a backup.
import { openDatabase } from '#server/db/open.ts'
import { openDrafts } from '../support/drafts.ts'
import { openDossiers } from './dossiers.ts'
import { aSaver, saveOnce, submitOnce, type Saver, type Submitter } from './people.ts'
import { judge } from './verdict.ts'

type Where = Parameters<typeof openDatabase>[0]
export interface Told { saves: { caseId: string; version: number }[]; acts: { caseId: string; action: string; number: string | null | undefined }[] }

export const toldSoFar = (savers: readonly Saver[], submitters: readonly Submitter[]): Told => ({
  saves: savers.map(({ draft, acknowledged }) => ({ caseId: draft.id, version: acknowledged.version })),
  acts: submitters.flatMap(({ acknowledged }) => acknowledged.map((act) => ({ caseId: act.applicationId, action: act.action, number: act.number }))),
})
export const answeredBy = (savers: readonly Saver[], submitters: readonly Submitter[]) => savers.reduce((sum, { answered }) => sum + answered, 0) + submitters.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)

/** Six who save and two who submit, as fast as they are answered, while `isOn()`; then what fails is the machine's. */
export async function peopleUntilLost(url: string, isOn: () => boolean): Promise<{ savers: Saver[]; submitters: Submitter[]; work: Promise<unknown> }> {
  const savers = (await openDrafts(url, 6)).map(aSaver)
  const submitters = await openDossiers(url, 2)
  const untilLost = async (deed: () => Promise<void>) => {
    while (isOn()) await deed().catch((error: unknown) => { if (isOn()) throw error })
  }
  return { savers, submitters, work: Promise.all([...savers.map((saver) => untilLost(() => saveOnce(saver))), ...submitters.map((submitter) => untilLost(() => submitOnce(submitter)))]) }
}

/** What of this the database does not have. */
export async function missing(where: Where, told: Told): Promise<string[]> {
  const { db, close } = openDatabase(where)
  const problems: string[] = []
  for (const { caseId, version } of told.saves) {
    const row = await db.selectFrom('cases').select('version').where('id', '=', caseId).executeTakeFirst()
    if (row === undefined || row.version < version) problems.push(`draft ${caseId}: told version ${version}, found ${row?.version}`)
  }
  for (const { caseId, action, number } of told.acts) {
    const row = await db.selectFrom('cases').innerJoin('case_events', 'case_events.case_id', 'cases.id').select('cases.number').where('cases.id', '=', caseId).where('case_events.action', '=', action as 'submit').executeTakeFirst()
    if (row?.number !== number) problems.push(`${action} of ${caseId}: told ${number}, found ${row?.number}`)
  }
  await close()
  return problems
}

/** It must have everything that was told, and contradict itself nowhere. */
export async function judgeCopy(where: Where, told: Told): Promise<string[]> {
  const lost = await missing(where, told)
  const { db, kind, close } = openDatabase(where)
  const { torn, bad } = await judge(db, kind, [], [])
  await close()
  return [...lost, ...torn, ...bad]
}

/** The check must be able to condemn. */
export async function isBlind(where: Where, told: Told): Promise<boolean> {
  return (await missing(where, { saves: told.saves.map(({ caseId, version }) => ({ caseId, version: version + 100_000 })), acts: [] })).length === 0
}
