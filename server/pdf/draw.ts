// Draws with pdfmake. Slow and hungry (it reads two fonts of 10 MB), so only workers and tests call it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pdfmake, { type Definition } from 'pdfmake'
import { printable, readCoverage } from './font-coverage.ts'

export const fontName = 'form'

const fontFile = (weight: string) => fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`))
/** TrueType outlines only: pdfkit's subsets of the other kind lose glyphs. */
const fonts = { normal: fontFile('400Regular'), bold: fontFile('700Bold') }

pdfmake.setFonts({ [fontName]: fonts })
// Nothing that is drawn may make the server fetch an address or open a file.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((path) => path === fonts.normal || path === fonts.bold)

// Both weights have the same characters.
const isCovered = readCoverage(readFileSync(fonts.normal))

/** The same data with only what the font can draw. */
export function printableData<T>(data: T): T {
  return JSON.parse(JSON.stringify(data, (_key, value: unknown) => (typeof value === 'string' ? printable(value, isCovered) : value)))
}

/** The same definition gives the same bytes. */
export function draw(definition: Definition): Promise<Buffer> {
  return pdfmake.createPdf(definition).getBuffer()
}
