// Photographs as they stand in the form: small, so that nine of them still make a file one can send.
import sharp from 'sharp'
import type { Deps } from '#server/deps.ts'
import type { PhotoRow } from '../record-store.ts'

/** Long side in pixels: about 250 an inch where they stand. */
const longSide = 900

async function readStored(deps: Pick<Deps, 'files'>, key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await deps.files.open(key)) {
    const bytes: Uint8Array = chunk
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** Data URLs of JPEGs, one after the other: a large photograph takes much memory while it is unpacked. Stored pictures are upright already. */
export async function smallPictures(deps: Pick<Deps, 'files'>, photos: readonly PhotoRow[]): Promise<string[]> {
  const pictures: string[] = []
  for (const photo of photos) {
    const bytes = await sharp(await readStored(deps, photo.storage_key)).resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true }).flatten({ background: '#ffffff' }).jpeg({ quality: 76 }).timeout({ seconds: 30 }).toBuffer()
    pictures.push(`data:image/jpeg;base64,${bytes.toString('base64')}`)
  }
  return pictures
}
