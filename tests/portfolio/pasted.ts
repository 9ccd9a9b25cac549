/** The cells of a table as a browser gives it to the clipboard. */
export function splitTable(text: string): string[][] {
  return text.split('\n').map((line) => line.split('\t'))
}
