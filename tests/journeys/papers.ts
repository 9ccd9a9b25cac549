// What people photograph and scan.
import sharp from 'sharp'
import { aPdf } from '../files/pdf-samples.ts'
import { take } from '../files/photo-camera.ts'

export interface ChosenFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A good photo of a page as a phone takes it: large, noisy, with a place in it. */
export async function aPhoto(name: string): Promise<ChosenFile> {
  const { jpeg } = await take({ page: 'contract', noise: 9, quality: 90 })
  const buffer = await sharp(jpeg).withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '36/1 57/1 0/1' } }).jpeg({ quality: 90 }).toBuffer()
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
