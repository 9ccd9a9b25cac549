/** Reads back JSON this program wrote into a column; what was written there decides T. Throws on anything that is not JSON. */
export function readStoredJson<T>(text: string): T {
  return JSON.parse(text) as T
}
