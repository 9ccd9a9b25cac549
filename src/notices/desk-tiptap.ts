// The editor's schema: exactly the blocks of a notice. No node or mark writes a style attribute (the page's policy forbids them).
import { Editor, Extension, Mark, mergeAttributes, Node, type EditorOptions } from '@tiptap/core'
import StarterKit from '@tiptap/starter-kit'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { isAddress } from './desk-doc.ts'

/** 居中 and 居右, as classes. Of pasted text the style is read and not kept. */
const Align = Extension.create({
  name: 'align',
  addGlobalAttributes() {
    const parse = (element: HTMLElement) => {
      const said = element.style.textAlign || element.getAttribute('align') || element.className
      return said === 'center' || said === 'right' ? said : null
    }
    return [{ types: ['paragraph'], attributes: { align: { default: null, parseHTML: parse, renderHTML: ({ align }) => (align ? { class: align } : {}) } } }]
  },
})

/** A line of a list, with at most one list below it. */
const ListItem = Node.create({
  name: 'listItem',
  content: 'paragraph (bulletList | orderedList)?',
  defining: true,
  parseHTML: () => [{ tag: 'li' }],
  renderHTML: ({ HTMLAttributes }) => ['li', mergeAttributes(HTMLAttributes), 0],
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      Tab: () => canSink(this.editor) && this.editor.commands.sinkListItem(this.name),
      'Shift-Tab': () => this.editor.commands.liftListItem(this.name),
    }
  },
})

/** One level stands below another, no more: a line that already is in a list of a list stays where it is. */
export function canSink(editor: Editor): boolean {
  const { $from } = editor.state.selection
  const depth = Array.from({ length: $from.depth }, (_, index) => $from.node(index + 1)).filter(({ type }) => type.name === 'listItem').length
  return depth === 1 && editor.can().sinkListItem('listItem')
}

const Quote = Node.create({
  name: 'blockquote',
  group: 'block',
  content: 'paragraph+',
  defining: true,
  parseHTML: () => [{ tag: 'blockquote' }],
  renderHTML: () => ['blockquote', 0],
})

const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: 'a[href]', getAttrs: (element) => (isAddress(element.getAttribute('href')) ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ['a', { href: isAddress(HTMLAttributes.href) ? HTMLAttributes.href : '' }, 0],
})

/** A stored picture of this notice. Pictures of other pages fall away: they are not ours to show. */
const Picture = Node.create<{ urlOf: (fileId: string) => string }>({
  name: 'picture',
  group: 'block',
  atom: true,
  draggable: true,
  addOptions: () => ({ urlOf: () => '' }),
  addAttributes: () => ({ fileId: { default: null }, alt: { default: '' }, width: { default: 1 }, height: { default: 1 } }),
  parseHTML: () => [
    {
      tag: 'figure[data-file]',
      getAttrs: (element) => {
        const picture = element.querySelector('img')
        return { fileId: element.getAttribute('data-file'), alt: picture?.getAttribute('alt') ?? '', width: Number(picture?.getAttribute('width')) || 1, height: Number(picture?.getAttribute('height')) || 1 }
      },
    },
  ],
  renderHTML({ node }) {
    const { fileId, alt, width, height } = node.attrs
    return ['figure', { 'data-file': String(fileId) }, ['img', { src: this.options.urlOf(String(fileId)), alt: String(alt), width: String(width), height: String(height) }]]
  },
})

const unmerged = { default: 1, parseHTML: () => 1, renderHTML: () => ({}) }
const cellAttributes = () => ({ colspan: unmerged, rowspan: unmerged, colwidth: { default: null, parseHTML: () => null, renderHTML: () => ({}) } })
const cellOf = (cell: typeof TableCell | typeof TableHeader, tag: 'td' | 'th') => cell.extend({ content: 'paragraph+', addAttributes: cellAttributes, renderHTML: () => [tag, 0] })
const PlainTable = Table.extend({ renderHTML: () => ['table', ['tbody', 0]] })

/** Shift-Enter begins a paragraph as Enter does: our text has no breaks within one. */
const NoBreak = Extension.create({
  name: 'noBreak',
  addKeyboardShortcuts() {
    return { 'Shift-Enter': () => this.editor.commands.first(({ commands }) => [() => commands.splitListItem('listItem'), () => commands.splitBlock()]) }
  },
})

/** `urlOf`: where the bytes of a stored picture come from. */
export function makeEditor(urlOf: (fileId: string) => string, options: Partial<EditorOptions>): Editor {
  const off = false as const
  return new Editor({
    injectCSS: false,
    extensions: [
      StarterKit.configure({
        heading: { levels: [4, 5] }, blockquote: off, code: off, codeBlock: off, hardBreak: off, horizontalRule: off, italic: off, link: off, listItem: off, strike: off, underline: off, trailingNode: { node: 'paragraph' },
        dropcursor: { color: false, class: 'ned-drop' },
      }),
      Align, ListItem, Quote, Link, NoBreak,
      Picture.configure({ urlOf }),
      PlainTable.configure({ resizable: false, cellMinWidth: 60 }), TableRow, cellOf(TableCell, 'td'), cellOf(TableHeader, 'th'),
    ],
    ...options,
  })
}
