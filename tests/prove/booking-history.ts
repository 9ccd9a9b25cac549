// Promise A4: what clients asked and were told, line by line, and an offline check of it: at no moment can two of them have been right about the same quarter-hour of one expert.

/** t0: asked, t1: told, epoch ms. info: nobody heard the answer, so it may have happened or not. */
export interface Line {
  client: number
  op: 'hold' | 'book' | 'claim' | 'move' | 'cancel' | 'release' | 'confirm'
  /** expert@start, as asked for. */
  slot: string
  t0: number
  t1: number
  result: 'ok' | 'fail' | 'info'
  status: number
  code: string
  /** The hold or booking this is about, where there is one; of a claim the booking, and the hold it came from. */
  owner: string | null
  from?: string
  /** What is held from now on. */
  held?: { expertId: string; first: number; last: number }
  /** A hold ends by itself. */
  expiresAt?: number
}

interface Holding { owner: string; expertId: string; first: number; last: number; /** Surely held from … until. */ since: number; until: number }
export interface Verdict { operations: number; conflicts: number; unheard: number; overlaps: string[]; /** Answers nobody expects of a loser. */ surprises: string[]; /** Bookings that stand, by what was told. */ standing: Set<string>; unsure: Set<string> }

const expected = new Set(['consultations.slot-taken', 'consultations.hold-limit', 'consultations.held-often', 'consultations.hold-expired', 'consultations.booking-limit', 'consultations.wrong-state'])

/** Who surely held what when. A move closes what was held at the moment it was asked and opens the new time at the moment it was told; so does anything nobody heard the answer of, without opening. */
export function holdingsOf(lines: readonly Line[]): Holding[] {
  const done: Holding[] = []
  const open = new Map<string, Holding>()
  const close = (owner: string, at: number) => {
    const holding = open.get(owner)
    if (!holding) return
    open.delete(owner)
    done.push({ ...holding, until: Math.min(holding.until, at) })
  }
  for (const line of [...lines].sort((one, other) => one.t0 - other.t0)) {
    const { op, owner, from, held, t0, t1, result } = line
    if (result === 'fail' || op === 'confirm') continue
    const before = from === undefined ? undefined : open.get(from)
    if (from !== undefined) close(from, t0)
    if (owner === null) continue
    if (op !== 'hold' && op !== 'book' && op !== 'claim') close(owner, t0)
    if (result === 'info' || !held) continue
    // A hold that becomes a booking of the same time was never given back in between.
    const isPassedOn = before && before.expertId === held.expertId && before.first === held.first && before.last === held.last
    open.set(owner, { owner, ...held, since: isPassedOn ? before.since : t1, until: line.expiresAt ?? Number.POSITIVE_INFINITY })
    if (isPassedOn) done.pop()
  }
  return [...done, ...open.values()].filter(({ since, until }) => since < until)
}

/** Pairs that were both surely held at one moment. */
export function overlapsOf(holdings: readonly Holding[]): string[] {
  const found = new Set<string>()
  const quanta = new Map<string, Holding[]>()
  for (const holding of holdings) {
    for (let quantum = holding.first; quantum <= holding.last; quantum += 1) {
      const key = `${holding.expertId}@${quantum}`
      quanta.set(key, [...(quanta.get(key) ?? []), holding])
    }
  }
  for (const list of quanta.values()) {
    list.sort((one, other) => one.since - other.since)
    let longest: Holding | undefined
    for (const holding of list) {
      if (longest && longest.owner !== holding.owner && longest.until > holding.since) found.add([longest.owner, holding.owner].sort().join(' and '))
      if (!longest || holding.until > longest.until) longest = holding
    }
  }
  return [...found]
}

export function checkHistory(lines: readonly Line[]): Verdict {
  const verdict: Verdict = { operations: lines.length, conflicts: 0, unheard: 0, overlaps: overlapsOf(holdingsOf(lines)), surprises: [], standing: new Set(), unsure: new Set() }
  for (const line of [...lines].sort((one, other) => one.t0 - other.t0)) {
    if (line.result === 'info') verdict.unheard += 1
    if (line.result === 'fail') {
      verdict.conflicts += 1
      if (line.status !== 409 || !expected.has(line.code)) verdict.surprises.push(`${line.op} of ${line.slot} by client ${line.client}: ${line.status} ${line.code}`)
    }
    if (line.owner === null || line.result === 'fail' || line.op === 'hold' || line.op === 'release') continue
    if (line.result === 'info') verdict.unsure.add(line.owner)
    else if (line.op === 'cancel') verdict.standing.delete(line.owner)
    else verdict.standing.add(line.owner)
  }
  return verdict
}

/** The same history with one double booking nobody made: somebody else is told yes while somebody surely has the time. For seeing that the check sees it. */
export function withInjected(lines: readonly Line[], random: () => number): Line[] {
  const holdings = holdingsOf(lines)
  const holding = holdings[Math.floor(random() * holdings.length)]
  if (!holding) throw new Error('nothing was ever held')
  const end = Math.min(holding.until, holding.since + 1000)
  const t0 = holding.since + ((end - holding.since) * (1 + random())) / 4
  const quantum = holding.first + Math.floor(random() * (holding.last - holding.first + 1))
  return [...lines, { client: -1, op: 'book', slot: 'injected', t0, t1: t0, result: 'ok', status: 201, code: '', owner: 'injected', held: { expertId: holding.expertId, first: quantum, last: quantum + 2 } }]
}

export function writeHistory(lines: readonly Line[]): string {
  return lines.map((line) => JSON.stringify(line)).join('\n')
}

export function readHistory(text: string): Line[] {
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line)
}
