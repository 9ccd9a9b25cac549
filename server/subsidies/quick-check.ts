// The visitor's five questions: judged without keeping anything, and taken along once there is a firm.
import { redoAfterChange } from '#contract/subsidies/answers.ts'
import { answerOf, isAnswered } from '#contract/subsidies/fields.ts'
import { sharedFields } from '#contract/subsidies/matching.ts'
import type { FirmFacts } from '#contract/subsidies/eligibility.ts'
import type { Matches, MatchItem, QuickAnswers } from '#contract/subsidies/matching-schema.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { requireMember } from '../accounts/access.ts'
import { changeFirm, lockFirm } from '../accounts/firms-repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { judge, judgedProgrammes, matchesOf } from './match-items.ts'
import { everyScheme, keepNewMatchAnswer, listMatchAnswers } from './match-repository.ts'
import { answersOf } from './matches.ts'
import { ownCase } from './match-service.ts'
import { quickFacts, setsOf } from './quick-facts.ts'
import { listFirmApplications } from './repository.ts'

const scales = ['大型', '中型', '小型', '微型']

/** Judged as a firm registered here: that is looked at on the licence later, and said so. Nothing is written down. */
export async function runQuickCheck(deps: Deps, answers: QuickAnswers): Promise<Matches> {
  const { profile, sets } = quickFacts(deps.content.quickCheck, answers)
  const facts: FirmFacts = { ...profile, verification: 'verified' }
  const items = []
  for (const programme of judgedProgrammes(deps)) {
    const item = await judge(deps, deps.db, programme, { answers: setsOf(programme, sets), facts, firmId: null, own: undefined })
    // A visitor has no portfolio here: nothing is said of it.
    items.push({ ...item, reasons: item.reasons.filter(({ source }) => source !== 'portfolio').map(asSeenByOffice) })
  }
  return matchesOf(deps, items, 0)
}

function asSeenByOffice(reason: MatchItem['reasons'][number]): MatchItem['reasons'][number] {
  return reason.profile === 'verification' ? { ...reason, verdict: 'unknown', source: 'officer', remedy: null } : reason
}

/**
 * Fills only what the firm has not answered anywhere; says how many answers that were. A second time, or on a second phone, there is
 * nothing left to take.
 */
export async function takeQuickCheck(deps: Deps, account: SignedIn, input: { firmId: string; answers: QuickAnswers }, requestId: string): Promise<{ taken: number }> {
  const at = deps.clock.now()
  const { firmId } = input
  return deps.commands.run(async (tx) => {
    const { role } = await requireMember(tx, account, firmId)
    const { profile, sets } = quickFacts(deps.content.quickCheck, input.answers)
    const fields = await takeProfile(tx, firmId, profile['scale'])
    const rows = await listMatchAnswers(tx, firmId)
    const cases = await listFirmApplications(tx, firmId, undefined, 300)
    for (const programme of judgedProgrammes(deps)) {
      const known = answersOf(rows, programme, ownCase(deps, cases, programme.id))
      const shared = sharedFields(programme)
      for (const [field, value] of Object.entries(newOnes(programme, known, setsOf(programme, sets)))) {
        const programmeId = shared.has(field) ? everyScheme : programme.id
        if (await keepNewMatchAnswer(tx, { firm_id: firmId, programme_id: programmeId, field, value: JSON.stringify(value), source: 'quick', saved_by: account.id, saved_at: at })) fields.push(`${programmeId}.${field}`)
      }
    }
    if (fields.length > 0) await recordAudit(tx, { at, accountId: account.id, role, action: 'subsidies.take-quick-check', subject: `firm:${firmId}`, firmId, requestId, details: { fields } })
    return { taken: fields.length }
  })
}

/** What is not answered yet, and does not contradict what is. */
function newOnes(programme: Parameters<typeof redoAfterChange>[0], known: Answers, brought: Answers): Answers {
  const fresh = Object.fromEntries(Object.entries(brought).filter(([name]) => !isAnswered(answerOf(known, name))))
  for (const name of redoAfterChange(programme, { ...known, ...fresh })) delete fresh[name]
  return fresh
}

/** The firm's size, where its profile says none. */
async function takeProfile(tx: Tx, firmId: string, scale: unknown): Promise<string[]> {
  const firm = await lockFirm(tx, firmId)
  if (!firm) throw notFound(`no firm ${firmId}`)
  if (firm.scale !== null || typeof scale !== 'string' || !scales.includes(scale)) return []
  return (await changeFirm(tx, firm, { scale })) ? ['firm.scale'] : []
}
