import type { Paper } from '#contract/subsidies/programme.ts'
import type { PaperPage } from '#contract/subsidies/schema.ts'

/** A single page to take anew: the one the county named while it is there, else those that came in its place. */
export interface OpenedPage {
  paper: Paper
  fileId: string
  pages: PaperPage[]
  isReplaced: boolean
}

/**
 * Of several replaced pages of one paper each shows one of those that came, in their order, so that no page is offered twice. Where another item has
 * had pages of this paper replaced too, nobody can tell which is whose: then all are shown, as for a single one.
 */
export function shareOut(opened: readonly OpenedPage[]): OpenedPage[] {
  return opened.map((one) => {
    const alike = opened.filter((other) => other.isReplaced && other.paper.id === one.paper.id)
    if (!one.isReplaced || alike.length !== one.pages.length) return one
    const page = one.pages[alike.indexOf(one)]
    return page ? { ...one, pages: [page] } : one
  })
}
