// Pictures as phones, scanners and hostile people make them.
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'

/** Left half red, right half blue, so that turning shows. */
export function halves(width = 400, height = 200): Sharp {
  const bytes = Buffer.alloc(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel += 1) bytes[pixel * 3 + (pixel % width < width / 2 ? 0 : 2)] = 255
  return sharp(bytes, { raw: { width, height, channels: 3 } })
}

/** A photo with a place, a camera and an orientation in its EXIF. */
export function aPhonePhoto(orientation = 1): Promise<Buffer> {
  return halves().withExif({
    IFD0: { Make: 'TestPhone', Model: 'Secret-7' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '36/1 57/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '118/1 6/1 0/1' },
  }).withMetadata({ orientation }).jpeg().toBuffer()
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const out = Buffer.alloc(named.length + 8)
  out.writeUInt32BE(body.length, 0)
  named.copy(out, 4)
  out.writeUInt32BE(crc32(named), named.length + 4)
  return out
}

/** A PNG that says it is this large; its rows are all zero, so it is small on the wire. */
export function aHugePng(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side), { level: 9 })
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

export async function aMovingWebp(): Promise<Buffer> {
  const frames = [await halves(32, 32).png().toBuffer(), await halves(32, 32).flop().png().toBuffer()]
  return sharp(frames, { join: { animated: true } }).webp({ loop: 0 }).toBuffer()
}

export function isLeft(pixels: Buffer, colour: 'red' | 'blue'): boolean {
  const channel = colour === 'red' ? 0 : 2
  return (pixels[channel] ?? 0) > 200 && (pixels[2 - channel] ?? 255) < 60
}
