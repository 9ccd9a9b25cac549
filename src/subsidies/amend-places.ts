// Where the files of a card's items go. Pages ask for it, and so does the card: what was taken before the page was closed finds its place from there too.
import type { Application } from '#contract/subsidies/schema.ts'
import type { UploadPlace } from '#client/files/upload-store.ts'
import { attachPage } from './api.ts'

export interface AmendPlaces {
  /** As it is now: a colleague may have changed the page meanwhile. */
  application: () => Application
  itemId: string
  /** Files of the single pages the item names. */
  named: readonly string[]
  adopt: (fresh: Application) => unknown
}

/** `position`: of the page whose place is taken; absent, the paper gains a page. */
export function amendOwner(applicationId: string, paperId: string, position?: number): string {
  return ['subsidies', applicationId, paperId, ...(position === undefined ? [] : [position])].join('.')
}

/** The place behind an owner made by amendOwner. Which page it replaces is asked when the file has come: by then another may stand there. */
export function amendPlace({ application, itemId, named, adopt }: AmendPlaces, owner: string): UploadPlace {
  const { id, firmId } = application()
  const [, , paperId = '', position] = owner.split('.')
  const replaced = () => {
    const pages = application().papers.filter((page) => page.paperId === paperId && page.position === Number(position))
    return (pages.find((page) => named.includes(page.file.id)) ?? pages[0])?.id
  }
  return {
    owner,
    page: `/cases/${id}/correct/${itemId}`,
    firmId,
    purpose: 'paper',
    attach: async (fileId) => adopt(await attachPage(id, paperId, fileId, position === undefined ? undefined : replaced())),
  }
}
