import { useQueryCache } from '@pinia/colada'
import { addLibraryPaper, deleteLibraryPaper, listLibrary, updateLibraryPaper } from '#contract/files/library-endpoints.ts'
import type { Library, LibraryInput, LibraryPaper, LibraryPatch } from '#contract/files/library-schema.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** The firm's paper library; nothing is asked while `firmId` is null. */
export function useLibrary(firmId: () => string | null): Load<Library> {
  return useLoad({
    key: () => ['library', firmId() ?? ''],
    query: (read, signal) => read(listLibrary, { query: { firmId: firmId() ?? '' }, signal }),
    enabled: () => firmId() !== null,
  })
}

export function keepPaper(input: LibraryInput): Promise<LibraryPaper> {
  return call(addLibraryPaper, { body: input })
}

/** Only the named parts; `version` is the one they were changed on. */
export function changePaper(id: string, patch: LibraryPatch, version: number): Promise<LibraryPaper> {
  return call(updateLibraryPaper, { params: { id }, body: patch, ifMatch: version })
}

export function dropPaper(id: string): Promise<void> {
  return call(deleteLibraryPaper, { params: { id } })
}

/** After anything in it changed: whoever shows it asks again. */
export function useLibraryRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    // A reading that fails now says so on the page that reads it; what was done stays done.
    await cache.invalidateQueries({ key: ['library'] }).catch(() => undefined)
  }
}
