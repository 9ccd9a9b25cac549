// Text that a spreadsheet might take for a formula (pitfall C34).

/** What begins a formula in some program: = + - @, also full width, tab and line ends, also behind white space or what cannot be seen. */
const formulaStart = /^[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*[=+\-@＝＋－﹢﹣﹦﹫＠−\t\r\n]/u

export function startsFormula(text: string): boolean {
  return formulaStart.test(text)
}

/** Without the apostrophe an export put before what might be a formula; any other apostrophe stays. */
export function withoutApostrophe(text: string): string {
  return text.startsWith("'") && startsFormula(text.slice(1)) ? text.slice(1) : text
}
