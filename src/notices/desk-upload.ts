// A picture, an attachment or a Word file of a notice on its way to the server: read, named by its content, sent over tus.
import { officeKinds } from '#client/files/file-kind.ts'
import { PrepareRefusal, prepareFile, readChosen, sha256Of } from '#client/files/prepare-file.ts'
import { SendingFailure, sendByTus } from '#client/files/tus-sending.ts'
import { failureText, type UploadFailure } from '#client/files/upload-words.ts'
import { fileLimits } from '#contract/files/rules.ts'
import { ApiError } from '#client/http.ts'

/** What a picker of each kind offers. */
export const pickers = {
  picture: 'image/jpeg,image/png,image/webp,.jpg,.jpeg,.png,.webp',
  attachment: '.pdf,.docx,.xlsx,.jpg,.jpeg,.png,.webp',
  word: '.docx',
} as const

const isOffice = (kind: string) => officeKinds.some((one) => one === kind)

/**
 * Resolves with the id of the stored file. Rejects with PrepareRefusal, SendingFailure or ApiError; `sendingFault` has the sentence.
 * `onProgress`: part of it sent, 0 to 1.
 */
export async function sendNoticeFile(file: File, kind: keyof typeof pickers, onProgress: (part: number) => void = () => undefined): Promise<string> {
  const chosen = await readChosen(file)
  if (kind === 'word' && chosen.kind !== officeKinds[0]) throw new PrepareRefusal('files.wrong-type')
  if (kind === 'picture' && !chosen.kind.startsWith('image/')) throw new PrepareRefusal('files.wrong-type')
  if (chosen.bytes.length > fileLimits.maxBytes && !chosen.kind.startsWith('image/')) throw new PrepareRefusal('files.too-large')
  const { bytes, type, name } = isOffice(chosen.kind) ? { bytes: chosen.bytes, type: chosen.kind, name: chosen.name } : await prepareFile(chosen)
  const sha256 = await sha256Of(bytes)
  const address = await sendByTus({
    bytes, url: null, metadata: { filename: name, filetype: type, purpose: 'notice', ...(sha256 ? { sha256 } : {}) },
    onUrl: () => undefined, onProgress: (sent) => onProgress(bytes.length === 0 ? 1 : sent / bytes.length), signal: new AbortController().signal,
  })
  return address.split('/').at(-1) ?? ''
}

/** What went wrong with a file, and what to do. */
export function sendingFault(caught: unknown): string {
  const code: UploadFailure = caught instanceof PrepareRefusal || caught instanceof SendingFailure || caught instanceof ApiError ? caught.code : 'unexpected'
  if (code === 'offline') return '没有网，文件没传上去。连上网再选一次。'
  if (code === 'files.wrong-type') return '这种文件收不了。图片收 JPG、PNG，附件收 PDF、Word、Excel（.docx、.xlsx），导入只收 .docx。'
  if (code === 'unreadable') return '没有读出这份文件，请重新选。'
  return failureText(code)
}
