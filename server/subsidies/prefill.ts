// What a new draft begins with, so that nothing is typed twice: the firm's profile, what it answered in 我能领什么, its last application, its paper library. Each says where it came from.
import { checkPatch } from '#contract/subsidies/patch.ts'
import { paperStates, redoAfterChange } from '#contract/subsidies/answers.ts'
import { allFields, answerOf, isAnswered } from '#contract/subsidies/fields.ts'
import { sharedFields } from '#contract/subsidies/matching.ts'
import type { Field, Programme } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { Origin } from '#contract/subsidies/standing.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { fileLimits } from '#contract/files/rules.ts'
import { takenByItself } from '#contract/files/library-rules.ts'
import type { Tx } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { lockFile } from '../files/repository.ts'
import { isUsable, keptPapers } from '../files/library-view.ts'
import { schemeOf } from './budget.ts'
import { knownAnswers } from './matches.ts'
import { listHandedIn } from './repository.ts'
import { openAnswers } from './sealed.ts'
import type { Person } from './drafts.ts'

export interface Prefill {
  /** As a person would have typed them; accounts are sealed by whoever writes them down. */
  answers: Answers
  origins: Record<string, Origin>
  papers: { paperId: string; fileIds: string[] }[]
}
interface Filling { deps: Deps; tx: Tx; firm: FirmRow; person: Person; programme: Programme; at: number }

/** Profile first, then what was answered outside applications, then the newest application that has it; papers last. Only what the form can hold. */
export async function prefill(filling: Filling): Promise<Prefill> {
  const { deps, tx, firm, person, programme, at } = filling
  const answers: Answers = {}
  const origins: Record<string, Origin> = {}
  const fill = (name: string, value: unknown, from: Origin['from'], of = '') => {
    if (name in answers || !isAnswered(value) || checkPatch(programme, { [name]: value }).length > 0) return
    answers[name] = value
    origins[name] = { from, of, at: new Date(at).toISOString() }
  }
  for (const field of allFields(programme)) fill(field.name, profileValue(field, firm, person), field.prefill?.startsWith('me.') ? 'me' : 'firm')
  for (const [name, { value }] of await knownAnswers(tx, firm.id, programme)) fill(name, value, 'match')
  await carryOver(filling, fill)
  for (const name of redoAfterChange(programme, answers, { today: shanghaiDate(at), towns: deps.content.county.towns })) {
    if (origins[name]?.from === 'firm' || origins[name]?.from === 'me') continue
    delete answers[name]
    delete origins[name]
  }
  const papers = await papersFromLibrary(filling, answers)
  for (const { paperId } of papers) origins[`papers.${paperId}`] = { from: 'library', of: '', at: new Date(at).toISOString() }
  return { answers, origins, papers }
}

function profileValue(field: Field, firm: FirmRow, person: Person): string | null {
  switch (field.prefill) {
    case 'firm.name': return firm.name
    case 'firm.uscc': return firm.uscc
    case 'firm.town': return firm.town
    case 'firm.legalPerson': return firm.legal_person
    case 'me.name': return person.name || null
    case 'me.phone': return person.phone
    default: return null
  }
}

/**
 * Fields that are carried (`carry`): out of the newest application of any scheme, or of this one and the schemes it is a copy of. Answers that
 * count in every scheme (shared facts), and what the firm's profile should know but does not, come from any.
 */
async function carryOver({ deps, tx, firm, programme }: Filling, fill: (name: string, value: unknown, from: 'last', of: string) => void): Promise<void> {
  const shared = sharedFields(programme)
  const carried = allFields(programme).flatMap(({ name, carry, prefill: key }) => {
    const reach = carry ?? (shared.has(name) || key?.startsWith('firm.') ? 'firm' : undefined)
    return reach ? [{ name, reach }] : []
  })
  if (carried.length === 0) return
  const line = schemeOf(deps, programme.id)
  for (const { programmeId, number, answers } of await listHandedIn(tx, firm.id)) {
    const opened = openAnswers(deps.config.secret, answers)
    for (const { name, reach } of carried) if (reach === 'firm' || schemeOf(deps, programmeId) === line) fill(name, answerOf(opened, name), 'last', number)
  }
}

/** Usable papers of the library for the papers asked for already; the same stored files, locked so that none is cleared away meanwhile. */
async function papersFromLibrary({ deps, tx, firm, programme, at }: Filling, answers: Answers): Promise<Prefill['papers']> {
  const today = shanghaiDate(at)
  const kept = (await keptPapers(deps.content, tx, firm.id)).filter((paper) => isUsable(paper, today))
  const papers: Prefill['papers'] = []
  for (const { paper } of paperStates(programme, answers, new Map())) {
    const ofKind = kept.filter(({ kind }) => kind.id === paper.library)
    const taken = ofKind[0] && takenByItself(ofKind[0].kind, ofKind)
    if (!taken || taken.files.length > fileLimits.maxFilesPerPaper) continue
    const files = await Promise.all(taken.files.map(({ id }) => lockFile(tx, id)))
    if (files.every((file) => file?.firm_id === firm.id)) papers.push({ paperId: paper.id, fileIds: taken.files.map(({ id }) => id) })
  }
  return papers
}
