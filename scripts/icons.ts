// Draws public/icons from the mark. Run by hand when the mark changes: node scripts/icons.ts
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const out = (name: string) => fileURLToPath(new URL(`../public/icons/${name}`, import.meta.url))

/** Ring, water, reeds on the lake. `corner`: radius of the ground in units of 64; `scale`: how much of the ground the mark takes. */
function drawMark(corner: number, scale: number): string {
  const shift = (64 - 32 * scale) / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="${corner}" fill="#0A4A50"/><g transform="translate(${shift} ${shift}) scale(${scale})" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><path d="M16 2.5l11.7 6.75v13.5L16 29.5 4.3 22.75V9.25z"/><path stroke-width="1.6" d="M8.5 21.5q1.900-1.600 3.750 0t3.750 0 3.750 0 3.750 0M16 20V12.500M12.400 19.800q-.2-3-1.400-5M19.600 19.800q.2-3 1.400-5"/><path stroke="#E3BE74" stroke-width="2.4" d="M16 12.800V8.600M10.800 14.400l-1-2.500M21.200 14.400l1-2.500"/></g></svg>`
}

async function draw(name: string, svg: string, size: number): Promise<void> {
  await sharp(Buffer.from(svg), { density: (72 * size) / 64 }).resize(size, size).png({ compressionLevel: 9, palette: true }).toFile(out(name))
}

writeFileSync(out('mark.svg'), `${drawMark(14, 1.7)}\n`)
for (const size of [192, 512]) {
  await draw(`icon-${size}.png`, drawMark(14, 1.6), size)
  // A launcher may cut a maskable icon to the inner circle of 80 %.
  await draw(`maskable-${size}.png`, drawMark(0, 1.25), size)
}
await draw('icon-180.png', drawMark(0, 1.5), 180)
