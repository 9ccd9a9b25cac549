// What the loader says of consultations.json when it cannot be used; beside each refusal what is near it and right.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EditionSource } from '#contract/assessment/edition-schema.ts'
import type { ConsultationContent } from '#contract/consultations/content-schema.ts'
import { ways } from '#contract/consultations/ways.ts'
import { copyContent } from './content-copy.ts'

type Change = (content: ConsultationContent) => void

describe('consultations.json', () => {
  const copy = copyContent()


  it.each<[string, Change, string | RegExp]>([
    ['with an unknown key', (c) => { Object.assign(c, { colour: 'red' }) }, '(whole file): must not have additional properties (["colour"])'],
    ['with a topic twice', (c) => { c.topics.push({ ...c.topics[0]! }) }, 'topics: id patent-mining is there twice'],
    ['with a way twice', (c) => { c.ways[1]!.id = 'visit' }, 'ways: id visit is there twice'],
    ['with a way nobody knows', (c) => { Object.assign(c.ways[0]!, { id: 'fax' }) }, /^ways\[0\]\.id/],
    ['with a place twice', (c) => { c.places.push({ ...c.places[0]! }) }, 'places: id hall is there twice'],
    ['without a road to a town of the county', (c) => { c.towns.pop() }, 'towns: 望潮街道 is missing'],
    ['with a road to a town of another county', (c) => { c.towns[0]!.town = '马桥镇' }, 'towns: 马桥镇 is no town of county.json'],
    ['with two roads to a town', (c) => { c.towns.push({ ...c.towns[0]! }) }, 'towns: 汐口镇 is there twice'],
    ['with lunch that ends before it begins', (c) => { c.lunch = { from: '13:30', to: '12:00' } }, 'lunch: to is not after from'],
    ['with lunch of no length', (c) => { c.lunch = { from: '12:00', to: '12:00' } }, 'lunch: to is not after from'],
    ['with an hour no clock shows', (c) => { c.lunch.to = '24:00' }, /^lunch\.to/],
    ['with a meeting that fills no whole quarter-hours', (c) => { c.ways[0]!.minutes = 50 }, /^ways\[0\]\.minutes/],
    ['with a pause that fills none', (c) => { c.ways[0]!.afterMinutes = 10 }, /^ways\[0\]\.afterMinutes/],
    ['with a grid that is none', (c) => { Object.assign(c, { gridMinutes: '20' }) }, /^gridMinutes/],
    ['with a notice longer than anybody may look ahead', (c) => { c.limits.horizonDays = 3; c.ways[0]!.noticeHours = 72 }, 'ways[0].noticeHours: reaches beyond limits.horizonDays, so nothing could ever be booked'],
    ['that lets a firm book nothing', (c) => { c.limits.liveBookings = 0 }, /^limits\.liveBookings/],
    ['without topics', (c) => { c.topics = [] }, /^topics/],
    ['without a reason to choose', (c) => { c.reasons.replace = [] }, /^reasons\.replace/],
    ['without the note that it is free', (c) => { c.boundary.free = '' }, /^boundary\.free/],
  ])('%s is named by file and field', (_, change, problem) => {
    copy.edit('consultations.json', change)
    const found = copy.problems().filter((line) => line.startsWith('consultations.json: ')).map((line) => line.replace('consultations.json: ', ''))
    expect(found.some((line) => (typeof problem === 'string' ? line === problem : problem.test(line))), copy.problems().join('\n')).toBe(true)
  })

  it.each<[string, Change]>([
    ['as it stands', () => undefined],
    ['with one way and one topic', (c) => { c.ways = c.ways.slice(0, 1); c.topics = c.topics.slice(0, 1) }],
    ['with every way', (c) => { c.ways = ways.map((id) => ({ ...c.ways[0]!, id })) }],
    ['with a place whose address nobody has given', (c) => { c.places[0]!.address = null }],
    ['with a road of no time, and one that fills no quarter-hour', (c) => { c.towns[0]!.travelMinutes = 0; c.towns[1]!.travelMinutes = 7 }],
    ['with a notice just within the horizon', (c) => { c.limits.horizonDays = 3; c.ways[0]!.noticeHours = 71 }],
    ['with lunch of one minute', (c) => { c.lunch = { from: '12:00', to: '12:01' } }],
  ])('%s is taken', (_, change) => {
    copy.edit('consultations.json', change)
    expect(copy.problems()).toEqual([])
  })

  it('has every topic an edition leads to, whether from an item or a red line', () => {
    const item = (edition: EditionSource) => edition.chapters[0]!.clauses[0]!.items[0]!
    copy.edit<EditionSource>('assessment/platform-1.json', (edition) => { item(edition).topic = 'trade-secret' })
    expect(copy.problems()).toEqual([])
    copy.edit<EditionSource>('assessment/platform-1.json', (edition) => { item(edition).topic = 'gone' })
    expect(copy.problems().some((line) => line.includes('topics: gone is missing, assessment/platform-1.json leads to it'))).toBe(true)
  })

  it('must be there', () => {
    rmSync(join(copy.dir, 'consultations.json'))
    expect(copy.problems().some((line) => line.startsWith('consultations.json: '))).toBe(true)
  })
})
