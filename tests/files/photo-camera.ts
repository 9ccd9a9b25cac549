// A page as a phone takes it: on a desk, a little askew, in some light, with some noise, as a JPEG; in grey, as the coach sees it.
import sharp from 'sharp'
import type { PhotoPixels } from '#client/files/photo-check.ts'
import { aPage, type PageKind } from './photo-pages.ts'

interface Spot {
  /** Of the picture, 0 to 1. */
  x: number
  y: number
  /** Of the picture's width: where it has faded to a third. */
  reach: number
}

export interface Shot {
  page: PageKind
  /** Clockwise; the phone was held so. */
  turned?: 0 | 90 | 180 | 270
  /** Degrees the page lies askew on the desk. */
  askew?: number
  /** Of the picture's height that the page fills; 1: scanned, no desk to be seen. */
  fills?: number
  /** Grey level of the desk. */
  desk?: number
  /** Of light that arrives: 1 as it is, less is darker. */
  exposure?: number
  /** Added to every grey level: burnt out. */
  lift?: number
  /** How much darker one side is than the other. */
  slope?: number
  /** A finger's or a phone's soft shadow. */
  shadow?: Spot
  glare?: Spot
  /** Gauss, in pixels of the picture taken (2400 high). */
  blur?: number
  /** Moved while it was taken: pixels to the side. */
  shake?: number
  /** Only within this spot. */
  blurAt?: Spot
  noise?: number
  quality?: number
  /** Shrunk by what sent it: longer side. */
  shrunkTo?: number
  /** A second, whiter sheet under a corner of the page. */
  otherSheet?: boolean
}

const high = 2400
/** Between two steps nobody looks at the bytes. */
const quick = { compressionLevel: 0 }

/** Numbers by chance, the same every time: a Gauss curve of spread 1, and where to look into it. */
let seed = 20261123
const next = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32
const grain = Float32Array.from({ length: 1 << 16 }, () => (next() + next() + next() + next() - 2) * 1.73)

interface Laid { width: number; height: number; data: Buffer }
const desks = new Map<string, Promise<Laid>>()

/** Most shots are of a page that lies there as another did. */
function onDesk({ page, turned = 0, askew = 1.5, fills = 0.92, desk = 78, otherSheet = false }: Shot): Promise<Laid> {
  const key = [page, turned, askew, fills, desk, otherSheet].join(' ')
  const known = desks.get(key) ?? layOnDesk({ page, turned, askew, fills, desk, otherSheet })
  desks.set(key, known)
  return known
}

async function layOnDesk({ page, turned, askew, fills, desk, otherSheet }: Required<Pick<Shot, 'page' | 'turned' | 'askew' | 'fills' | 'desk' | 'otherSheet'>>): Promise<Laid> {
  const upright = await sharp(await aPage(page)).rotate(turned).greyscale().png(quick).toBuffer()
  const { width = 1, height = 1 } = await sharp(upright).metadata()
  const isWide = width > height
  const [w, h] = isWide ? [high, 1800] : [1800, high]
  if (fills === 1) {
    const { data, info } = await sharp(upright).resize({ width: w, height: h, fit: 'inside' }).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, data }
  }
  const background = { r: desk, g: desk, b: desk }
  const scale = Math.min((w * fills) / width, (h * fills) / height)
  const laid = await sharp(upright).resize({ width: Math.round(width * scale) }).rotate(askew, { background }).resize({ width: w, height: h, fit: 'contain', background }).png(quick).toBuffer()
  const beside = otherSheet ? [{ input: { create: { width: 500, height: 700, channels: 3 as const, background: '#ffffff' } }, left: 0, top: h - 700 }] : []
  const { data, info } = await sharp(laid).composite(beside).greyscale().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

const fading = (spot: Spot, x: number, y: number, ratio: number) => Math.exp(-(((x - spot.x) ** 2 + ((y - spot.y) * ratio) ** 2) / spot.reach ** 2))

async function blurred(pixels: Buffer, width: number, height: number, shot: Shot): Promise<Buffer> {
  const raw = { raw: { width, height, channels: 1 as const } }
  let out = pixels
  if (shot.shake) {
    const length = shot.shake | 1
    // The library wants three rows; only the middle one counts.
    const kernel = [0, 1, 0].flatMap((share) => Array.from({ length }, () => share))
    out = await sharp(out, raw).convolve({ width: length, height: 3, kernel, scale: length }).toColourspace('b-w').raw().toBuffer()
  }
  if (!shot.blur) return out
  const soft = await sharp(out, raw).blur(shot.blur).toColourspace('b-w').raw().toBuffer()
  const { blurAt } = shot
  if (!blurAt) return soft
  return Buffer.from(out.map((level, at) => {
    const share = Math.min(1, 1.6 * fading(blurAt, (at % width) / width, Math.floor(at / width) / height, height / width))
    return level * (1 - share) + (soft[at] ?? 0) * share
  }))
}

/** What the coach is given, and the JPEG a person would see. */
export async function take(shot: Shot): Promise<{ pixels: PhotoPixels; jpeg: Buffer }> {
  const laid = await onDesk(shot)
  const { width, height } = laid
  let place = 1
  const { exposure = 0.86, lift = 0, slope = 0.12, shadow, glare, noise = 5, quality = 82, shrunkTo = high } = shot
  const soft = await blurred(laid.data, width, height, shot)
  const lit = Buffer.alloc(soft.length)
  for (let at = 0; at < soft.length; at += 1) {
    const x = (at % width) / width
    const y = Math.floor(at / width) / height
    const light = exposure * (1 - slope * (x * 0.6 + y * 0.4)) * (shadow ? 1 - 0.5 * fading(shadow, x, y, height / width) : 1)
    const shine = glare ? 330 * fading(glare, x, y, height / width) : 0
    place = (Math.imul(place, 1664525) + 1013904223) >>> 0
    lit[at] = Math.max(0, Math.min(255, (soft[at] ?? 0) * light + lift + shine + (grain[place >>> 16] ?? 0) * noise))
  }
  const jpeg = await sharp(lit, { raw: { width, height, channels: 1 } }).resize({ width: shrunkTo, height: shrunkTo, fit: 'inside', withoutEnlargement: true }).jpeg({ quality }).toBuffer()
  const { width: originalWidth = 0, height: originalHeight = 0 } = await sharp(jpeg).metadata()
  return { pixels: { ...(await asSeen(jpeg)), originalWidth, originalHeight }, jpeg }
}

/** As the worker reads a picture: grey, its long side 1280. */
export async function asSeen(picture: Buffer): Promise<Pick<PhotoPixels, 'width' | 'height' | 'luma'>> {
  const { data, info } = await sharp(picture).resize({ width: 1280, height: 1280, fit: 'inside', withoutEnlargement: true }).greyscale().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, luma: new Uint8Array(data) }
}
