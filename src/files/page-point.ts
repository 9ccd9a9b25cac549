/** A point on a page: parts of its width and height, from its top left. */
export interface PagePoint {
  x: number
  y: number
}

/** Where a point of the page stands once the page is turned by quarters to the right. */
export function turnedPoint({ x, y }: PagePoint, quarterTurns: number): PagePoint {
  switch (((quarterTurns % 4) + 4) % 4) {
    case 1:
      return { x: 1 - y, y: x }
    case 2:
      return { x: 1 - x, y: 1 - y }
    case 3:
      return { x: y, y: 1 - x }
    default:
      return { x, y }
  }
}

/** The point of the page itself under a point of the turned page. */
export function unturnedPoint(point: PagePoint, quarterTurns: number): PagePoint {
  return turnedPoint(point, -quarterTurns)
}

/** The part of a box a pointer is at, never outside of it, to four places. */
export function pointIn(
  box: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>,
  pointer: Pick<MouseEvent, 'clientX' | 'clientY'>,
): PagePoint {
  return { x: partOf(pointer.clientX - box.left, box.width), y: partOf(pointer.clientY - box.top, box.height) }
}

function partOf(distance: number, length: number): number {
  if (length <= 0) return 0
  return Math.round(Math.min(Math.max(distance / length, 0), 1) * 10_000) / 10_000
}

/** A numbered place on a page of a stored file. */
export interface FilePin extends PagePoint {
  fileId: string
  page: number
  number: number
}
