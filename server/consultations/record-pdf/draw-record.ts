import { draw, printableData } from '#server/pdf/draw.ts'
import { layoutRecord } from './record-layout.ts'
import type { PrintedRecord } from './printed-record.ts'

/** The same record gives the same bytes. Only record-worker.ts and tests call it. */
export function drawRecord({ photos, ...words }: PrintedRecord): Promise<Buffer> {
  return draw(layoutRecord({ ...printableData(words), photos }))
}
