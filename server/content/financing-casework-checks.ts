// What a schema cannot say about content/<county>/financing-casework.json. Lines of "path: what".
import { consentFields, type FinancingCasework } from '#contract/financing/casework-schema.ts'
import { repeated } from './fault.ts'

/** `towns` of county.json, `programmeIds`: schemes that are there. */
export function financingCaseworkProblems(casework: FinancingCasework, towns: readonly string[], programmeIds: readonly string[]): string[] {
  const { amountBands, townBands, consent, ladder, maturityDays, targets, subsidyProgrammeId } = casework
  const lists = (['amountBands', 'townBands', 'turnoverBands', 'debtBands', 'uses', 'refusals', 'failures'] as const).flatMap((list) => repeated(casework[list].map(({ id }) => id)).map((id) => `${list}: id ${id} is there twice`))
  const banded = townBands.flatMap((band) => band.towns)
  const rungs = [ladder.nudge, ladder.call, ladder.escalate, ladder.close]
  return [
    ...lists,
    ...(amountBands[0]?.fromFen === 0 && isRising(amountBands.map(({ fromFen }) => fromFen)) ? [] : ['amountBands: begins at 0 and rises']),
    ...towns.filter((town) => banded.filter((one) => one === town).length !== 1).map((town) => `townBands: ${town} is not there exactly once`),
    ...banded.filter((town) => !towns.includes(town)).map((town) => `townBands: ${town} is not a town of county.json`),
    ...(casework.fromFen < casework.toFen ? [] : ['toFen: not more than fromFen']),
    ...consentFields.filter((id) => consent.fields.filter((field) => field.id === id).length !== 1).map((id) => `consent.fields: ${id} is not there exactly once`),
    ...(['firm', 'contact', 'loan'] as const).filter((id) => consent.fields.some((field) => field.id === id && !field.isNeeded)).map((id) => `consent.fields: without ${id} a bank cannot answer, so it is needed`),
    ...['{bank}', '{fields}'].filter((name) => !consent.text.includes(name)).map((name) => `consent.text: does not name ${name}`),
    ...(['refusals', 'failures'] as const).filter((list) => !casework[list].some(({ id }) => id === 'other')).map((list) => `${list}: other is missing`),
    ...(isRising(rungs) ? [] : ['ladder: its rungs do not rise']),
    ...(isRising(maturityDays.toReversed()) ? [] : ['maturityDays: do not fall']),
    ...(targets.fromYear <= targets.toYear ? [] : ['targets.toYear: before fromYear']),
    ...(subsidyProgrammeId === null || programmeIds.includes(subsidyProgrammeId) ? [] : [`subsidyProgrammeId: there is no scheme ${subsidyProgrammeId}`]),
  ]
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? value))
}
