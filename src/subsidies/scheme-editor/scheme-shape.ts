// What the server cannot even keep (contract/subsidies/programme.ts says no to the shape). Such a part waits here until it is filled in; the others are sent.
import type { ProgrammeSource, ShowWhen } from '#contract/subsidies/programme.ts'
import type { SchemeProblem } from '#contract/subsidies/scheme-schema.ts'
import { partOfPath, type PartId } from './scheme-parts.ts'

const empty = (path: string): SchemeProblem => ({ path, reason: 'empty', blocks: true })
const long = (path: string, text: string | undefined, most: number): SchemeProblem[] => ((text?.length ?? 0) > most ? [{ path, reason: 'too-long', about: String(most), blocks: true }] : [])
const when = (path: string, rule: ShowWhen | undefined): SchemeProblem[] => (rule && rule.in.length === 0 ? [empty(`${path}.in`)] : [])

export function shapeProblems(source: ProgrammeSource): SchemeProblem[] {
  const { batches, claim, conditions, papers, sections } = source
  return [
    ...(/^[A-Z]{2}$/.test(source.numberKind) ? [] : [empty('numberKind')]),
    ...batches.flatMap((batch, index) => [
      ...(batch.name === '' ? [empty(`batches[${index}].name`)] : []),
      ...long(`batches[${index}].name`, batch.name, 60),
    ]),
    ...conditions.flatMap((condition, index) => when(`conditions[${index}].showWhen`, condition.showWhen)),
    ...papers.flatMap((paper, index) => [...when(`papers[${index}].showWhen`, paper.showWhen), ...when(`papers[${index}].requiredWhen`, paper.requiredWhen)]),
    ...sections.flatMap((section, s) =>
      section.fields.flatMap((field, f) =>
        [{ field, path: `sections[${s}].fields[${f}]` }, ...(field.type === 'repeat' ? field.item.map((item, i) => ({ field: item, path: `sections[${s}].fields[${f}].item[${i}]` })) : [])].flatMap(({ field: one, path }) => [
          ...when(`${path}.showWhen`, one.showWhen),
          ...(one.type === 'select' && one.options.length === 0 ? [empty(`${path}.options`)] : []),
        ]),
      ),
    ),
    ...(claim
      ? [
          ...(claim.group === '' ? [empty('claim.group')] : []),
          ...long('claim.group', claim.group, 40),
          ...(claim.by.length === 0 ? [empty('claim.by')] : []),
          ...long('claim.item', claim.item, 40),
        ]
      : []),
  ]
}

export function waitingParts(source: ProgrammeSource): PartId[] {
  return [...new Set(shapeProblems(source).map(({ path }) => partOfPath(path)))]
}
