import { endpoint } from '../endpoint.ts'
import type { Library, LibraryInput, LibraryPaper, LibraryPatch } from './library-schema.ts'

type Id = { id: string }
export const listLibrary = endpoint<{ query: { firmId: string }; reply: Library }>('GET', '/api/library/papers')
/** 201. A kind may have several papers; the newest usable one is taken. */
export const addLibraryPaper = endpoint<{ body: LibraryInput; reply: LibraryPaper }>('POST', '/api/library/papers')
/** Needs If-Match with its version. */
export const updateLibraryPaper = endpoint<{ params: Id; body: LibraryPatch; reply: LibraryPaper }>('PATCH', '/api/library/papers/:id')
/** Files still used by an application stay there. */
export const deleteLibraryPaper = endpoint<{ params: Id; reply: void }>('DELETE', '/api/library/papers/:id')
