// Hostile clipboards, read as the desk's page reads them, and drawn as readers see them: nothing but words comes out.
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Block } from '#contract/notices/schema.ts'
import { linesOf } from '#contract/notices/words.ts'
import NoticeBlocks from '#client/notices/NoticeBlocks.vue'
import { readPaste, readPlainPaste } from '#client/notices/read-paste.ts'
import { faultsOf, hostileHtml } from './hostile-samples.ts'

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: { render: () => null } }] })
const allowed = new Set(['DIV', 'H4', 'H5', 'P', 'B', 'A', 'UL', 'OL', 'LI', 'TABLE', 'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'BLOCKQUOTE', 'FIGURE', 'IMG'])

/** What stands in the page and should not. */
function faultsOnPage(blocks: readonly Block[]): string[] {
  const page = mount(NoticeBlocks, { props: { blocks: blocks.slice(0, 60) }, global: { plugins: [router] } })
  const all = [...page.element.querySelectorAll('*')]
  const faults = [
    ...all.filter(({ tagName }) => !allowed.has(tagName)).map(({ tagName }) => tagName),
    ...all.flatMap(({ attributes }) => [...attributes]).filter(({ name }) => /^on|^style$|^srcdoc$|^formaction$/i.test(name)).map(({ name }) => name),
    ...all.flatMap((one) => (one instanceof HTMLAnchorElement ? [one] : [])).filter((one) => !/^https?:$/.test(one.protocol)).map(({ href }) => href),
  ]
  page.unmount()
  return faults
}

/** A browser flattens what is deeper than five hundred; jsdom does not, and takes minutes. */
const samples = hostileHtml.map(([what, html, kept]) => [what, /^ten thousand/.test(what) ? html.replace(/^((?:<[^>]+>)+)字((?:<[^>]+>)+)$/, (_, before: string, after: string) => `${before.slice(0, before.length / 25)}字${after.slice(-after.length / 25)}`) : html, kept] as const)

describe('hostile HTML on the clipboard', () => {
  it.each(samples)('%s', (_, html, kept) => {
    const { blocks } = readPaste(html)
    expect([faultsOf(blocks), faultsOnPage(blocks)]).toEqual([[], []])
    if (kept !== undefined) expect(blocks.flatMap(linesOf).join('\n')).toContain(kept)
  })

  it('nothing of what is hidden, run or drawn is words', () => {
    const words = samples.map(([, html]) => readPaste(html).blocks.flatMap(linesOf).join('\n')).join('\n')
    expect(words).not.toMatch(/alert\(2\)|看不见|@import|msgbox/)
  })

  it('is never run while it is read', () => {
    const before = document.documentElement.outerHTML
    for (const [, html] of samples) readPaste(html.slice(0, 100_000))
    expect(document.documentElement.outerHTML).toBe(before)
  })

  it('as plain text is text, markup and all', () => {
    const { blocks } = readPlainPaste('<script>alert(1)</script>\n\u202e付款\u0000\n' + '长'.repeat(5000))
    expect(faultsOf(blocks)).toEqual([])
    expect(blocks.slice(0, 2)).toEqual([{ paragraph: '<script>alert(1)</script>' }, { paragraph: '付款' }])
    expect(blocks.flatMap(linesOf).join('').endsWith('长'.repeat(5000))).toBe(true)
  })
})
