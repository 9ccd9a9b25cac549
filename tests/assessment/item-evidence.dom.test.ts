import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, reactive } from 'vue'
import ItemEvidence from '#client/assessment/ItemEvidence.vue'
import type { UploadItem } from '#client/files/upload-item.ts'
import { useUploadStore } from '#client/files/upload-store.ts'
import { fakeAxios, forgetAnswers, mountPage, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

function aPhoto(id: string, state: UploadItem['state']): UploadItem {
  const coach = { findings: [{ fault: 'blurred', place: '右下角', parts: [] }], good: [], turn: 0, isRedrawn: true, turned: 0, isKept: false } as const
  const record = {
    id, owner: 'assessment:as1:k1', page: '/assessment/as1/items/k1', firmId: 'f1', purpose: 'paper' as const, name: `${id}.jpg`, type: 'image/jpeg', sizeBytes: 9, sha256: null, url: null, addedAt: 0,
    ...(state === 'coaching' ? { stage: 'coach' as const, coach: { ...coach, findings: [...coach.findings], good: [] } } : {}),
  }
  return reactive({ record, state, sentBytes: 0, failure: null, previewUrl: null, fileId: null, userId: 'a1', isTurning: false }) as UploadItem
}
async function open(waiting: UploadItem[]): Promise<void> {
  const given = { stored: [], waiting, locked: false, add: vi.fn(), setDates: vi.fn(), remove: vi.fn() }
  page = await mountPage(defineComponent({ setup: () => () => h(ItemEvidence, given) }), '/')
}

it('a photo with a fault is put before the person, one after the other: used all the same, taken again or given up', async () => {
  await open([aPhoto('糊的', 'coaching'), aPhoto('也糊', 'coaching')])
  const uploads = useUploadStore()
  const [keep, again, drop] = [vi.spyOn(uploads, 'keepAnyway').mockResolvedValue(), vi.spyOn(uploads, 'retake').mockResolvedValue(), vi.spyOn(uploads, 'remove').mockResolvedValue()]
  expect(document.querySelectorAll('.coach-row')).toHaveLength(1)
  expect(page.text()).toContain('糊的.jpg第 1 / 2 个 · 还没有传')
  expect(page.text()).toContain('前一页定了，接着看这一页')
  await page.press('先用着')
  expect(keep).toHaveBeenCalledWith('糊的')
  const input = document.querySelector<HTMLInputElement>('.coach-acts input')
  const better = new File(['x'], '清楚.jpg', { type: 'image/jpeg' })
  Object.defineProperty(input, 'files', { value: [better] })
  input?.dispatchEvent(new Event('change'))
  expect(again).toHaveBeenCalledWith('糊的', expect.objectContaining({ owner: 'assessment:as1:k1' }), better)
  await page.press('不要这张')
  expect(drop).toHaveBeenCalledWith('糊的')
})

it('a good one goes without a question', async () => {
  await open([aPhoto('清楚', 'waiting')])
  expect(document.querySelector('.coach-row')).toBeNull()
  expect(page.text()).toContain('排队等着传')
})
