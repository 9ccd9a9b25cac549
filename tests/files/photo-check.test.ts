// The coach's eye: which faults it names on pages photographed well and badly, and where it keeps quiet. Its limits are calibrated on these.
import { describe, expect, it } from 'vitest'
import { checkPhoto } from '#client/files/photo-check.ts'
import { take, type Shot } from './photo-camera.ts'

/** What is said: the fault, and where. */
async function said(shot: Shot): Promise<string> {
  const { findings } = checkPhoto((await take(shot)).pixels)
  return findings.map(({ fault, place }) => (place === null ? fault : `${fault} ${place}`)).join(', ') || 'good'
}

/** Drawing a photo takes its time on a busy machine. */
const patient = { timeout: 60_000 }

const corner = { x: 0.75, y: 0.8, reach: 0.2 }

const good: [what: string, shot: Shot][] = [
  ['a contract in daylight', { page: 'contract' }],
  ['a contract, stamped', { page: 'stamped' }],
  ['a stamped page lying five degrees askew', { page: 'stamped', askew: 5 }],
  ['a contract lying seven degrees the other way', { page: 'contract', askew: -7 }],
  ['a form with ruled boxes and little in them', { page: 'form' }],
  ['a letter of four lines', { page: 'shortLetter' }],
  ['a table full of figures', { page: 'table' }],
  ['a table lying askew', { page: 'table', askew: 3 }],
  ['a licence with its dark border and waves', { page: 'licence' }],
  ['a licence askew in warm light', { page: 'licence', askew: -2.5, exposure: 0.7, slope: 0.3 }],
  ['a cover page with two titles', { page: 'coverPage' }],
  ['a page scanned grey', { page: 'greyScan', fills: 1, exposure: 1, slope: 0, noise: 2 }],
  ['a clean white scan', { page: 'contract', fills: 1, exposure: 1, slope: 0, noise: 0, quality: 90 }],
  ['a clean white scan of a form', { page: 'form', fills: 1, exposure: 1, slope: 0, noise: 0, quality: 90 }],
  ['a finger shadow across a corner', { page: 'contract', shadow: { x: 0.85, y: 0.15, reach: 0.25 } }],
  ["the phone's own shadow over half the page", { page: 'stamped', shadow: { x: 0.4, y: 0.7, reach: 0.6 } }],
  ['light from a window at one side', { page: 'contract', slope: 0.45 }],
  ['a room in the evening', { page: 'contract', exposure: 0.5, noise: 10 }],
  ['a noisy camera', { page: 'contract', noise: 14 }],
  ['a noisy camera before a form', { page: 'form', noise: 14, exposure: 0.7 }],
  ['a page that fills little of the picture', { page: 'contract', fills: 0.75 }],
  ['a page on a light desk', { page: 'form', desk: 190 }],
  ['another, whiter sheet beside it', { page: 'contract', exposure: 0.8, otherSheet: true }],
  ['hardly blurred, all can be read', { page: 'contract', blur: 1.8 }],
  ['a licence hardly blurred', { page: 'licence', blur: 1.8 }],
  ['a little moved', { page: 'stamped', shake: 3 }],
  ['shrunk by a messenger to 1440', { page: 'contract', shrunkTo: 1440, quality: 60 }],
  ['a machine in its hall, which is no page and has upright edges', { page: 'machine', fills: 1 }],
  ['a machine out of focus: only pages are judged by their print', { page: 'machine', fills: 1, blur: 5 }],
  ['saved with few bytes', { page: 'table', quality: 40 }],
]

const bad: [what: string, shot: Shot, faults: string][] = [
  ['out of focus', { page: 'contract', blur: 4.5 }, 'blurred'],
  ['far out of focus', { page: 'stamped', blur: 8 }, 'blurred'],
  ['so far out of focus that lines are bars', { page: 'contract', blur: 14 }, 'blurred'],
  ['out of focus and noisy', { page: 'contract', blur: 5, noise: 14 }, 'blurred'],
  ['a form out of focus', { page: 'form', blur: 5.5 }, 'blurred'],
  ['a mostly empty letter out of focus', { page: 'shortLetter', blur: 5.5 }, 'blurred'],
  ['a table out of focus', { page: 'table', blur: 5 }, 'blurred'],
  ['a licence out of focus', { page: 'licence', blur: 6 }, 'blurred'],
  ['the camera moved', { page: 'contract', shake: 21 }, 'blurred'],
  ['a stamped page, the camera moved', { page: 'stamped', shake: 25 }, 'blurred'],
  ['only the lower right corner out of focus', { page: 'contract', blur: 7, blurAt: { x: 0.83, y: 0.84, reach: 0.32 } }, 'blurred 右下角'],
  ['only the upper left corner out of focus', { page: 'table', blur: 7, blurAt: { x: 0.17, y: 0.17, reach: 0.32 } }, 'blurred 左上角'],
  ['a cellar', { page: 'contract', exposure: 0.27, noise: 8 }, 'dark'],
  ['a stamped page by night', { page: 'stamped', exposure: 0.2, noise: 6 }, 'dark'],
  ['a licence by night', { page: 'licence', exposure: 0.3 }, 'dark'],
  ['a lamp mirrored on the page', { page: 'contract', exposure: 0.75, glare: corner }, 'glare 右下角'],
  ['a window mirrored on a licence', { page: 'licence', exposure: 0.7, glare: { x: 0.5, y: 0.5, reach: 0.16 } }, 'glare 中间'],
  ['a small flash on a stamped page', { page: 'stamped', exposure: 0.8, glare: { x: 0.2, y: 0.2, reach: 0.1 } }, 'glare 左上角'],
  ['the empty back of a page', { page: 'empty' }, 'near-white'],
  ['an empty scan', { page: 'empty', fills: 1, exposure: 1, slope: 0, noise: 1 }, 'near-white'],
  ['an empty page with a shadow on it', { page: 'empty', shadow: { x: 0.8, y: 0.3, reach: 0.3 } }, 'near-white'],
  ['burnt out, the print is going', { page: 'contract', exposure: 0.25, lift: 225, slope: 0, fills: 1 }, 'near-white'],
  ['held sideways', { page: 'contract', turned: 90 }, 'sideways'],
  ['held sideways the other way, askew', { page: 'stamped', turned: 270, askew: 4 }, 'sideways'],
  ['a table held sideways', { page: 'table', turned: 90 }, 'sideways'],
  ['a form held sideways', { page: 'form', turned: 270 }, 'sideways'],
  ['a licence held sideways', { page: 'licence', turned: 90 }, 'sideways'],
  ['a letter scanned sideways', { page: 'shortLetter', turned: 90, fills: 1, exposure: 1, slope: 0 }, 'sideways'],
  ['a thumbnail', { page: 'contract', shrunkTo: 800 }, 'too-small'],
  ['a page shrunk too far', { page: 'table', shrunkTo: 1100 }, 'too-small'],
  ['sideways and out of focus', { page: 'contract', turned: 90, blur: 5 }, 'blurred, sideways'],
]

const flat = (level: number, width = 960, height = 1280) => ({ width, height, luma: new Uint8Array(width * height).fill(level), originalWidth: width, originalHeight: height })

describe('pictures of any kind', patient, () => {
  it('that are black, white, grey, tiny or empty do not stop it', () => {
    expect(checkPhoto(flat(0)).findings.map(({ fault }) => fault)).toEqual(['dark'])
    expect(checkPhoto(flat(255)).findings.map(({ fault }) => fault)).toEqual(['near-white'])
    expect(checkPhoto(flat(200)).findings.map(({ fault }) => fault)).toEqual(['near-white'])
    expect(checkPhoto(flat(120, 20, 20)).findings).toEqual([])
    expect(checkPhoto(flat(0, 0, 0))).toEqual({ findings: [], good: [], turn: 0 })
  })

  it('are called well lit, sharp and upright only where that could be seen', async () => {
    expect(checkPhoto((await take({ page: 'contract' })).pixels).good).toEqual(['light', 'sharp', 'upright'])
    expect(checkPhoto((await take({ page: 'contract', blur: 6 })).pixels).good).toEqual(['light', 'upright'])
    expect(checkPhoto((await take({ page: 'machine', fills: 1 })).pixels).good).toEqual(['light'])
    expect(checkPhoto((await take({ page: 'empty' })).pixels).good).toEqual([])
  })
})

describe('a page held sideways', patient, () => {
  it.each((['contract', 'shortLetter', 'licence'] as const).flatMap((page) => [[page, 90], [page, 270]] as const))('%s turned by %d is set upright by the turn that is offered (a page that is alike at both ends may need half a turn more)', async (page, turned) => {
    expect(checkPhoto((await take({ page, turned })).pixels).turn).toBe(360 - turned)
  })
})

describe('nothing is said of', patient, () => {
  it.each(good)('%s', async (_, shot) => expect(await said(shot)).toBe('good'))
})

describe('the fault is named of', patient, () => {
  it.each(bad)('%s', async (_, shot, faults) => expect(await said(shot)).toBe(faults))
})
