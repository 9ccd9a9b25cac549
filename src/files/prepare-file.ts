// From what the person chose to what is sent: read at once (a cloud drive may fail later), named by content, photos upright,
// shrunk and without the place they were taken at. HEIC is converted where the browser can draw it (Safari), else refused in words.
import { fileLimits } from '#contract/files/rules.ts'
import { kindOf, officeKinds, type FileKind, type OfficeKind } from './file-kind.ts'

/** What the phone itself refuses, before anything is sent. */
export type RefusalCode = 'files.empty' | 'files.wrong-type' | 'files.too-large' | 'files.damaged' | 'unreadable' | 'heic'

export class PrepareRefusal extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode, cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

export interface PreparedFile {
  bytes: Uint8Array<ArrayBuffer>
  type: 'image/jpeg' | 'image/png' | 'application/pdf' | OfficeKind
  name: string
  /** Drawn anew by this phone: nothing stands beside its pixels any more. */
  isRedrawn: boolean
}

/** Long side of a photo that still reads well on the officer's screen. */
const longSide = 2560
const jpegQuality = 0.85
/** A screenshot or drawing up to this size keeps its sharp edges. */
const keptPngBytes = 1_500_000
const drawingLimitMs = 30_000

async function readBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    throw new PrepareRefusal('unreadable', cause)
  }
}

/** Draws the picture anew as JPEG; whatever was noted beside its pixels is gone. Rejects when the browser cannot draw it. */
async function drawJpeg(bytes: Uint8Array<ArrayBuffer>, kind: FileKind): Promise<Blob> {
  const { default: Compressor } = await import('compressorjs')
  return new Promise<Blob>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('drawing took too long')), drawingLimitMs)
    const end = (settle: () => void) => {
      clearTimeout(limit)
      settle()
    }
    new Compressor(new Blob([bytes], { type: kind }), {
      strict: false,
      checkOrientation: kind === 'image/jpeg',
      maxWidth: longSide,
      maxHeight: longSide,
      quality: jpegQuality,
      mimeType: 'image/jpeg',
      beforeDraw: (context, canvas) => {
        context.fillStyle = '#ffffff'
        context.fillRect(0, 0, canvas.width, canvas.height)
      },
      success: (blob) => end(() => resolve(blob)),
      error: (error) => end(() => reject(error)),
    })
  })
}

/** A file as it was chosen. */
export interface ChosenFile {
  bytes: Uint8Array<ArrayBuffer>
  kind: FileKind
  name: string
}

async function preparePicture({ bytes, kind, name }: ChosenFile, isPlain: boolean): Promise<PreparedFile> {
  if (kind === 'image/png' && (isPlain || bytes.length <= keptPngBytes)) return { bytes, type: 'image/png', name, isRedrawn: false }
  if (kind === 'image/jpeg' && isPlain) return { bytes, type: 'image/jpeg', name, isRedrawn: false }
  const drawn = await drawJpeg(bytes, kind).catch((cause: unknown) => {
    // The server redraws every picture and says what is wrong with it; only what it does not take must be settled here.
    if (kind === 'image/jpeg' || kind === 'image/png') return null
    throw new PrepareRefusal(kind === 'image/heic' ? 'heic' : 'files.damaged', cause)
  })
  if (drawn) return { bytes: await readBytes(drawn), type: 'image/jpeg', name, isRedrawn: true }
  return { bytes, type: kind === 'image/png' ? 'image/png' : 'image/jpeg', name, isRedrawn: false }
}

const officeOf = (kind: FileKind): OfficeKind | undefined => officeKinds.find((office) => office === kind)

/** Reads what was chosen, at once; takesOffice: also Word and Excel, which go with a notice. Throws PrepareRefusal and nothing else. */
export async function readChosen(file: File, takesOffice = false): Promise<ChosenFile> {
  // The second WeChat on one phone hands over empty files (pitfall C14).
  if (file.size === 0) throw new PrepareRefusal('files.empty')
  const bytes = await readBytes(file)
  if (bytes.length === 0) throw new PrepareRefusal('files.empty')
  return { ...kindOfBytes(bytes, takesOffice), name: file.name }
}

/** The same of bytes that were kept. Throws PrepareRefusal. */
export function kindOfBytes(bytes: Uint8Array<ArrayBuffer>, takesOffice = false): Omit<ChosenFile, 'name'> {
  const kind = kindOf(bytes)
  if (!kind || (officeOf(kind) && !takesOffice)) throw new PrepareRefusal('files.wrong-type')
  return { bytes, kind }
}

/** `isPlain`: as little work as can be, where drawing it has brought the page down before. Throws PrepareRefusal and nothing else. */
export async function prepareFile(chosen: ChosenFile, isPlain = false): Promise<PreparedFile> {
  const { bytes, kind, name } = chosen
  const asItIs = kind === 'application/pdf' ? kind : officeOf(kind)
  const prepared: PreparedFile =
    asItIs !== undefined
      ? { bytes, type: asItIs, name, isRedrawn: false }
      : await preparePicture(chosen, isPlain && bytes.length <= fileLimits.maxBytes)
  if (prepared.bytes.length > fileLimits.maxBytes) throw new PrepareRefusal('files.too-large')
  return prepared
}

/** SHA-256 in hex; null where the browser has no crypto (the demo over plain http). */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
