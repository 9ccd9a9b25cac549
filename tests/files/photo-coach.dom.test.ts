// The coach's card on the page: what it says, what each way on does, and that it never stands in the way of a file.
import { defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import type { FileInfo } from '#contract/files/schema.ts'
import PaperUploader from '#client/files/PaperUploader.vue'
import type { PhotoVerdict } from '#client/files/photo-check.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { resetServer, server } from './fake-tus.dom.ts'

/** What the coach says of each photo, by its name in the bytes; nothing where none is named. */
const verdicts = new Map<string, PhotoVerdict | null>()
const turned: number[] = []
let cannotTurn = false
vi.mock('axios', () => fakeAxios)
vi.mock('tus-js-client', () => import('./fake-tus.dom.ts'))
vi.mock('#client/files/photo-coach.ts', () => ({
  judgePhoto: (bytes: Uint8Array) => Promise.resolve(verdicts.get(new TextDecoder().decode(bytes.slice(8, 9))) ?? null),
}))
vi.mock('#client/files/turn-photo.ts', () => ({
  turnPhoto: (bytes: Uint8Array, _: string, degrees: number) => {
    turned.push(degrees)
    if (cannotTurn) return Promise.reject(new Error('no canvas'))
    return Promise.resolve(bytes)
  },
}))

const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '1', sessionExpiresAt: '2026-11-24T00:00:00.000Z' }
const stored = (id: string, name: string): FileInfo => ({ id, name, mediaType: 'image/png', sizeBytes: 1000, sha256: 'x', pages: 1, width: 10, height: 10, createdAt: '2026-11-23T02:00:00.000Z' })
const aPhoto = (name: string) => new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), name, 'x'.repeat(200)], `${name}.png`, { type: 'image/png' })
const blurred: PhotoVerdict = { findings: [{ fault: 'blurred', place: '右下角', parts: [{ column: 2, row: 2 }] }], good: ['light', 'upright'], turn: 0 }
const sideways: PhotoVerdict = { findings: [{ fault: 'sideways', place: null, parts: [] }], good: ['light', 'sharp'], turn: 270 }
const fine: PhotoVerdict = { findings: [], good: ['light', 'sharp', 'upright'], turn: 0 }

const pages = ref<{ id: string; file: FileInfo }[]>([])
const attached: string[] = []
const purpose = ref<'paper' | 'evidence'>('paper')
let page: Page

const Host = defineComponent(() => {
  useSessionStore().set(me)
  return () =>
    h(PaperUploader, {
      title: '质押合同',
      place: {
        owner: 'application:1:contract', page: '/subsidies/applications/1/papers', firmId: 'f1', purpose: purpose.value,
        attach: async (fileId: string) => {
          attached.push(fileId)
          pages.value = [...pages.value, { id: `p-${fileId}`, file: stored(fileId, `${fileId}.png`) }]
        },
      },
      pages: pages.value,
    })
})

const realTimeout = globalThis.setTimeout
async function wait(): Promise<void> {
  for (let round = 0; round < 25; round += 1) {
    await new Promise<void>((done) => realTimeout(done, 3))
    await vi.advanceTimersByTimeAsync(2)
  }
}
async function choose(...files: File[]): Promise<void> {
  await give(document.querySelectorAll<HTMLInputElement>('.three input')[1], files)
}
async function give(input: HTMLInputElement | null | undefined, files: File[]): Promise<void> {
  if (!input) throw new Error('no such input')
  Object.defineProperty(input, 'files', { configurable: true, value: files })
  input.dispatchEvent(new Event('change'))
  await wait()
}
const card = () => document.querySelector('.coach')?.textContent ?? ''
const sentNames = () => server.metadata.map((metadata) => metadata.filename)

beforeEach(async () => {
  vi.useFakeTimers()
  URL.createObjectURL = () => 'blob:picture'
  URL.revokeObjectURL = () => undefined
  pages.value = []
  attached.length = 0
  turned.length = 0
  verdicts.clear()
  cannotTurn = false
  purpose.value = 'paper'
  resetServer()
  answer('GET /api/accounts/local-key', 200, { key: btoa('k'.repeat(32)) })
  for (const id of ['u1', 'u2', 'u3']) answer(`GET /api/files/${id}/info`, 200, { ...stored(id, 'x'), sentSha256: null })
  page = await mountPage(Host, '/subsidies/applications/1/papers')
})
afterEach(() => {
  useSessionStore().me = null
  forgetVaults()
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('a photo with a fault', () => {
  it('waits on the phone under one fault in words with its place, and what is good', async () => {
    verdicts.set('a', blurred)
    await choose(aPhoto('a'))
    expect(card()).toContain('这页有点糊')
    expect(card()).toContain('右下角看不清')
    expect(card()).toContain('光线够')
    expect(card()).toContain('方向已摆正')
    expect(card()).not.toContain('字清楚')
    // Sent as it was chosen: nobody has taken the place out of it here.
    expect(card()).not.toContain('位置信息已去掉')
    expect(document.querySelectorAll('.coach-spot').length).toBe(1)
    expect(server.log).toEqual([])
  })

  it('is sent all the same after 先用着, and what was found stays on the phone', async () => {
    verdicts.set('a', blurred)
    await choose(aPhoto('a'))
    await page.press('先用着')
    await wait()
    expect(attached).toEqual(['u1'])
    expect(JSON.stringify(server.metadata)).not.toContain('blurred')
  })

  it('gives its place to the one that is taken instead', async () => {
    verdicts.set('a', blurred)
    await choose(aPhoto('a'))
    await give(document.querySelector<HTMLInputElement>('.coach input'), [aPhoto('b')])
    expect(card()).toBe('')
    expect(sentNames()).toEqual(['b.png'])
  })

  it('stays when what is taken instead cannot be read', async () => {
    verdicts.set('a', blurred)
    await choose(aPhoto('a'))
    await give(document.querySelector<HTMLInputElement>('.coach input'), [new File([], '空.png')])
    expect(card()).toContain('这页有点糊')
    expect(page.text()).toContain('选到的文件是空的')
  })

  it('can be given up', async () => {
    verdicts.set('a', blurred)
    await choose(aPhoto('a'))
    await page.press('不要这张')
    await wait()
    expect(card()).toBe('')
    expect(server.log).toEqual([])
  })
})

describe('a sideways photo', () => {
  it('is turned by one tap the way that was found, looked at, turned on if it stands on its head, and then used', async () => {
    verdicts.set('a', sideways)
    await choose(aPhoto('a'))
    await page.press('转正')
    await wait()
    expect(card()).toContain('看看方向对不对')
    expect(card()).toContain('方向已摆正')
    await page.press('反了，再转半圈')
    await wait()
    expect(turned).toEqual([270, 180])
    await page.press('用这张')
    await wait()
    expect(attached).toEqual(['u1'])
  })
})

describe('a photo the phone cannot turn', () => {
  it('says so, is as it was, and may be used', async () => {
    cannotTurn = true
    verdicts.set('a', sideways)
    await choose(aPhoto('a'))
    await page.press('转正')
    await wait()
    expect(card()).toContain('这部手机没有转成')
    expect(card()).toContain('这页是横着的')
    await page.press('先用着')
    await wait()
    expect(attached).toEqual(['u1'])
  })
})

describe('several photos', () => {
  it('are decided on one after the other, and go in the order they were chosen', async () => {
    verdicts.set('a', blurred)
    verdicts.set('b', fine)
    verdicts.set('c', sideways)
    await choose(aPhoto('a'), aPhoto('b'), aPhoto('c'))
    expect(document.querySelectorAll('.coach').length).toBe(1)
    expect(page.text()).toContain('前一页定了就传')
    expect(page.text()).toContain('前一页定了，接着看这一页')
    expect(server.log).toEqual([])
    await page.press('先用着')
    await wait()
    expect(sentNames()).toEqual(['a.png', 'b.png'])
    expect(card()).toContain('这页是横着的')
    expect(document.activeElement?.textContent).toBe('这页是横着的')
    await page.press('先用着')
    await wait()
    expect(sentNames()).toEqual(['a.png', 'b.png', 'c.png'])
    expect(attached).toEqual(['u1', 'u2', 'u3'])
  })
})

describe('nothing is asked of', () => {
  it('a good photo, one that could not be judged, and evidence, which may be of anything', async () => {
    verdicts.set('a', fine)
    await choose(aPhoto('a'), aPhoto('b'))
    expect(attached).toEqual(['u1', 'u2'])
    purpose.value = 'evidence'
    await page.settle()
    page.unmount()
    page = await mountPage(Host, '/subsidies/applications/1/papers')
    verdicts.set('e', blurred)
    await choose(aPhoto('e'))
    expect(card()).toBe('')
    expect(attached).toEqual(['u1', 'u2', 'u3'])
  })
})
