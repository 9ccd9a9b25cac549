// Files people keep: sent whole, stored nowhere on the way.
import type { FastifyReply } from 'fastify'
import { attachmentHeader } from './file-name.ts'

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
export const calendarType = 'text/calendar; charset=utf-8'

export function sendDownload(reply: FastifyReply, { bytes, type, name }: { bytes: Uint8Array; type: string; name: string }): FastifyReply {
  return reply.headers({
    'content-type': type, 'content-length': String(bytes.byteLength), 'content-disposition': attachmentHeader(name),
    'content-security-policy': "sandbox; default-src 'none'", 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store',
  }).send(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes))
}
