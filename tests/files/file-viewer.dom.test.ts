import { defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FileInfo } from '#contract/files/schema.ts'
import FileViewer from '#client/files/FileViewer.vue'
import { mountPage, type Page } from '../accounts/mount-page.dom.ts'

const picture = (id: string): FileInfo => ({ id, name: `${id}.jpg`, mediaType: 'image/jpeg', sizeBytes: 1000, sha256: 'x', pages: 1, width: 200, height: 100, createdAt: '2026-11-23T02:00:00.000Z' })
const index = ref<number | null>(null)
const Host = defineComponent(() => () => [
  h('button', { type: 'button', onClick: () => (index.value = 0) }, '看材料'),
  h(FileViewer, { files: [picture('甲'), picture('乙')], index: index.value, 'onUpdate:index': (next: number | null) => (index.value = next) }),
])
let page: Page

beforeEach(async () => {
  vi.useFakeTimers()
  index.value = null
  page = await mountPage(Host, '/')
  page.button('看材料').focus()
  await page.press('看材料')
  shown()?.dispatchEvent(new Event('load'))
  await page.settle()
})
afterEach(() => {
  page.unmount()
  vi.useRealTimers()
})
const shown = () => document.querySelector<HTMLImageElement>('.file-viewer img')
const key = async (name: string) => {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }))
  await page.settle()
}

describe('looking at a stored file', () => {
  it('shows it in place, under its name, with a way to download it', () => {
    expect(shown()?.getAttribute('src')).toBe('/api/files/%E7%94%B2')
    expect(shown()?.alt).toBe('甲.jpg')
    expect(document.querySelector('[aria-label=下载]')?.getAttribute('href')).toBe('/api/files/%E7%94%B2')
  })

  it('turns it by quarters and makes it larger; the next one starts straight', async () => {
    await page.press('转一下')
    await page.press('100%')
    expect(shown()?.style.transform).toContain('rotate(90deg)')
    expect(page.button('150%')).toBeDefined()
    await page.press('下一个')
    expect(shown()?.alt).toBe('乙.jpg')
    expect(shown()?.style.transform).toContain('rotate(0deg)')
    expect(page.button('下一个').disabled).toBe(true)
  })

  it('is worked by keys, and whoever closes is back where they were', async () => {
    await key('ArrowRight')
    expect(shown()?.alt).toBe('乙.jpg')
    await key('ArrowLeft')
    expect(shown()?.alt).toBe('甲.jpg')
    await key('Escape')
    expect(index.value).toBeNull()
    expect(document.activeElement?.textContent).toBe('看材料')
  })

  it('says when it cannot be fetched, and tries again', async () => {
    shown()?.dispatchEvent(new Event('error'))
    await page.settle()
    expect(page.text()).toContain('没有网')
    await page.press('再试一次')
    expect(shown()).not.toBeNull()
  })
})
