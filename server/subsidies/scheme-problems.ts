// The content check, told to the desk: the same rules the loader keeps, each with its code, and whether it stands in the way.
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { SchemeReason } from '#contract/subsidies/scheme-reasons.ts'
import type { SchemeProblem } from '#contract/subsidies/scheme-schema.ts'
import { fault, type Fault } from '../content/fault.ts'
import { libraryFaults, programmeFaults, sharedFaults } from '../content/programme-checks.ts'
import type { Deps } from '../deps.ts'
import { sensitiveFields } from './sealed.ts'

/** In the demonstration a scheme may be opened on an example; elsewhere never. */
const onlyWarnsInDemo: readonly SchemeReason[] = ['basis-unverified', 'amount-example']

/** Everything wrong with this scheme as it would stand among the others now. */
export function problemsOf({ content, config, clock }: Pick<Deps, 'content' | 'config' | 'clock'>, source: ProgrammeSource): SchemeProblem[] {
  const others = content.programmes(clock.now()).filter(({ id }) => id !== source.id).flatMap(({ id }) => content.source(id) ?? [])
  const among = [...others.map((one) => ({ name: one.source.id, source: one.source })), { name: source.id, source }]
  const shared = sharedFaults(among).filter(({ names }) => names.includes(source.id)).map((one) => one.fault)
  const faults: Fault[] = [...programmeFaults(source), ...unsealed(content.source(source.id)?.source, source), ...libraryFaults(content.library.kinds, source), ...shared]
  return faults.map(({ path, reason, about }) => ({ path, reason, ...(about === undefined ? {} : { about }), blocks: !(config.demo && onlyWarnsInDemo.includes(reason)) }))
}

/** What rests encrypted in drafts stays so: a field in force as sensitive cannot become readable in the next version. */
function unsealed(before: ProgrammeSource | undefined, after: ProgrammeSource): Fault[] {
  const sealed = before ? sensitiveFields(before) : []
  return after.sections.flatMap((section, s) => section.fields.flatMap((field, f) => (sealed.includes(field.name) && !('sensitive' in field && field.sensitive) ? [fault(`sections[${s}].fields[${f}]`, 'payee', 'was sensitive')] : [])))
}

export function isBlocked(problems: readonly SchemeProblem[]): boolean {
  return problems.some(({ blocks }) => blocks)
}
