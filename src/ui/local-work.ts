/** Something kept on this phone that the server does not have yet, or that can be gone on with offline. */
export interface LocalWork {
  title: string
  detail: string
  /** Where to go on with it; absent while it cannot be opened (its key needs the network once). */
  to?: string
  /** How many unsent things it holds; 0 when everything is on the server. */
  unsent: number
}
type Source = () => Promise<LocalWork[]>
const sources = new Set<Source>()
let opening: (() => Promise<unknown>) | undefined

/** A capability that keeps work on the phone registers here once; the offline page lists and counts it. */
export function registerLocalWork(source: Source): void {
  sources.add(source)
}

/** What must be fetched before everything has registered: a page that was opened without a network has asked for none of it. */
export function openLocalWorkWith(open: () => Promise<unknown>): void {
  opening = open
}

export async function listLocalWork(): Promise<LocalWork[]> {
  await opening?.().catch(() => undefined) // what cannot be fetched now is not listed
  const lists = await Promise.all([...sources].map((source) => source()))
  return lists.flat()
}
