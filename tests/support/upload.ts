// Sends a file as the phone does: tus 1.0, created first, then its bytes.
import { uploadBase } from '#contract/files/endpoints.ts'
import type { Client } from './api-client.ts'

export interface Upload {
  bytes: Uint8Array
  name?: string
  type: string
  /** The firm it is for; none for an appeal, for evidence, for a visit, for a notice and for a loan. */
  firmId?: string
  purpose: 'paper' | 'licence' | 'evidence' | 'visit' | 'notice' | 'loan'
}

export const tus = { 'tus-resumable': '1.0.0' }

export function uploadMetadata({ name = '材料.pdf', type, firmId, purpose }: Omit<Upload, 'bytes'>): string {
  const entries = Object.entries({ filename: name, filetype: type, purpose, ...(firmId === undefined ? {} : { firmId }) })
  return entries.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',')
}

/** Announces a file of this size and returns the upload's id; throws unless it is taken. */
export async function beginUpload(client: Client, { size, ...upload }: Omit<Upload, 'bytes'> & { size: number }): Promise<string> {
  const headers = { ...tus, 'upload-length': String(size), 'upload-metadata': uploadMetadata(upload) }
  const created = await client.request('POST', uploadBase, { headers })
  if (created.status !== 201) throw new Error(`upload not begun: ${created.status} ${JSON.stringify(created.error)}`)
  return created.headers.location?.split('/').at(-1) ?? ''
}

/** Headers of the bytes that go on at `offset`. */
export function chunkHeaders(offset: number): Record<string, string> {
  return { ...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }
}

/** Uploads and returns the file's id; throws unless it is stored. */
export async function uploadFile(client: Client, { bytes, ...upload }: Upload): Promise<string> {
  const id = await beginUpload(client, { ...upload, size: bytes.byteLength })
  const sent = await client.request('PATCH', `${uploadBase}/${id}`, { headers: chunkHeaders(0), body: bytes })
  if (sent.status !== 204 && sent.status !== 200) throw new Error(`upload refused: ${sent.status} ${JSON.stringify(sent.error)}`)
  return id
}
