import { startsFormula } from '#contract/identifiers/formula-text.ts'

/** The text as a cell of a workbook shows it: with an apostrophe before what a spreadsheet might one day take for a formula. */
export function neutralText(text: string): string {
  // _x003D_ is how a workbook writes a character by number: it has to stay the seven characters it is.
  const plain = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
  return startsFormula(text) ? `'${plain}` : plain
}
