// A poster drawn on the phone: title, points and a code that leads here. 1080 × 1440 pixels, what WeChat shows whole.
import { encode } from 'uqr'

export interface PosterText {
  county: string
  issuer: string
  number: string | null
  title: string
  points: readonly string[]
  url: string
}
/** Measures a text in pixels at the pen's present size. */
export type Measure = (text: string) => number

const [width, height, edge] = [1080, 1440, 84]
const colours = { paper: '#ffffff', ink: '#14252a', dim: '#5a6c6f', seal: '#b02a1c', primary: '#0a595e', soft: '#ddecea' }
const serif = "'Songti SC','STSong','Noto Serif CJK SC','Source Han Serif SC','SimSun',serif"
const sans = "-apple-system,'PingFang SC','HarmonyOS Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif"
/** Numbers and Latin words stay whole. */
const pieces = /[0-9A-Za-z.%/-]+|./gsu
/** No line begins with these. */
const noStart = '，。、；：？！）》”』」】…—'

/** Lines of at most this width; the last allowed one ends with … where more would follow. */
export function linesOf(text: string, most: number, measure: Measure, lines: number): string[] {
  const result: string[] = []
  let line = ''
  for (const piece of text.match(pieces) ?? []) {
    if (line === '' || measure(line + piece) <= most || noStart.includes(piece)) line += piece
    else {
      result.push(line)
      line = piece
    }
  }
  result.push(line)
  const last = result[lines - 1]
  if (result.length <= lines || last === undefined) return result
  let cut = last
  while (cut !== '' && measure(`${cut}…`) > most) cut = cut.slice(0, -1)
  return [...result.slice(0, lines - 1), `${cut}…`]
}

function drawCode(pen: CanvasRenderingContext2D, url: string, left: number, top: number, size: number): void {
  const { data } = encode(url, { ecc: 'M', border: 2 })
  const cell = size / data.length
  pen.fillStyle = colours.paper
  pen.fillRect(left, top, size, size)
  pen.fillStyle = colours.ink
  // Whole pixels, or thin lines show between the cells.
  data.forEach((cells, row) =>
    cells.forEach((isDark, column) => {
      const [x, y] = [Math.floor(left + column * cell), Math.floor(top + row * cell)]
      if (isDark) pen.fillRect(x, y, Math.ceil(cell), Math.ceil(cell))
    }),
  )
}

/** Draws it; throws where the browser gives no pen. */
export function drawPoster(canvas: HTMLCanvasElement, { county, issuer, number, title, points, url }: PosterText): void {
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser draws no pictures')
  const measure = (text: string) => pen.measureText(text).width
  pen.fillStyle = colours.paper
  pen.fillRect(0, 0, width, height)
  pen.textBaseline = 'top'
  pen.textAlign = 'center'
  pen.fillStyle = colours.seal
  pen.font = `700 46px ${serif}`
  pen.fillText(linesOf(issuer, width - 2 * edge, measure, 1)[0] ?? '', width / 2, 84)
  pen.fillRect(edge, 160, width - 2 * edge, 6)
  pen.fillStyle = colours.ink
  pen.font = `700 60px ${serif}`
  let top = 216
  for (const line of linesOf(title, width - 2 * edge, measure, 4)) {
    pen.fillText(line, width / 2, top)
    top += 88
  }
  if (number) {
    pen.fillStyle = colours.dim
    pen.font = `400 34px ${sans}`
    pen.fillText(number, width / 2, top + 8)
    top += 60
  }
  pen.textAlign = 'left'
  top = Math.max(top + 44, 560)
  points.forEach((point, index) => {
    pen.fillStyle = colours.primary
    pen.fillRect(edge, top + 2, 48, 48)
    pen.fillStyle = colours.paper
    pen.font = `700 32px ${sans}`
    pen.fillText(String(index + 1), edge + 15, top + 9)
    pen.fillStyle = colours.ink
    pen.font = `400 40px ${sans}`
    for (const line of linesOf(point, width - 2 * edge - 76, measure, 2)) {
      pen.fillText(line, edge + 76, top)
      top += 58
    }
    top += 26
  })
  pen.fillStyle = colours.soft
  pen.fillRect(0, 1096, width, height - 1096)
  drawCode(pen, url, edge, 1140, 248)
  pen.fillStyle = colours.primary
  pen.font = `700 44px ${sans}`
  pen.fillText('扫码看全文和怎么办', edge + 292, 1180)
  pen.fillStyle = colours.dim
  pen.font = `400 34px ${sans}`
  pen.fillText(`${county}知企通 · 摘要，以原文为准`, edge + 292, 1252)
  pen.fillText('不收费，谨防中介', edge + 292, 1304)
}
