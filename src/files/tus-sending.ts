// One upload over tus, as one promise. Retrying, pausing and remembering are the store's business.
import type { DetailedError, Upload } from 'tus-js-client'
import { errorCodes } from '#contract/errors.ts'
import { uploadBase } from '#contract/files/endpoints.ts'
import { fileLimits } from '#contract/files/rules.ts'
import type { FailureCode } from '#client/http.ts'

export interface Sending {
  bytes: Uint8Array<ArrayBuffer>
  /** Of an earlier attempt; the server says how far it got. */
  url: string | null
  metadata: Record<string, string>
  onUrl(url: string): void
  onProgress(sentBytes: number): void
  signal: AbortSignal
}

/** `offline`: no answer; `status` 0 then. */
export class SendingFailure extends Error {
  readonly code: FailureCode
  readonly status: number
  constructor(code: FailureCode, status: number, cause?: unknown) {
    super(code, { cause })
    this.code = code
    this.status = status
  }
}

function readCode(body: string): FailureCode | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    const code = typeof parsed === 'object' && parsed !== null && 'code' in parsed ? parsed.code : undefined
    return errorCodes.find((known) => known === code)
  } catch {
    return undefined // a proxy's page, or the empty answer of a HEAD
  }
}

function codeOfStatus(status: number): FailureCode {
  if (status === 401) return 'not-signed-in'
  if (status === 404) return 'not-found'
  if (status === 409) return 'files.offset'
  if (status === 410) return 'files.gone'
  if (status === 413) return 'files.too-large'
  if (status === 423) return 'files.locked'
  return status >= 500 ? 'unavailable' : 'unexpected'
}

function toFailure(error: Error | DetailedError): SendingFailure {
  const response = 'originalResponse' in error ? error.originalResponse : null
  const status = response?.getStatus() ?? 0
  if (!response || status === 0) return new SendingFailure('offline', 0, error)
  return new SendingFailure(readCode(response.getBody()) ?? codeOfStatus(status), status, error)
}

/** Resolves with the upload's address when the server has taken the last byte and accepted the file. Rejects with SendingFailure. */
export async function sendByTus({ bytes, url, metadata, onUrl, onProgress, signal }: Sending): Promise<string> {
  const tus = await import('tus-js-client').catch((cause: unknown) => {
    throw new SendingFailure('offline', 0, cause)
  })
  return new Promise<string>((resolve, reject) => {
    const upload: Upload = new tus.Upload(new Blob([bytes]), {
      endpoint: uploadBase,
      uploadUrl: url,
      chunkSize: fileLimits.chunkBytes,
      retryDelays: null,
      storeFingerprintForResuming: false,
      metadata,
      onUploadUrlAvailable: () => {
        if (upload.url) onUrl(new URL(upload.url, location.href).pathname)
      },
      onProgress: (sent) => onProgress(sent),
      onSuccess: () => resolve(new URL(upload.url ?? '', location.href).pathname),
      onError: (error) => reject(toFailure(error)),
    })
    signal.addEventListener(
      'abort',
      () => {
        void upload.abort()
        reject(new SendingFailure('offline', 0, signal.reason))
      },
      { once: true },
    )
    upload.start()
  })
}
