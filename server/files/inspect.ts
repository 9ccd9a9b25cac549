// Decides what a finished upload is by its content, whatever it calls itself, and what of it is stored.
import { fileTypeFromBuffer } from 'file-type'
import { fileLimits } from '#contract/files/rules.ts'
import { AppError } from '../errors.ts'
import { examineOffice, isOldOffice, isZip, refuseOldOffice, type OfficeType } from './office-file.ts'
import { examinePdf } from './pdf-document.ts'
import { redrawPicture } from './picture.ts'
import { sha256Of } from './store.ts'
import { createWorkSlots } from './work-slots.ts'

export interface Inspected {
  bytes: Buffer
  mediaType: 'image/jpeg' | 'image/png' | 'application/pdf' | OfficeType
  pages: number
  width: number | null
  height: number | null
}

// A picture at the pixel limit takes about 200 MB while it is turned upright; two at once is what a small server bears.
const inSlot = createWorkSlots(2)

/**
 * What is to be stored for these bytes. Throws files.empty, files.too-large, files.wrong-type (details.found says what it is), files.damaged,
 * files.too-many-pixels, files.encrypted or files.active-content. takesOffice: also a Word or Excel file, which goes with a notice.
 */
export async function inspectBytes(bytes: Buffer, takesOffice = false): Promise<Inspected> {
  if (bytes.length === 0) throw new AppError('files.empty')
  if (bytes.length > fileLimits.maxBytes) throw new AppError('files.too-large')
  if (takesOffice && isOldOffice(bytes)) refuseOldOffice(bytes)
  if (takesOffice && isZip(bytes)) return { bytes, mediaType: await examineOffice(bytes), pages: 1, width: null, height: null }
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined)
  switch (found?.mime) {
    case 'image/jpeg': case 'image/png': case 'image/webp': {
      const picture = await redrawPicture(bytes, found.mime)
      return { ...picture, pages: 1 }
    }
    case 'application/pdf': {
      const { pages } = await examinePdf(bytes)
      return { bytes, mediaType: 'application/pdf', pages, width: null, height: null }
    }
    default:
      throw new AppError('files.wrong-type', { details: { found: found?.mime ?? 'unknown' } })
  }
}

/** `inspectBytes` for a whole upload, waiting its turn before it is read. Throws files.checksum when it is not what the phone said it would send. */
export function inspectSent(read: () => Promise<Buffer>, promisedSha256: string | null, takesOffice = false): Promise<Inspected & { sentSha256: string }> {
  return inSlot(async () => {
    const sent = await read()
    const sentSha256 = sha256Of(sent)
    if (promisedSha256 !== null && promisedSha256 !== sentSha256) throw new AppError('files.checksum')
    return { ...(await inspectBytes(sent, takesOffice)), sentSha256 }
  })
}
