// Which page stands under which of the single pages a card opens.
import { describe, expect, it } from 'vitest'
import { shareOut, type OpenedPage } from '#client/subsidies/opened-pages.ts'

const paper = (id: string) => ({ id }) as OpenedPage['paper']
const page = (id: string) => ({ id }) as OpenedPage['pages'][number]
const opened = (fileId: string, pages: string[], isReplaced: boolean, paperId = 'contract'): OpenedPage => ({ paper: paper(paperId), fileId, pages: pages.map(page), isReplaced })
const shown = (list: OpenedPage[]) => shareOut(list).map((one) => one.pages.map((each) => each.id))

describe('single pages of one paper', () => {
  it('that are still there stand each for itself', () => {
    expect(shown([opened('f1', ['a'], false), opened('f2', ['b'], false)])).toEqual([['a'], ['b']])
  })
  it('that were both replaced show one new page each, in order', () => {
    expect(shown([opened('f1', ['c', 'd'], true), opened('f2', ['c', 'd'], true)])).toEqual([['c'], ['d']])
  })
  it('of which one was replaced show the old and the new', () => {
    expect(shown([opened('f1', ['a'], false), opened('f2', ['c'], true)])).toEqual([['a'], ['c']])
  })
  it('show all that came where another item has replaced pages of this paper too', () => {
    expect(shown([opened('f1', ['c', 'd', 'e'], true), opened('f2', ['c', 'd', 'e'], true)])).toEqual([['c', 'd', 'e'], ['c', 'd', 'e']])
  })
  it('of another paper have nothing to do with it', () => {
    expect(shown([opened('f1', ['c'], true), opened('g1', ['x'], true, 'licence')])).toEqual([['c'], ['x']])
  })
})
