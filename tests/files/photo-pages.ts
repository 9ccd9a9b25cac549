// A4 pages as firms hand them in, drawn with the font the application form is printed in; pixels at 200 an inch.
import { fileURLToPath } from 'node:url'
import sharp, { type OverlayOptions, type Sharp } from 'sharp'

const fontfile = fileURLToPath(import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'))
export const a4 = { width: 1654, height: 2339 }
const dpi = 200

const clauses = [
  '甲方因生产经营需要，以其合法拥有的专利权作为质押物，向乙方申请流动资金贷款，双方经平等协商，订立本合同，共同遵守。',
  '第一条　贷款金额为人民币陆佰万元整，贷款期限自二〇二六年三月二日起至二〇二七年三月一日止，实际放款日以借据所载日期为准。',
  '第二条　贷款利率按照放款日前一日全国银行间同业拆借中心公布的一年期贷款市场报价利率执行，按季结息，到期还本。',
  '第三条　质押物为发明专利「一种反应釜的搅拌装置」，专利号见附件，质押登记由双方共同办理，登记费用由乙方承担。',
  '第四条　甲方应当保证所提供的材料真实、完整、有效，不得将同一专利重复质押，也不得在质押期间放弃该专利权或者停止缴纳年费。',
  '第五条　本合同自双方法定代表人签字并加盖公章之日起生效，一式肆份，甲乙双方各执贰份，具有同等法律效力。',
]

interface Words { text: string; points: number; width?: number; left: number; top: number; colour?: string; align?: 'left' | 'centre' }

async function words({ text, points, width, left, top, colour = '#1c1c20', align = 'left' }: Words): Promise<OverlayOptions> {
  const { data, info } = await sharp({ text: { text: `<span foreground="${colour}">${text}</span>`, fontfile, font: `Noto Sans SC ${points}`, dpi, rgba: true, align, spacing: points, ...(width === undefined ? {} : { width }) } })
    .png().toBuffer({ resolveWithObject: true })
  return { input: data, left: align === 'centre' && width !== undefined ? Math.round(left + (width - info.width) / 2) : left, top }
}

function sheet(colour = '#fdfdfb'): Sharp {
  return sharp({ create: { ...a4, channels: 3, background: colour } })
}
const drawing = (svg: string): OverlayOptions => ({ input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${a4.width}" height="${a4.height}">${svg}</svg>`), left: 0, top: 0 })

async function contract(paper?: string): Promise<Buffer> {
  const body = [...clauses, ...clauses].join('\n\n')
  return sheet(paper).composite([
    await words({ text: '专利权质押贷款合同', points: 22, width: 1300, left: 180, top: 200, align: 'centre' }),
    await words({ text: body, points: 12, width: 1290, left: 182, top: 360 }),
  ]).png().toBuffer()
}

/** A red seal over the end of the text. */
async function stamped(): Promise<Buffer> {
  const seal = '<g fill="none" stroke="#d2281e" stroke-width="11" opacity=".8"><circle cx="1180" cy="1900" r="165"/><circle cx="1180" cy="1900" r="60" stroke-width="6"/></g>'
  return sharp(await contract()).composite([drawing(seal), await words({ text: '示例新材料有限公司', points: 14, left: 1040, top: 1960, colour: '#d2281e' })]).png().toBuffer()
}

/** Ruled boxes, a word here and there: most of the page is white. */
async function form(): Promise<Buffer> {
  const lines: string[] = []
  for (let row = 0; row <= 8; row += 1) lines.push(`<path d="M180 ${500 + row * 190}H1474"/>`)
  for (const x of [180, 480, 1474]) lines.push(`<path d="M${x} 500V2020"/>`)
  const labels = ['企业名称', '法定代表人', '联系电话', '贷款银行', '贷款金额', '专利号', '申请补贴', '备注']
  return sheet().composite([
    drawing(`<g stroke="#333" stroke-width="3" fill="none">${lines.join('')}</g>`),
    await words({ text: '申请表', points: 22, width: 1300, left: 180, top: 300, align: 'centre' }),
    ...(await Promise.all(labels.map((label, row) => words({ text: label, points: 12, left: 210, top: 570 + row * 190 })))),
  ]).png().toBuffer()
}

/** A letter of four lines. */
async function shortLetter(): Promise<Buffer> {
  return sheet().composite([
    await words({ text: '证　明', points: 22, width: 1300, left: 180, top: 260, align: 'centre' }),
    await words({ text: `${clauses[3] ?? ''}\n\n特此证明。`, points: 14, width: 1290, left: 182, top: 480 }),
  ]).png().toBuffer()
}

/** Narrow columns full of figures, many upright rules. */
async function table(): Promise<Buffer> {
  const rows: OverlayOptions[] = []
  const columns = [130, 330, 560, 800, 1040, 1280]
  for (let row = 0; row < 26; row += 1) {
    for (const [at, left] of columns.entries()) rows.push(await words({ text: row === 0 ? (['日期', '凭证号', '摘要', '借方', '贷方', '余额'][at] ?? '') : `${(row * 7919 * (at + 3)) % 99991}.${(row * 31) % 90 + 10}`, points: 10, left: left + 12, top: 318 + row * 70 }))
  }
  const lines = [...columns, 1520].map((x) => `<path d="M${x} 300V2120"/>`).concat(Array.from({ length: 27 }, (_, row) => `<path d="M130 ${300 + row * 70}H1520"/>`))
  return sheet().composite([drawing(`<g stroke="#444" stroke-width="2" fill="none">${lines.join('')}</g>`), ...rows]).png().toBuffer()
}

/** A licence: wide, a dark ornamental border, fine waves under the words. */
async function licence(): Promise<Buffer> {
  const waves = Array.from({ length: 90 }, (_, at) => `<path d="M60 ${80 + at * 17}q95 -26 190 0t190 0t190 0t190 0t190 0t190 0t190 0t190 0t190 0t190 0t190 0"/>`).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${a4.height}" height="${a4.width}"><rect width="100%" height="100%" fill="#f3ead2"/><g fill="none" stroke="#c9b98a" stroke-width="3">${waves}</g><rect x="40" y="40" width="2259" height="1574" fill="none" stroke="#7c1f1a" stroke-width="46"/></svg>`
  const facts = ['名称　示例新材料有限公司', '类型　有限责任公司（自然人投资或控股）', '法定代表人　王苇', '注册资本　伍佰万元整', '成立日期　2016年05月18日', '经营范围　化工新材料的研发、生产和销售；技术服务、技术转让、技术咨询；货物进出口。']
  return sharp(Buffer.from(svg)).composite([
    await words({ text: '营业执照', points: 44, width: 1600, left: 370, top: 190, align: 'centre' }),
    await words({ text: facts.join('\n\n'), points: 16, width: 1700, left: 300, top: 560 }),
  ]).png().toBuffer()
}

async function coverPage(): Promise<Buffer> {
  return sheet().composite([
    await words({ text: '知识产权质押融资\n补贴申报材料', points: 30, width: 1300, left: 180, top: 700, align: 'centre' }),
    await words({ text: '申报单位：示例新材料有限公司\n二〇二六年十一月', points: 16, width: 1300, left: 180, top: 1700, align: 'centre' }),
  ]).png().toBuffer()
}

/** No page at all: pipes, tanks and railings in a hall. */
function machine(): Promise<Buffer> {
  const parts = Array.from({ length: 60 }, (_, at) => {
    const grey = 40 + ((at * 61) % 170)
    const [x, y, w, h] = [(at * 397) % 1500, (at * 613) % 1900, 40 + ((at * 89) % 260), 300 + ((at * 211) % 700)]
    return `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${at % 40}" fill="rgb(${grey},${grey},${Math.min(255, grey + 8)})"/><path d="M${x} ${y}v${h}" stroke="#111" stroke-width="7"/>`
  })
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${a4.width}" height="${a4.height}"><rect width="100%" height="100%" fill="#6d7076"/>${parts.join('')}</svg>`)).png().toBuffer()
}

const makers = {
  contract: () => contract(),
  /** As a grey scan shows it. */
  greyScan: () => contract('#c9c9c6'),
  stamped, form, shortLetter, table, licence, coverPage, machine,
  empty: () => sheet().png().toBuffer(),
}
export type PageKind = keyof typeof makers

const drawn = new Map<PageKind, Promise<Buffer>>()
/** The page as PNG; each kind is drawn once. */
export function aPage(kind: PageKind): Promise<Buffer> {
  const known = drawn.get(kind) ?? makers[kind]()
  drawn.set(kind, known)
  return known
}
