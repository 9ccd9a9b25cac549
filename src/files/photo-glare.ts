// Spots where the light has wiped out the paper, told apart from paper that is white by itself and from another sheet beside it.
import { photoLimits } from './photo-limits.ts'
import { quantile, type Plane } from './photo-planes.ts'

interface Spot {
  pixels: number[]
}

/** Patches of blown-out pixels that hang together. */
function spotsIn({ width, height, luma }: Plane): Spot[] {
  const isFree = Uint8Array.from(luma, (level) => (level >= photoLimits.blownOut ? 1 : 0))
  const spots: Spot[] = []
  for (let start = 0; start < isFree.length; start += 1) {
    if (isFree[start] !== 1) continue
    const pixels: number[] = [start]
    isFree[start] = 0
    for (let at = 0; at < pixels.length; at += 1) {
      const pixel = pixels[at] ?? 0
      const x = pixel % width
      for (const next of [x > 0 ? pixel - 1 : -1, x < width - 1 ? pixel + 1 : -1, pixel - width, pixel + width]) {
        if (next < 0 || next >= width * height || isFree[next] !== 1) continue
        isFree[next] = 0
        pixels.push(next)
      }
    }
    spots.push({ pixels })
  }
  return spots
}

/** Levels at this many steps outside the spot, to the four sides. */
function levelsAround({ width, height, luma }: Plane, { pixels }: Spot, steps: number): number[] {
  const inside = new Set(pixels)
  const levels: number[] = []
  for (const pixel of pixels) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      if (inside.has(pixel + dx + dy * width)) continue
      const [far, down] = [x + dx * steps, y + dy * steps]
      if (far >= 0 && far < width && down >= 0 && down < height && !inside.has(down * width + far))
        levels.push(luma[down * width + far] ?? 0)
    }
  }
  return levels
}

/** Middle of the largest reflection, of the picture, or null. `plane` is small: about 160 on its long side. `paper`: grey level of the paper. */
export function findGlare(plane: Plane, paper: number): { x: number; y: number } | null {
  if (paper >= photoLimits.whitePaper) return null
  const [least, most] = photoLimits.spotShare
  const area = plane.width * plane.height
  const spots = spotsIn(plane)
    .filter(({ pixels }) => pixels.length >= least * area && pixels.length <= most * area)
    .sort((one, other) => other.pixels.length - one.pixels.length)
  for (const spot of spots) {
    const far = quantile(levelsAround(plane, spot, 8), 0.5)
    const near = quantile(levelsAround(plane, spot, 2), 0.5)
    const fall = photoLimits.blownOut - far
    // It lies on the paper, not on a lamp or a window beside it, and fades into it.
    if (far < paper * 0.6 || fall < 8 || (photoLimits.blownOut - near) / fall >= photoLimits.hardEdge) continue
    const [x, y] = [0, 1].map(
      (axis) =>
        spot.pixels.reduce((sum, pixel) => sum + (axis === 0 ? pixel % plane.width : Math.floor(pixel / plane.width)), 0) /
        spot.pixels.length,
    )
    return { x: (x ?? 0) / plane.width, y: (y ?? 0) / plane.height }
  }
  return null
}
