// Which way the lines of print run: across, as they should, or up and down.
import { photoLimits } from './photo-limits.ts'
import type { Plane } from './photo-planes.ts'
import type { Tile } from './photo-tiles.ts'

const block = 64
/** Longer than any stroke: the rules of a table, which run both ways whatever the page does. */
const ruleLength = 28
/** Half the distance of two lines of print, generously. */
const lineReach = 16

/** Pixels of print: deep enough, and not part of a rule. */
function maskOfPrint({ width, height }: Plane, depths: Int16Array, least: number): Uint8Array {
  const ink = Uint8Array.from(depths, (depth) => (depth >= least ? 1 : 0))
  const print = ink.slice()
  const dropRuns = (lines: number, length: number, at: (line: number, place: number) => number) => {
    for (let line = 0; line < lines; line += 1) {
      let run = 0
      for (let place = 0; place <= length; place += 1) {
        if (place < length && ink[at(line, place)] === 1) {
          run += 1
          continue
        }
        if (run >= ruleLength) for (let back = 1; back <= run; back += 1) print[at(line, place - back)] = 0
        run = 0
      }
    }
  }
  dropRuns(height, width, (y, x) => y * width + x)
  dropRuns(width, height, (x, y) => y * width + x)
  return print
}

/** Without what stands outside these squares: the edge of the page, the border of a licence. */
function onlyIn(ink: readonly Tile[], { width }: Plane, print: Uint8Array): Uint8Array {
  const kept = new Uint8Array(print.length)
  for (const { left, top } of ink) {
    for (let y = top; y < top + photoLimits.tile; y += 1)
      kept.set(print.subarray(y * width + left, y * width + left + photoLimits.tile), y * width + left)
  }
  return kept
}

/** How much the counts go up and down within a line's height: high where lines and gaps alternate, not where a column of a table begins. */
function ripple(counts: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < counts.length; at += 1) {
    const around = counts.slice(Math.max(0, at - lineReach), at + lineReach + 1)
    sum += ((counts[at] ?? 0) - around.reduce((total, count) => total + count, 0) / around.length) ** 2
  }
  return sum / counts.length
}

/**
 * Strength of lines across, of all lines (0 to 1); null where there is too little print. Judged in small blocks, so that a page lying askew by some degrees
 * does not smear its lines into each other.
 */
export function linesAcross(plane: Plane, depths: Int16Array, ink: readonly Tile[], depthOfInk: number): number | null {
  const print = onlyIn(ink, plane, maskOfPrint(plane, depths, depthOfInk))
  let [across, down, blocks] = [0, 0, 0]
  for (let top = 0; top + block <= plane.height; top += block) {
    for (let left = 0; left + block <= plane.width; left += block) {
      const rows = Array.from({ length: block }, () => 0)
      const columns = Array.from({ length: block }, () => 0)
      let total = 0
      for (let y = 0; y < block; y += 1) {
        for (let x = 0; x < block; x += 1) {
          if (print[(top + y) * plane.width + left + x] !== 1) continue
          rows[y] = (rows[y] ?? 0) + 1
          columns[x] = (columns[x] ?? 0) + 1
          total += 1
        }
      }
      if (total < block * block * 0.02) continue
      blocks += 1
      across += ripple(rows)
      down += ripple(columns)
    }
  }
  return blocks >= photoLimits.lineBlocks && across + down > 0 ? across / (across + down) : null
}
