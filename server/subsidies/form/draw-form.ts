// Draws the form with pdfmake. Slow and hungry (it reads two fonts of 10 MB), so only form-worker.ts and tests call it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pdfmake from 'pdfmake'
import { printable, readCoverage } from './font-coverage.ts'
import { fontName, layoutForm } from './form-layout.ts'
import type { PrintedForm } from './printed-form.ts'

const fontFile = (weight: string) => fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`))
/** TrueType outlines only: pdfkit's subsets of the other kind lose glyphs. */
const fonts = { normal: fontFile('400Regular'), bold: fontFile('700Bold') }

pdfmake.setFonts({ [fontName]: fonts })
// Nothing in a form may make the server fetch an address or open a file.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((path) => path === fonts.normal || path === fonts.bold)

// Both weights have the same characters.
const isCovered = readCoverage(readFileSync(fonts.normal))

function printableForm(form: PrintedForm): PrintedForm {
  return JSON.parse(JSON.stringify(form, (_key, value: unknown) => (typeof value === 'string' ? printable(value, isCovered) : value)))
}

/** The same form gives the same bytes. */
export function drawForm(form: PrintedForm): Promise<Buffer> {
  return pdfmake.createPdf(layoutForm(printableForm(form))).getBuffer()
}
