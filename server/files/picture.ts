import sharp from 'sharp'
import { fileLimits } from '#contract/files/rules.ts'
import { AppError } from '../errors.ts'

// Only the three readers that are needed; every other one libvips knows stays shut.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] })
sharp.concurrency(1)
sharp.cache(false)

export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp'
export interface StoredPicture { bytes: Buffer; mediaType: 'image/jpeg' | 'image/png'; width: number; height: number }

const jpegQuality = 88

/**
 * The picture as it is stored: upright, sRGB with 8 bits, without metadata (place, camera, thumbnail) and without anything
 * appended, because it is drawn anew. WebP becomes JPEG. Throws files.too-many-pixels, files.damaged, or files.wrong-type for a moving picture.
 */
export async function redrawPicture(bytes: Buffer, type: PictureType): Promise<StoredPicture> {
  const size = await readSize(bytes)
  if (size.frames > 1) throw new AppError('files.wrong-type', { details: { found: 'animation' } })
  if (size.width * size.height > fileLimits.maxPixels) {
    throw new AppError('files.too-many-pixels', { details: { pixels: size.width * size.height, maxPixels: fileLimits.maxPixels } })
  }
  const upright = sharp(bytes, { limitInputPixels: fileLimits.maxPixels, failOn: 'warning' }).autoOrient().toColourspace('srgb')
  const drawn = type === 'image/png'
    ? upright.png({ compressionLevel: 6 })
    : upright.flatten({ background: '#ffffff' }).jpeg({ quality: jpegQuality, chromaSubsampling: '4:4:4' })
  try {
    const { data, info } = await drawn.timeout({ seconds: 30 }).toBuffer({ resolveWithObject: true })
    return { bytes: data, mediaType: type === 'image/png' ? 'image/png' : 'image/jpeg', width: info.width, height: info.height }
  } catch (cause) {
    throw new AppError('files.damaged', { detail: cause instanceof Error ? cause.message : 'unreadable picture', cause })
  }
}

async function readSize(bytes: Buffer): Promise<{ width: number; height: number; frames: number }> {
  try {
    // The header only: a bomb is known by its size before a pixel of it is unpacked.
    const { width, height, pages } = await sharp(bytes, { limitInputPixels: false }).metadata()
    return { width, height, frames: pages ?? 1 }
  } catch (cause) {
    throw new AppError('files.damaged', { detail: cause instanceof Error ? cause.message : 'unreadable picture', cause })
  }
}
