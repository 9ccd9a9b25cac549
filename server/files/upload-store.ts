// The library's view of unfinished uploads: the facts about one are its row in the database, its bytes lie in the store.
import type { Readable } from 'node:stream'
import { DataStore, ERRORS, Upload } from '@tus/server'
import type { Deps } from '../deps.ts'
import { findUpload } from './repository.ts'

export class UploadStore extends DataStore {
  readonly #deps: Deps

  constructor(deps: Deps) {
    super()
    this.#deps = deps
    this.extensions = ['creation', 'expiration', 'termination']
  }

  override async create(upload: Upload): Promise<Upload> {
    await this.#deps.files.incoming.begin(upload.id)
    return upload
  }

  override write(stream: Readable, id: string, offset: number): Promise<number> {
    return this.#deps.files.incoming.append(id, offset, stream)
  }

  override async getUpload(id: string): Promise<Upload> {
    const row = await findUpload(this.#deps.db, id)
    if (!row) throw ERRORS.FILE_NOT_FOUND
    const offset = row.state === 'done' ? row.size_bytes : await this.#deps.files.incoming.arrived(id)
    if (offset === undefined) throw ERRORS.FILE_NO_LONGER_EXISTS
    return new Upload({ id, size: row.size_bytes, offset, creation_date: new Date(row.created_at).toISOString() })
  }

  override remove(id: string): Promise<void> {
    return this.#deps.files.incoming.forget(id)
  }
}
