/** The only source of time; tests and demos may set it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Starts at a given instant and runs on from there (demo and journeys only). */
export function clockFrom(start: number): Clock {
  const offset = start - Date.now()
  return { now: () => Date.now() + offset }
}
