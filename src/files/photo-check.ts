// What is wrong with a photo of a page, before it is sent. Pure: grey pixels in, findings out; runs in a worker (photo-check.worker.ts).
import { linesAcross } from './photo-direction.ts'
import { findGlare } from './photo-glare.ts'
import { photoLimits } from './photo-limits.ts'
import { partOf, placeWords, type Part } from './photo-place.ts'
import { depthBelow, halve, quantile, type Plane } from './photo-planes.ts'
import { edgeSpread, readNoise, readTiles, shakeSpread, type Tile } from './photo-tiles.ts'

/** near-white: hardly anything on it, or burnt out · glare: a reflection covers part of it · sideways: its lines run up and down. */
export type PhotoFault = 'near-white' | 'dark' | 'blurred' | 'glare' | 'too-small' | 'sideways'

export interface PhotoFinding {
  fault: PhotoFault
  /** 右下角; null: the whole page. */
  place: string | null
  /** The ninths of the page it is about; none: the whole page. */
  parts: Part[]
}

/** Pixels as they are judged, and how large the picture is that would be sent. */
export interface PhotoPixels extends Plane {
  originalWidth: number
  originalHeight: number
}

export interface PhotoVerdict {
  /** The gravest first. */
  findings: PhotoFinding[]
  /** What was found good; a thing that could not be told is in neither list. */
  good: ('light' | 'sharp' | 'upright')[]
  /** Degrees clockwise that most likely set a sideways page upright: pages are fullest at their top and left. 0 where nothing is sideways. */
  turn: 0 | 90 | 270
}

/** Squares of paper: bright as the page is, most of each without ink. */
function paperOf(tiles: readonly Tile[], paper: number): Tile[] {
  return tiles.filter((tile) => tile.bright >= paper * 0.55 && tile.bright - tile.usual <= Math.max(24, tile.bright * 0.14))
}

/** A page is one even surface, in whatever light: from square to square it hardly changes. A hall with machines is not, and its edges say nothing about print. */
function isEven(paper: readonly Tile[], whitest: number): boolean {
  const bright = new Map(paper.map((tile) => [`${tile.left} ${tile.top}`, tile.bright]))
  let [pairs, even] = [0, 0]
  for (const tile of paper) {
    for (const next of [
      bright.get(`${tile.left + photoLimits.tile} ${tile.top}`),
      bright.get(`${tile.left} ${tile.top + photoLimits.tile}`),
    ]) {
      if (next === undefined) continue
      pairs += 1
      if (Math.abs(next - tile.bright) <= whitest * photoLimits.evenStep) even += 1
    }
  }
  return even >= pairs * photoLimits.evenShare
}

/** Squares at the rim of the picture or beside the desk: what is dark in them is the edge of the page. */
function isAtEdge(tile: Tile, plane: Plane, beside: readonly Tile[]): boolean {
  const side = photoLimits.tile
  if (tile.left < side || tile.top < side || tile.left + 2 * side >= plane.width || tile.top + 2 * side >= plane.height) return true
  return beside.some((other) => Math.abs(other.left - tile.left) <= side && Math.abs(other.top - tile.top) <= side)
}

/** Squares with print. Print that is out of focus is pale as well, so pale squares with nothing sharp in them count; the waves of a licence do not. */
function inkOf(inner: readonly Tile[], paper: readonly Tile[]): { ink: Set<Tile>; soft: Set<Tile> } {
  const deepest = quantile(
    inner.map((tile) => tile.depth),
    0.97,
  )
  const least = Math.max(photoLimits.inkDepth, deepest * photoLimits.inkShare)
  const ink = new Set(inner.filter((tile) => tile.depth >= least))
  const noise = readNoise(paper, ink)
  const isSoft = (tile: Tile) =>
    edgeSpread(tile, noise) >= photoLimits.edgeSpread || (shakeSpread(tile, noise) ?? 0) >= photoLimits.shakeSpread
  const pale = inner.filter(
    (tile) =>
      tile.depth < least &&
      tile.depth >= Math.max(photoLimits.paleDepth, deepest * photoLimits.paleShare) &&
      edgeSpread(tile, noise) >= photoLimits.paleSpread,
  )
  const soft = new Set([...ink].filter(isSoft).concat(pale))
  return { ink: new Set([...ink, ...pale]), soft }
}

/** Blurred as a whole (place null), in parts, or not (undefined). */
function blurOf(ink: ReadonlySet<Tile>, soft: ReadonlySet<Tile>): PhotoFinding | undefined {
  if (soft.size >= ink.size * photoLimits.blurredPage) return whole('blurred')
  const ninths = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => ({ row, column })))
  const bad = ninths.filter((part) => {
    const here = [...ink].filter((tile) => isIn(part, tile))
    return (
      here.length >= photoLimits.blurredPartTiles && here.filter((tile) => soft.has(tile)).length >= here.length * photoLimits.blurredPart
    )
  })
  return bad.length > 0 ? { fault: 'blurred', place: placeWords(bad), parts: bad } : undefined
}

function isIn(part: Part, tile: Tile): boolean {
  const { row, column } = partOf(tile.x, tile.y)
  return part.row === row && part.column === column
}

const whole = (fault: PhotoFault): PhotoFinding => ({ fault, place: null, parts: [] })

/** Turned clockwise its left side comes to the top and its foot to the left: where the ink lies says which way. */
function turnOf(ink: ReadonlySet<Tile>, paper: readonly Tile[]): 90 | 270 {
  const middle = (tiles: readonly Tile[]) => tiles.reduce((sum, tile) => sum + tile.x - tile.y, 0) / tiles.length
  return middle([...ink]) <= middle(paper) ? 90 : 270
}

/** About 160 on the long side, where a spot is a few hundred pixels. */
function small(plane: Plane): Plane {
  return halve(halve(plane))
}

/** Judges one picture of a page. Never throws for pixels of any kind; an empty plane has no findings. */
export function checkPhoto({ originalWidth, originalHeight, ...pixels }: PhotoPixels): PhotoVerdict {
  let plane: Plane = pixels
  while (Math.max(plane.width, plane.height) > photoLimits.longSide) plane = halve(plane)
  const findings: PhotoFinding[] = []
  const good: PhotoVerdict['good'] = []
  const depths = depthBelow(plane, 8)
  const tiles = readTiles(plane, depths)
  if (tiles.length === 0) return { findings, good, turn: 0 }

  const whitest = quantile(
    tiles.map((tile) => tile.bright),
    0.75,
  )
  const paper = paperOf(tiles, whitest)
  const isMostlyPaper = paper.length >= tiles.length * photoLimits.paperShare
  const isDocument = isMostlyPaper && isEven(paper, whitest)
  const desk = tiles.filter((tile) => tile.bright < whitest * 0.55)
  const { ink, soft } = inkOf(
    paper.filter((tile) => !tile.hasBar && !isAtEdge(tile, plane, desk)),
    paper,
  )
  const hasInk = ink.size >= photoLimits.inkTiles
  const inkDepth = quantile(
    [...ink].map((tile) => tile.depth),
    0.9,
  )
  const level = quantile(
    (paper.length > 0 ? paper : tiles).map((tile) => tile.bright),
    0.5,
  )

  const isDark = level < photoLimits.darkPaper
  const isPale = isDocument && !isDark && (!hasInk || (level >= 250 && inkDepth < photoLimits.paleInk))
  const glare = isMostlyPaper && !isPale ? findGlare(small(plane), level) : null
  if (isPale) findings.push(whole('near-white'))
  if (isDark) findings.push(whole('dark'))
  const blur = isDocument && hasInk && !isPale ? blurOf(ink, soft) : undefined
  if (blur) findings.push(blur)
  if (glare) {
    const part = partOf(glare.x, glare.y)
    findings.push({ fault: 'glare', place: placeWords([part]), parts: [part] })
  }
  const isSmall = Math.min(originalWidth, originalHeight) < photoLimits.shortSide
  if (isSmall) findings.push(whole('too-small'))
  const across = isDocument && hasInk && !isPale ? linesAcross(plane, depths, [...ink], Math.max(10, inkDepth * 0.3)) : null
  const isSideways = across !== null && across < photoLimits.sidewaysLines
  if (isSideways) findings.push(whole('sideways'))

  if (!isDark && !isPale && !glare) good.push('light')
  if (isDocument && hasInk && !isPale && !blur && !isSmall) good.push('sharp')
  if (across !== null && across >= 1 - photoLimits.sidewaysLines) good.push('upright')
  return { findings, good, turn: isSideways ? turnOf(ink, paper) : 0 }
}
