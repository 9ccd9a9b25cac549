// A drawn sheet of paper for demonstrations: lines and a square seal, no words, so that no machine's fonts matter.
import sharp, { type OverlayOptions } from 'sharp'

export const sampleSize = { width: 1240, height: 1754 } as const

function bar(left: number, top: number, width: number, height: number, background: string): OverlayOptions {
  return { input: { create: { width, height, channels: 3, background } }, left, top }
}

function draw(seed: number): Promise<Buffer> {
  const lines = Array.from({ length: 18 }, (_, row) => bar(120, 420 + row * 56, row % 5 === 4 ? 520 : 900 + ((seed * 37 + row * 53) % 90), 14, '#c9d2d0'))
  const seal = [bar(860, 1380, 220, 10, '#b02a1c'), bar(860, 1590, 220, 10, '#b02a1c'), bar(860, 1380, 10, 220, '#b02a1c'), bar(1070, 1380, 10, 220, '#b02a1c'), bar(900, 1440, 140, 10, '#b02a1c'), bar(900, 1490, 140, 10, '#b02a1c'), bar(965, 1430, 10, 130, '#b02a1c')]
  return sharp({ create: { ...sampleSize, channels: 3, background: '#fffdf8' } })
    .composite([bar(320, 170, 600, 44, '#5a6c6f'), bar(420, 250, 400, 22, '#a9b6b3'), ...lines, ...seal]).png({ palette: true }).toBuffer()
}

const drawn = new Map<number, Promise<Buffer>>()

/** PNG bytes of one of three sheets, drawn once a process. */
export function drawSamplePaper(seed: number): Promise<Buffer> {
  const sheet = seed % 3
  const known = drawn.get(sheet) ?? draw(sheet)
  drawn.set(sheet, known)
  return known
}
