import { endpoint } from '../endpoint.ts'
import type { StoredFile } from './schema.ts'

/** tus 1.0 base; metadata keys: `filename`, `filetype`, `firmId` (none for an appeal, for evidence, for a visit, for a notice and for a loan), `purpose` = paper | licence | evidence | visit (an expert's photograph) | notice (an officer's picture, attachment or Word file) | loan (a paper of a bank), `sha256` of all bytes (checked at the end). The id of the upload becomes the id of the file. */
export const uploadBase = '/api/files'
export const getFile = endpoint<{ params: { id: string }; reply: ArrayBuffer }>('GET', '/api/files/:id')
/** 200 once stored; 404 until then (so a phone never shows 已收存 early, pitfall C9). */
export const getFileInfo = endpoint<{ params: { id: string }; reply: StoredFile }>('GET', '/api/files/:id/info')
/** Gives up an upload, or deletes a stored file nothing uses (else `files.in-use`). */
export const deleteFile = endpoint<{ params: { id: string }; reply: void }>('DELETE', '/api/files/:id')
