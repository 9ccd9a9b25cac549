// The page in small squares: how bright, whether there is ink, how sharp its edges are.
import { photoLimits } from './photo-limits.ts'
import { quantile, type Plane } from './photo-planes.ts'

export interface Tile {
  left: number
  top: number
  /** Of the picture, 0 to 1: the middle of the square. */
  x: number
  y: number
  /** Grey level of what is bright in it, and of what is usual in it. */
  bright: number
  usual: number
  /** How far its ink lies below its surroundings. */
  depth: number
  /** A thick dark bar runs through it: a border or the edge of the page, whose edges are soft beside those of print. */
  hasBar: boolean
  /** Mean squared first and second differences, across and down. */
  across: Edges
  down: Edges
}
export interface Edges {
  slope: number
  bend: number
}

const side = photoLimits.tile

/** Luminance is counted, so that a few pixels of dust or shine do not speak for the square. */
function readTile(plane: Plane, depths: Int16Array, left: number, top: number): Omit<Tile, 'left' | 'top' | 'x' | 'y'> {
  const { width, luma } = plane
  const counts = new Uint16Array(256)
  const deep = new Uint16Array(256)
  const [across, down] = [
    { slope: 0, bend: 0 },
    { slope: 0, bend: 0 },
  ]
  const pixels = side * side
  for (let y = top; y < top + side; y += 1) {
    for (let x = left; x < left + side; x += 1) {
      const at = y * width + x
      const centre = luma[at] ?? 0
      counts[centre] = (counts[centre] ?? 0) + 1
      const below = Math.max(0, depths[at] ?? 0)
      deep[below] = (deep[below] ?? 0) + 1
      const [west, east, north, south] = [
        luma[at - 1] ?? centre,
        luma[at + 1] ?? centre,
        luma[at - width] ?? centre,
        luma[at + width] ?? centre,
      ]
      across.slope += (east - west) ** 2 / 4 / pixels
      across.bend += (east + west - 2 * centre) ** 2 / pixels
      down.slope += (south - north) ** 2 / 4 / pixels
      down.bend += (south + north - 2 * centre) ** 2 / pixels
    }
  }
  const bright = levelAt(counts, pixels * 0.85)
  return {
    bright,
    usual: levelAt(counts, pixels * 0.5),
    depth: levelAt(deep, pixels * 0.985),
    hasBar: findBar(plane, left, top, bright * 0.6),
    across,
    down,
  }
}

/** Three rows or columns that are dark all along. */
function findBar({ width, luma }: Plane, left: number, top: number, dark: number): boolean {
  const rows = new Uint8Array(side)
  const columns = new Uint8Array(side)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if ((luma[(top + y) * width + left + x] ?? 0) >= dark) continue
      rows[y] = (rows[y] ?? 0) + 1
      columns[x] = (columns[x] ?? 0) + 1
    }
  }
  return [rows, columns].some((lines) => lines.filter((count) => count >= side * 0.9).length >= 3)
}

function levelAt(counts: Uint16Array, rank: number): number {
  let seen = 0
  for (let level = 0; level < 256; level += 1) {
    seen += counts[level] ?? 0
    if (seen >= rank) return level
  }
  return 255
}

export function readTiles(plane: Plane, depths: Int16Array): Tile[] {
  const tiles: Tile[] = []
  // The outermost row and column have no neighbours to compare with.
  for (let top = 1; top + side < plane.height; top += side) {
    for (let left = 1; left + side < plane.width; left += side) {
      tiles.push({
        left,
        top,
        x: (left + side / 2) / plane.width,
        y: (top + side / 2) / plane.height,
        ...readTile(plane, depths, left, top),
      })
    }
  }
  return tiles
}

/**
 * Squared difference from pixel to pixel that is the camera's noise, where nothing is printed. Of pure noise the squared bend is twelve times the squared slope, of a
 * pattern in the paper about twice; only the first is taken for noise.
 */
export function readNoise(paper: readonly Tile[], ink: ReadonlySet<Tile>): number {
  const blank = paper.filter((tile) => !ink.has(tile))
  const [tiles, share] = blank.length >= 10 ? [blank, 0.1] : [paper, 0.05]
  const slope = quantile(
    tiles.map((tile) => tile.across.slope + tile.down.slope),
    share,
  )
  const bend = quantile(
    tiles.map((tile) => tile.across.bend + tile.down.bend),
    share,
  )
  return Math.max(0, (bend - 2 * slope) / 10)
}

/** Of an edge blurred by a Gauss curve the squared slope is twice its spread squared times its squared bend; contrast and the amount of print cancel out. */
function spreadOf({ slope, bend }: Edges, noise: number): number {
  // A square of little print must not be left with nothing.
  const cleared = Math.max(bend - 12 * noise, bend * 0.4)
  return cleared === 0 ? 0 : Math.sqrt(Math.max(0, slope - noise) / (2 * cleared))
}

/** How far the edges in a square are spread, in pixels of the picture as it is judged. */
export function edgeSpread({ across, down }: Tile, noise: number): number {
  return spreadOf({ slope: across.slope + down.slope, bend: across.bend + down.bend }, noise)
}

/** The same in the direction that is worse, if it is much worse than the other: the phone was moved. Null where a direction has no edges to speak of. */
export function shakeSpread({ across, down }: Tile, noise: number): number | null {
  if (Math.min(across.slope, down.slope) < 0.05 * (across.slope + down.slope)) return null
  const [one, other] = [spreadOf(across, noise / 2), spreadOf(down, noise / 2)]
  return Math.max(one, other) >= 1.7 * Math.min(one, other) ? Math.max(one, other) : null
}
