// When a scheme may be applied for, and on what ground: validity, batches, documents behind it.
import { parseDate } from '#contract/identifiers/date.ts'
import { batchInstant } from '#contract/subsidies/availability.ts'
import type { Batch, ProgrammeSource } from '#contract/subsidies/programme.ts'
import { fault, twice, within, type Fault } from './fault.ts'

/** A scheme may only be opened with a document behind it. */
export function openingFaults(programme: ProgrammeSource): Fault[] {
  const { batches, validFrom, validTo, status } = programme
  const dates: [string, string | null][] = [['validFrom', validFrom], ['validTo', validTo]]
  return [
    ...dates.flatMap(([path, date]) => (date !== null && !parseDate(date).ok ? [fault(path, 'no-date', `is no date YYYY-MM-DD (${date})`)] : [])),
    ...twice('batches', 'id ', batches.map((batch) => batch.id)),
    ...batches.flatMap((batch, index) => within(`batches[${index}]`, batchFaults(batch))),
    ...batches.flatMap((batch, index) => (batch.opensAt.slice(0, 10) < validFrom || (validTo !== null && batch.closesAt.slice(0, 10) > validTo) ? [fault(`batches[${index}]`, 'outside-validity', 'is not within validFrom and validTo')] : [])),
    ...overlaps(batches).map(({ id, name }) => fault('batches', 'overlap', `${id} opens before the one before it has closed`, name)),
    ...(validTo !== null && validFrom > validTo ? [fault('validTo', 'valid-to', 'is before validFrom')] : []),
    ...(programme.basis.length === 0 ? [fault('basis', 'no-basis', 'is empty')] : []),
    ...(status === 'open' && batches.length === 0 ? [fault('batches', 'no-batch', 'is empty, status is open')] : []),
    ...(status === 'open' && !programme.basis.some((basis) => basis.verified) ? [fault('basis', 'basis-unverified', 'none is verified, status is open')] : []),
    ...(status === 'open' && programme.amount.illustrative ? [fault('amount.illustrative', 'amount-example', 'an example sum cannot be open')] : []),
  ]
}

function batchFaults({ opensAt, closesAt }: Batch): Fault[] {
  const [opens, closes] = [batchInstant(opensAt), batchInstant(closesAt)]
  return [
    ...(opens === undefined ? [fault('.opensAt', 'no-time', `is no time YYYY-MM-DDTHH:MM:SS (${opensAt})`)] : []),
    ...(closes === undefined ? [fault('.closesAt', 'no-time', `is no time YYYY-MM-DDTHH:MM:SS (${closesAt})`)] : []),
    ...(opens !== undefined && closes !== undefined && opens > closes ? [fault('.closesAt', 'closes-before-opens', 'is before it opens')] : []),
  ]
}

/** Batches of one scheme follow each other, so that a submission always falls into one. */
function overlaps(batches: readonly Batch[]): Batch[] {
  const inOrder = [...batches].sort((a, b) => (a.opensAt < b.opensAt ? -1 : 1))
  return inOrder.filter((batch, index) => {
    const before = inOrder[index - 1]
    return before !== undefined && batch.opensAt <= before.closesAt
  })
}
