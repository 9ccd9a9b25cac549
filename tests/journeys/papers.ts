// What people photograph and scan.
import sharp from 'sharp'
import { aPdf } from '../files/pdf-samples.ts'

export interface ChosenFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A photo of a sheet of paper as a phone takes it: large, noisy, with a place in it. */
export async function aPhoto(name: string): Promise<ChosenFile> {
  const size = { width: 2400, height: 3200 }
  const noise = sharp({ create: { ...size, channels: 3, background: '#d8d2c4', noise: { type: 'gaussian', mean: 200, sigma: 18 } } })
  const buffer = await noise.withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '36/1 57/1 0/1' } }).jpeg({ quality: 88 }).toBuffer()
  return { name, mimeType: 'image/jpeg', buffer }
}

/** A scan of this many pages and about this many bytes. */
export function aScan(name: string, pages: number, bytes = 0): ChosenFile {
  // Bytes no compression makes smaller, in an image nobody draws.
  let seed = 7
  const random = Array.from({ length: bytes }, () => String.fromCharCode(97 + ((seed = (seed * 1103515245 + 12345) % 2147483648) >> 16) % 26)).join('')
  const image = `<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length ${random.length} >>\nstream\n${random}\nendstream`
  return { name, mimeType: 'application/pdf', buffer: aPdf({ pages, extra: bytes > 0 ? [image] : [] }) }
}
