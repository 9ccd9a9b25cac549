import type { Pin } from '#contract/cases/corrections.ts'
import type { FileInfo } from '#contract/files/schema.ts'
import type { Paper } from '#contract/subsidies/programme.ts'
import type { PaperGroup } from './papers.ts'

/** One page as it is leafed through: a picture, or one page inside a PDF. */
export interface Leaf {
  key: string
  paper: Paper
  file: FileInfo
  /** Page inside its file, from 1. */
  page: number
  /** Page of the paper, counted over its files, and how many there are. */
  number: number
  of: number
}

/** All pages of all papers in the order of the list. */
export function leavesOf(groups: readonly PaperGroup[]): Leaf[] {
  return groups.flatMap(({ paper, pages }) => {
    const leaves = pages.flatMap(({ file }) => Array.from({ length: Math.max(1, file.pages) }, (_, index) => ({ file, page: index + 1 })))
    return leaves.map(({ file, page }, index) => ({ key: `${file.id} ${page}`, paper, file, page, number: index + 1, of: leaves.length }))
  })
}

/** Place of the page a pin is on; -1 for a field, a paper as a whole, or a page that is no longer there. */
export function leafIndexOf(leaves: readonly Leaf[], at: Pin): number {
  if (at.kind === 'field' || at.fileId === null) return -1
  const exact = leaves.findIndex((leaf) => leaf.file.id === at.fileId && leaf.page === at.page)
  return exact === -1 ? leaves.findIndex((leaf) => leaf.file.id === at.fileId) : exact
}

export function firstLeafOf(leaves: readonly Leaf[], paperId: string): number {
  return leaves.findIndex((leaf) => leaf.paper.id === paperId)
}
