// Which groups of firms may be told of. Pure. Nobody may learn of a group of fewer than `smallest`, not by taking what is shown from a total either.

/** Firms of a group. */
export const smallest = 5

interface Cell { town: string; industry: string; count: number }

/**
 * Which of these groups, whose total is shown, stay hidden: those of fewer than `smallest`, and with them the next smallest until there are two or more that hold `smallest` firms together.
 * `hidden`: what is hidden already. A group nobody is in hides nothing.
 */
export function hiddenGroups(sizes: ReadonlyMap<string, number>, hidden: Iterable<string> = []): Set<string> {
  const found = new Set(hidden)
  for (const [name, size] of sizes) if (size > 0 && size < smallest) found.add(name)
  if (found.size === 0) return found
  const others = [...sizes].filter(([name, size]) => size > 0 && !found.has(name)).sort((a, b) => a[1] - b[1])
  const held = () => [...found].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0)
  while (found.size === 1 || held() < smallest) {
    const next = others.shift()
    if (!next) break
    found.add(next[0])
  }
  return found
}

function sizesBy(cells: readonly Cell[], name: (cell: Cell) => string): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const cell of cells) sizes.set(name(cell), (sizes.get(name(cell)) ?? 0) + cell.count)
  return sizes
}

export interface Disclosure {
  /** True where this group may be told of; both left out: all firms. */
  shows(group: { town?: string | undefined; industry?: string | undefined }): boolean
}

const keyOf = (town: string, industry: string) => JSON.stringify([town, industry])

/**
 * Of all firms by town and industry. A filter answers like a cell of the whole table: with one hidden in a row or column, another there is hidden too, and again where that leaves one alone, until
 * no shown figure gives a hidden one away.
 */
export function discloseGroups(cells: readonly Cell[]): Disclosure {
  const total = cells.reduce((sum, { count }) => sum + count, 0)
  const byTown = sizesBy(cells, ({ town }) => town)
  const byIndustry = sizesBy(cells, ({ industry }) => industry)
  const [towns, industries] = [hiddenGroups(byTown), hiddenGroups(byIndustry)]
  const hidden = new Set(cells.filter(({ town, industry, count }) => count < smallest || towns.has(town) || industries.has(industry)).map(({ town, industry }) => keyOf(town, industry)))
  const lines = [
    ...[...byTown.keys()].filter((town) => !towns.has(town)).map((town) => cells.filter((cell) => cell.town === town)),
    ...[...byIndustry.keys()].filter((industry) => !industries.has(industry)).map((industry) => cells.filter((cell) => cell.industry === industry)),
  ].map((line) => new Map(line.map(({ town, industry, count }) => [keyOf(town, industry), count])))
  for (let before = -1; before !== hidden.size;) {
    before = hidden.size
    for (const line of lines) for (const key of hiddenGroups(line, [...line.keys()].filter((one) => hidden.has(one)))) hidden.add(key)
  }
  return {
    shows({ town, industry }) {
      if (total < smallest) return false
      if (town === undefined) return industry === undefined || (byIndustry.has(industry) && !industries.has(industry))
      if (industry === undefined) return byTown.has(town) && !towns.has(town)
      return cells.some((cell) => cell.town === town && cell.industry === industry) && !hidden.has(keyOf(town, industry))
    },
  }
}

export interface Band { from: number; to: number; count: number }

/** True for a figure that tells of fewer than `smallest` firms; of nobody may be told. */
export function isTooFew(count: number): boolean {
  return count > 0 && count < smallest
}

/**
 * Neighbours become one until no band shows fewer than `smallest` firms; one that nobody is in may stay. `rests`: of each wider group that can be asked for, how many of those outside this
 * one are in each band, as the two figures can be taken from each other.
 */
export function mergeBands(bands: readonly Band[], rests: readonly (readonly number[])[] = []): Band[] {
  type Merged = Band & { rests: number[] }
  const isSmall = (band: Merged | undefined) => band !== undefined && [band.count, ...band.rests].some(isTooFew)
  const joined = (one: Merged, other: Merged): Merged => ({ from: one.from, to: other.to, count: one.count + other.count, rests: one.rests.map((count, index) => count + (other.rests[index] ?? 0)) })
  const merged: Merged[] = []
  for (const [index, band] of bands.entries()) {
    const next = { ...band, rests: rests.map((counts) => counts[index] ?? 0) }
    const last = merged.at(-1)
    if (last && isSmall(last)) merged[merged.length - 1] = joined(last, next)
    else merged.push(next)
  }
  while (merged.length > 1 && isSmall(merged.at(-1))) {
    const [one, other] = [merged.pop(), merged.pop()]
    if (one && other) merged.push(joined(other, one))
  }
  return merged.map(({ from, to, count }) => ({ from, to, count }))
}
