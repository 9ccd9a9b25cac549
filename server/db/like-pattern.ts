/** For LIKE … escape '!': everywhere in a text. What LIKE reads as signs is taken as typed; a bracket stands for its full-width twin as well. */
export function likePattern(text: string): string {
  return `%${text.replace(/[!%_]/g, (sign) => `!${sign}`).replace(/[()]/g, '_')}%`
}
