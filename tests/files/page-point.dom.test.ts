import { describe, expect, it } from 'vitest'
import { turnedPoint, unturnedPoint } from '#client/files/page-point.ts'

describe('a pin on a page that is turned', () => {
  const nearTopRight = { x: 0.875, y: 0.25 }

  it.each([
    [0, nearTopRight],
    [1, { x: 0.75, y: 0.875 }],
    [2, { x: 0.125, y: 0.75 }],
    [3, { x: 0.25, y: 0.125 }],
    [4, nearTopRight],
  ])('after %i quarters to the right stands where the page took it', (turns, place) => {
    expect(turnedPoint(nearTopRight, turns)).toEqual(place)
  })

  it.each([0, 1, 2, 3])('set on a page turned %i times is kept as a place of the upright page', (turns) => {
    expect(unturnedPoint(turnedPoint(nearTopRight, turns), turns)).toEqual(nearTopRight)
  })
})
