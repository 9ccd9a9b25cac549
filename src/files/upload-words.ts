import { errorSentences } from '#client/ui/error-text.ts'
import type { FailureCode } from '#client/http.ts'
import type { RefusalCode } from './prepare-file.ts'

export type UploadFailure = FailureCode | RefusalCode

const ownSentences: Partial<Record<UploadFailure, string>> = {
  unreadable: '手机没有读出这份文件。如果在网盘里，先下载到手机再选。',
  heic: '这是 HEIC 照片，这部手机转不了。把相机的照片格式改成 JPG 再拍，或点「拍照」重拍一张。',
  'files.empty': '选到的文件是空的。微信分身里常有这种情况，换「拍照」或「文件」试试。',
  'files.too-large': '超过 10 MB，收不了。PDF 可以分开导出，照片直接重拍就行。',
  offline: '没传上去，文件还在本机。连上网自动再传。',
  'accounts.factor-needed': '先输动态口令，输好接着传，文件还在本机。',
  'not-found': '这家企业的材料现在不由您办，传不上去。',
}

const sentences: Partial<Record<string, string>> = { ...errorSentences, ...ownSentences }

/** What went wrong with one file, and what to do. */
export function failureText(code: UploadFailure): string {
  return sentences[code] ?? errorSentences.unexpected
}

/** 1.3 MB, 0.1 MB, 12 KB. */
export function sizeText(bytes: number): string {
  if (bytes < 100_000) return `${Math.max(1, Math.round(bytes / 1024))} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
