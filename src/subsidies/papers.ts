import { isAskedOfFirm } from '#contract/subsidies/answers.ts'
import { isShownIn } from '#contract/subsidies/fields.ts'
import type { Paper } from '#contract/subsidies/programme.ts'
import type { Application, PaperPage } from '#contract/subsidies/schema.ts'
import type { FileInfo } from '#contract/files/schema.ts'

export interface PaperGroup {
  paper: Paper
  pages: PaperPage[]
  /** Place of its first page among all files, in the order of the list. */
  first: number
}

/** Papers as they were asked for, each with its pages in order; those nobody asks for and nobody gave are left out. */
export function paperGroups(application: Pick<Application, 'programme' | 'papers' | 'answers'>): {
  groups: PaperGroup[]
  files: FileInfo[]
} {
  const { programme, papers, answers } = application
  const groups: PaperGroup[] = []
  const files: FileInfo[] = []
  for (const paper of programme?.papers ?? []) {
    const pages = papers.filter((page) => page.paperId === paper.id).toSorted((a, b) => a.position - b.position)
    const isAsked = programme !== null && isAskedOfFirm(paper) && isShownIn(programme, paper.showWhen, answers)
    if (pages.length === 0 && !isAsked) continue
    groups.push({ paper, pages, first: files.length })
    files.push(...pages.map((page) => page.file))
  }
  return { groups, files }
}

/** A PDF counts its own pages. */
export function pagesIn(pages: readonly PaperPage[]): number {
  return pages.reduce((total, page) => total + page.file.pages, 0)
}

/** 3 页 or 没有交. */
export function pagesWords(group: PaperGroup): string {
  const count = pagesIn(group.pages)
  return count === 0 ? '没有交' : `${count} 页`
}
