import { reactive } from 'vue'
import type { UploadRecord } from './upload-record.ts'
import type { UploadFailure } from './upload-words.ts'

/** preparing: being read, shrunk and looked at · coaching: something is wrong with the photo and the person decides · waiting: its turn comes · paused: no network, goes on by itself · checking: all sent, the server looks at it · stored: it is there and on its place next · failed: see failure. */
export type UploadState = 'preparing' | 'coaching' | 'waiting' | 'sending' | 'paused' | 'checking' | 'stored' | 'failed'

export interface UploadItem {
  record: UploadRecord
  state: UploadState
  sentBytes: number
  failure: UploadFailure | null
  /** A small look at it; null for a PDF. */
  previewUrl: string | null
  fileId: string | null
  userId: string
  /** Its picture is being turned just now. */
  isTurning: boolean
}

export interface UploadPlace {
  owner: string
  page: string
  firmId: string | null
  purpose: 'paper' | 'licence' | 'evidence' | 'visit' | 'notice' | 'loan'
  /** Puts a stored file on its place; called again until it resolves or the server refuses. `record`: what is known about it here. */
  attach(fileId: string, record: UploadRecord): Promise<unknown>
}

/** Nothing of it was sent yet. */
export function newItem(record: UploadRecord, userId: string, state: UploadState): UploadItem {
  return reactive({ record, state, sentBytes: 0, failure: null, previewUrl: null, fileId: null, userId, isTurning: false })
}
