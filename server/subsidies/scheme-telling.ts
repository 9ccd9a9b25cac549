// Who hears of a scheme: officers what waits for the second person and what became of it, firms with a draft what changed under it.
import type { Offered } from '#contract/subsidies/scheme-changes.ts'
import { schemeChanges } from '#contract/subsidies/scheme-changes.ts'
import { redoAfterChange } from '#contract/subsidies/answers.ts'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { firmMemberIds, officerIds } from '../accounts/access.ts'
import { approverIds } from '../accounts/approvals.ts'
import type { Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { SchemeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { progressOf } from './progress.ts'
import type { Asker } from './scheme-drafts.ts'
import { handsOf, sourceOf } from './scheme-repository.ts'
import { openAnswers } from './sealed.ts'

export interface Telling { deps: Deps; tx: Tx; asker: Asker; row: SchemeVersionRow; at: number }

/** propose: those who may approve it; what comes back or is published: everybody who had a hand in it. Nobody is told of their own deed. */
export async function tellOfficers({ deps, tx, asker: { account }, row, at }: Telling, kind: 'scheme.proposed' | 'scheme.sent-back' | 'scheme.published', reason = ''): Promise<void> {
  const hands = await handsOf(tx, row.id)
  const concerned = kind === 'scheme.proposed' ? (await approverIds(tx, deps)).filter((id) => !hands.includes(id)) : (await officerIds(tx)).filter((id) => hands.includes(id))
  const officers = concerned.filter((id) => id !== account.id)
  const values = { title: sourceOf(row).title, number: row.number, by: account.name, reason }
  await enqueueMessages(tx, { at, accountIds: officers, firmId: null, dedupeKey: `${kind}:${row.id}:${row.revision}`, message: renderMessage(deps.content, kind, values, `/desk/schemes/${row.programme_id}`) })
}

/** Each firm with a draft hears what it has to do again, and its list counts the steps of the new form; a version that changes nothing for firms is not news. */
export async function tellFirms({ deps, tx, row, at }: Telling, before: Offered | undefined, after: ProgrammeSource): Promise<void> {
  const isStopped = after.status === 'closed'
  const news = before ? schemeChanges(before, after).length : 0
  if (news === 0 && !isStopped) return
  const drafts = await tx.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').innerJoin('firms', 'firms.id', 'cases.firm_id')
    .select(['cases.id', 'cases.firm_id', 'firms.name', 'applications.answers']).where('cases.programme_id', '=', row.programme_id).where('cases.state', '=', 'draft').execute()
  for (const draft of drafts) {
    const answers = openAnswers(deps.config.secret, readStoredJson<Answers>(draft.answers))
    const count = redoAfterChange(after, answers).length
    const { doneSections, totalSections } = progressOf(deps, after, answers)
    await tx.updateTable('applications').set({ done_sections: doneSections, total_sections: totalSections }).where('case_id', '=', draft.id).execute()
    const kind = isStopped ? 'scheme.stopped' : count > 0 ? 'scheme.changed' : 'scheme.kept'
    const message = renderMessage(deps.content, kind, { title: after.title, firm: draft.name, news, count }, `/subsidies/applications/${draft.id}`)
    await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, draft.firm_id), firmId: draft.firm_id, dedupeKey: `scheme:${row.id}:${draft.id}`, message })
  }
}
