// Text that a spreadsheet might take for a formula (pitfall C34).

/** What begins a formula in some program: = + - @, also full width, tab and line ends, also behind white space or what cannot be seen. */
const formulaStart = /^[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*[=+\-@＝＋－﹢﹣﹦﹫＠−\t\r\n]/u

export function startsFormula(text: string): boolean {
  return formulaStart.test(text)
}

/** The text as a cell of a workbook shows it: with an apostrophe before what a spreadsheet might one day take for a formula. */
export function neutralText(text: string): string {
  // _x003D_ is how a workbook writes a character by number: it has to stay the seven characters it is.
  const plain = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
  return startsFormula(text) ? `'${plain}` : plain
}

/** Without the apostrophe an export put before what might be a formula; any other apostrophe stays. */
export function withoutApostrophe(text: string): string {
  return text.startsWith("'") && startsFormula(text.slice(1)) ? text.slice(1) : text
}
