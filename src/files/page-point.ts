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

/** A numbered place on a page of a stored file. */
export interface FilePin extends PagePoint {
  fileId: string
  page: number
  number: number
}
