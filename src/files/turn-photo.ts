/** The picture turned clockwise by quarters, drawn anew as JPEG. Rejects when the browser cannot draw it. */
export async function turnPhoto(bytes: Uint8Array<ArrayBuffer>, type: string, degrees: 90 | 180 | 270): Promise<Uint8Array<ArrayBuffer>> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type }))
  try {
    const isQuarter = degrees !== 180
    const [width, height] = isQuarter ? [bitmap.height, bitmap.width] : [bitmap.width, bitmap.height]
    const canvas = Object.assign(document.createElement('canvas'), { width, height })
    const context = canvas.getContext('2d')
    if (!context) throw new Error('no canvas')
    context.fillStyle = 'white'
    context.fillRect(0, 0, width, height)
    context.translate(width / 2, height / 2)
    context.rotate((degrees * Math.PI) / 180)
    context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2)
    // A second drawing loses a little; at this quality it does not show.
    const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92))
    if (!drawn) throw new Error('the picture could not be drawn')
    return new Uint8Array(await drawn.arrayBuffer())
  } finally {
    bitmap.close()
  }
}
