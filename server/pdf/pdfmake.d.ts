// What we use of pdfmake 0.3. Its published types bring the browser's globals into the server's type check.
declare module 'pdfmake' {
  export interface Style {
    fontSize?: number
    bold?: boolean
    lineHeight?: number
    characterSpacing?: number
    color?: string
    alignment?: 'left' | 'center' | 'right'
    verticalAlignment?: 'top' | 'middle' | 'bottom'
    /** Left, top, right, bottom. */
    margin?: [number, number, number, number]
    fillColor?: string
    wordBreak?: 'normal' | 'break-all'
    noWrap?: boolean
    colSpan?: number
    rowSpan?: number
    width?: number | '*' | 'auto'
    height?: number
    unbreakable?: boolean
    pageBreak?: 'before' | 'after'
    link?: string
    /** A line of the document's outline. */
    outline?: boolean
    outlineText?: string
    headlineLevel?: number
    /** Of an svg. */
    font?: string
  }
  export interface Layout {
    hLineWidth?: (row: number, node: { table: Table }) => number
    vLineWidth?: (column: number, node: { table: Table }) => number
    hLineColor?: string
    vLineColor?: string
    paddingLeft?: () => number
    paddingRight?: () => number
    paddingTop?: () => number
    paddingBottom?: () => number
  }
  export interface Table {
    widths: (number | '*')[]
    headerRows?: number
    keepWithHeaderRows?: number
    dontBreakRows?: boolean
    body: Content[][]
  }
  export type Node =
    | { text: string }
    | { stack: Content[] }
    | { columns: Content[]; columnGap?: number }
    | { table: Table; layout: Layout }
    | { svg: string }
    /** A data URL of a JPEG or PNG; as large as fits. */
    | { image: string; fit: [number, number] }
    | { canvas: { type: 'line'; x1: number; y1: number; x2: number; y2: number; lineWidth: number; lineColor: string }[] }
  export type Block = Style & Node
  /** {} stands for a cell another one spans over. */
  export type Content = string | Block | Record<string, never>
  /** As laid out so far; `top` in points from the top of the page. */
  export interface LaidNode { headlineLevel?: number; startPosition: { top: number } }
  export interface Definition {
    content: Content[]
    footer: (page: number, pages: number) => Content | null
    /** True: a new page begins before this node. */
    pageBreakBefore?: (node: LaidNode) => boolean
    pageSize: 'A4'
    pageMargins: [number, number, number, number]
    defaultStyle: Style & { font: string }
    info: { title: string; subject: string; author: string; creator: string; producer: string; creationDate: Date }
    language: string
    displayTitle: boolean
    version: '1.7'
  }
  const pdfmake: {
    setFonts(fonts: Record<string, { normal: string; bold: string }>): void
    setUrlAccessPolicy(isAllowed: (url: string) => boolean): void
    setLocalAccessPolicy(isAllowed: (path: string) => boolean): void
    /** Changes the definition it is given. */
    createPdf(definition: Definition): { getBuffer(): Promise<Buffer> }
  }
  export { pdfmake as default }
}
