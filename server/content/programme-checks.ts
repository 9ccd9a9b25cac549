// What a schema cannot see: references between the parts of a scheme, and between schemes.
import type { LibraryKinds } from '#contract/files/library-schema.ts'
import { findPayeeFields } from '#contract/subsidies/payee.ts'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { amountFaults } from './amount-checks.ts'
import { conditionFaults, factFaults, fieldAt } from './condition-checks.ts'
import { fault, repeated, twice, within, type Fault } from './fault.ts'
import { formFaults, showWhenFaults } from './field-checks.ts'
import { openingFaults } from './opening-checks.ts'
import { wordingFaults } from './wording-checks.ts'

const maxPaperMB = 10
const stateOrder = ['submitted', 'accepted', 'reviewing', 'approved', 'publicity', 'paid', 'archived']

/** Everything wrong in one scheme whose shape is right. */
export function programmeFaults(programme: ProgrammeSource): Fault[] {
  return [
    ...wordingFaults(programme),
    ...formFaults(programme),
    ...findPayeeFields(programme).problems.map((problem) => fault('sections', 'payee', problem)),
    ...factFaults(programme),
    ...conditionFaults(programme),
    ...paperFaults(programme),
    ...amountFaults(programme),
    ...stepFaults(programme),
    ...openingFaults(programme),
    ...claimFaults(programme),
  ]
}

/** What no file can know by itself: ids and number letters used twice, a scheme pointed to that is not there. With the names of the files it is about. */
export function sharedFaults(files: readonly { name: string; source: ProgrammeSource }[]): { names: string[]; fault: Fault }[] {
  const ids = files.map(({ source }) => source.id)
  // A copy for the next year goes on with its scheme's letters: numbers are counted per letters and year.
  const firsts = files.filter(({ source }) => source.copyOf === undefined)
  const of = (among: typeof files, at: (source: ProgrammeSource) => boolean) => among.filter(({ source }) => at(source)).map(({ name }) => name)
  return [
    ...repeated(ids).map((id) => ({ names: of(files, (source) => source.id === id), fault: fault('id', 'repeated', `${id} is there twice`, id) })),
    ...repeated(firsts.map(({ source }) => source.numberKind)).map((kind) => ({ names: of(firsts, (source) => source.numberKind === kind), fault: fault('numberKind', 'repeated', `${kind} is there twice`, kind) })),
    ...files.flatMap(({ name, source }) => (source.instead ?? []).filter((id) => !ids.includes(id)).map((id) => ({ names: [name], fault: fault('instead', 'no-scheme', `there is no scheme ${id}`, id) }))),
  ]
}

/** Papers name kinds of the library that are there. */
export function libraryFaults(kinds: LibraryKinds['kinds'], programme: ProgrammeSource): Fault[] {
  const ids = kinds.map((kind) => kind.id)
  return programme.papers.flatMap(({ library }, index) => (library === undefined || ids.includes(library) ? [] : [fault(`papers[${index}].library`, 'no-library', `there is no kind ${library}`, library)]))
}

function paperFaults(programme: ProgrammeSource): Fault[] {
  const fields = programme.sections.flatMap((section) => section.fields)
  return [
    ...twice('papers', 'id ', programme.papers.map((paper) => paper.id)),
    ...(programme.papers.filter((paper) => paper.scan !== undefined).length > 1 ? [fault('papers', 'one-scan', 'more than one has a scan')] : []),
    ...programme.papers.flatMap((paper, index) => within(`papers[${index}]`, [
      ...within('.showWhen', showWhenFaults(paper.showWhen, fields)),
      ...within('.requiredWhen', showWhenFaults(paper.requiredWhen, fields)),
      ...(paper.scan !== undefined && paper.origin !== 'generated' ? [fault('.scan', 'scan-origin', 'belongs to a generated paper only')] : []),
      ...(paper.maxMB < 1 || paper.maxMB > maxPaperMB ? [fault('.maxMB', 'paper-size', `is not between 1 and ${maxPaperMB}`, maxPaperMB)] : []),
    ])),
  ]
}

function stepFaults(programme: ProgrammeSource): Fault[] {
  const [first] = programme.steps
  const states = programme.steps.map((step) => step.state)
  return [
    ...twice('steps', 'code ', programme.steps.map((step) => step.code)),
    ...(first?.code !== 'submit' || first.state !== 'submitted' ? [fault('steps[0]', 'first-step', 'has to be submit, leading to submitted')] : []),
    ...(states.includes('accepted') ? [] : [fault('steps', 'accepted-step', 'none leads to accepted')]),
    ...(['paid', 'archived'].includes(states.at(-1) ?? '') ? [] : [fault('steps', 'last-step', 'the last has to lead to paid or archived')]),
    ...(states.slice(1).includes('submitted') ? [fault('steps', 'one-submit', 'only the first may lead to submitted')] : []),
    ...programme.steps.flatMap((step, index) => (isBehind(step.state, states[index - 1]) ? [fault(`steps[${index}].state`, 'step-order', `${step.state} comes after ${states[index - 1] ?? ''}`, step.name)] : [])),
    ...programme.steps.flatMap((step, index) => (step.workdays < 0 || step.workdays > 250 ? [fault(`steps[${index}].workdays`, 'workdays', 'is not between 0 and 250')] : [])),
  ]
}

/** Not on the way a case goes, or back on it. */
function isBehind(state: string, before: string | undefined): boolean {
  return !stateOrder.includes(state) || (before !== undefined && stateOrder.indexOf(state) < stateOrder.indexOf(before))
}

/** Where a claim rule names a field, it has to be there. */
function claimFaults(programme: ProgrammeSource): Fault[] {
  const { claim } = programme
  if (!claim) return []
  const named: [string, string | undefined][] = [...claim.by.map((path, index): [string, string] => [`by[${index}]`, path]), ['itemField', claim.itemField], ['yearField', claim.yearField]]
  return [
    ...named.flatMap(([at, path]) => (path === undefined || fieldAt(programme, path) ? [] : [fault(`claim.${at}`, 'no-field', `there is no field ${path}`, path)])),
    ...((claim.item === undefined) === (claim.itemField === undefined) ? [fault('claim.item', 'claim-item', 'exactly one of item and itemField is needed')] : []),
    ...((claim.per === 'field-year') === (claim.yearField === undefined) ? [fault('claim.yearField', 'claim-year', 'belongs to field-year, and only to it')] : []),
  ]
}
