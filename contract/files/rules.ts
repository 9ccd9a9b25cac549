// What may be uploaded, stated before choosing (pitfall C15) and enforced by the server.

export const fileLimits = {
  /** Bytes a file may have when it leaves the phone. */
  maxBytes: 10 * 1024 * 1024,
  /** Pixels a picture may have (promises.md E: about 50 million). */
  maxPixels: 50_000_000,
  /** Pages a PDF may have. */
  maxPdfPages: 200,
  /** Files (pages) one paper may consist of. */
  maxFilesPerPaper: 20,
  /** Stored bytes a firm may hold in all. */
  maxBytesPerFirm: 2 * 1024 * 1024 * 1024,
  /** Files a firm may hold in all. */
  maxFilesPerFirm: 5000,
  /** Files an account may hold that belong to no firm (licences for an appeal, evidence of an objection). */
  maxLooseFiles: 10,
  /** The same of an officer who writes a notice: files that are in none yet. */
  maxLooseNoticeFiles: 100,
  /** Unfinished uploads an account may have at once. */
  maxOpenUploads: 20,
  /** Largest body of one PATCH on a phone network. */
  chunkBytes: 256 * 1024,
  /** Hours an unfinished upload is kept for being resumed. */
  uploadLifeHours: 24,
} as const

/** Sent types the server takes; WebP and HEIC become JPEG. */
export const acceptedUploadTypes = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const
/** What goes with a notice: pictures in its text, attachments to be filled in, a Word file to be read in. */
export const acceptedNoticeTypes = [...acceptedUploadTypes, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'] as const
export const noticePickerAccept = 'image/jpeg,image/png,image/webp,application/pdf,.jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx'
export const noticeLimitSentence = 'JPG、PNG、PDF、Word（.docx）、Excel（.xlsx），每个不超过 10 MB'
/** For the file picker. HEIC is listed so that the phone offers it; it is converted on the phone or refused in words (C12). */
export const pickerAccept = 'image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf,.jpg,.jpeg,.png,.webp,.heic,.heif,.pdf'
export const limitSentence = 'JPG、PNG、PDF，每个不超过 10 MB'
