// Grey pictures as arrays, and the few things done to them.

export interface Plane {
  width: number
  height: number
  /** One grey level a pixel, row by row. */
  luma: Uint8Array
}

/** Half as wide and high; each pixel is the mean of four, which also halves the noise. */
export function halve({ width, height, luma }: Plane): Plane {
  const [w, h] = [width >> 1, height >> 1]
  const out = new Uint8Array(w * h)
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const at = 2 * y * width + 2 * x
      const sum = (luma[at] ?? 0) + (luma[at + 1] ?? 0) + (luma[at + width] ?? 0) + (luma[at + width + 1] ?? 0)
      out[y * w + x] = (sum + 2) >> 2
    }
  }
  return { width: w, height: h, luma: out }
}

/** How much each pixel lies below the mean of its surroundings (`radius` to every side). Slow changes of light vanish; print stays. */
export function depthBelow({ width, height, luma }: Plane, radius: number): Int16Array {
  // Sums over rectangles from one table of running sums.
  const stride = width + 1
  const sums = new Float64Array(stride * (height + 1))
  for (let y = 0; y < height; y += 1) {
    let row = 0
    for (let x = 0; x < width; x += 1) {
      row += luma[y * width + x] ?? 0
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] ?? 0) + row
    }
  }
  const depth = new Int16Array(width * height)
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)]
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)]
      const sum =
        (sums[bottom * stride + right] ?? 0) -
        (sums[top * stride + right] ?? 0) -
        (sums[bottom * stride + left] ?? 0) +
        (sums[top * stride + left] ?? 0)
      depth[y * width + x] = Math.round(sum / ((bottom - top) * (right - left))) - (luma[y * width + x] ?? 0)
    }
  }
  return depth
}

/** The value below which this share of them lies; 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
