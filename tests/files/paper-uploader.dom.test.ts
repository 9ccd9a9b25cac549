import { defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import type { FileInfo } from '#contract/files/schema.ts'
import PaperUploader from '#client/files/PaperUploader.vue'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { setFactorAsker } from '#client/http.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { resetServer, server } from './fake-tus.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('tus-js-client', () => import('./fake-tus.dom.ts'))

const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '1', sessionExpiresAt: '2026-11-24T00:00:00.000Z' }
const stored = (id: string, name: string): FileInfo => ({ id, name, mediaType: 'application/pdf', sizeBytes: 1000, sha256: 'x', pages: 2, width: null, height: null, createdAt: '2026-11-23T02:00:00.000Z' })
const aPdf = (name = '质押合同.pdf', size = 600_000) => new File([`%PDF-1.7\n${'x'.repeat(size - 9)}`], name, { type: 'application/pdf' })

const pages = ref<{ id: string; file: FileInfo }[]>([])
const attached: string[] = []
let attachFailure: Error | null = null
let page: Page

const Host = defineComponent(() => {
  const session = useSessionStore()
  session.set(me)
  return () =>
    h(PaperUploader, {
      title: '质押合同',
      hint: '要盖章',
      required: true,
      most: 3,
      place: {
        owner: 'application:1:contract', page: '/subsidies/applications/1/papers', firmId: 'f1', purpose: 'paper',
        attach: async (fileId: string) => {
          if (attachFailure) throw attachFailure
          attached.push(fileId)
          pages.value = [...pages.value, { id: `p-${fileId}`, file: stored(fileId, '质押合同.pdf') }]
        },
      },
      pages: pages.value,
      remove: async (id: string) => { pages.value = pages.value.filter((one) => one.id !== id) },
    })
})

function inputs(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('input[type=file]')]
}
async function choose(files: File[], way = 2): Promise<void> {
  const input = inputs()[way]
  if (!input) throw new Error('no such input')
  Object.defineProperty(input, 'files', { configurable: true, value: files })
  input.dispatchEvent(new Event('change'))
  await page.settle()
  await vi.waitFor(() => expect(page.text()).not.toMatch(/正在读这份文件|排队等着传/), { timeout: 5000, interval: 20 })
  await wait(50)
}
/** Hashing and sealing happen outside the fake clock, so real moments pass too. */
const realTimeout = globalThis.setTimeout
const moment = () => new Promise<void>((done) => realTimeout(done, 2))
async function wait(ms: number): Promise<void> {
  for (let round = 0; round < 25; round += 1) {
    await moment()
    await vi.advanceTimersByTimeAsync(ms / 25)
  }
}

beforeEach(async () => {
  vi.useFakeTimers()
  pages.value = []
  attached.length = 0
  attachFailure = null
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

describe('before a file is chosen', () => {
  it('types, size and number are said', () => {
    expect(page.text()).toContain('要盖章。JPG、PNG、PDF，每个不超过 10 MB，最多 3 个')
  })

  it('camera, album and file manager are each one tap away', () => {
    expect(inputs().map((input) => [input.labels?.[0]?.textContent?.trim(), input.getAttribute('capture'), input.accept.startsWith('image/*')])).toEqual([['拍照', 'environment', true], ['相册', null, true], ['文件', null, false]])
    expect(inputs()[2]?.accept).toContain('.heic')
    const limits = document.getElementById(inputs()[0]?.getAttribute('aria-describedby') ?? '')
    expect(limits?.textContent).toContain('10 MB')
  })
})

describe('a file that was chosen', () => {
  it('goes at once, in parts, and is 已收存 only after the server has it', async () => {
    let release = () => undefined as void
    server.hold = new Promise<void>((done) => (release = done))
    await choose([aPdf()])
    expect(server.log).toEqual(['POST', 'PATCH u1 0', 'PATCH u1 262144', 'PATCH u1 524288'])
    expect(server.metadata[0]).toMatchObject({ filename: '质押合同.pdf', filetype: 'application/pdf', firmId: 'f1', purpose: 'paper' })
    expect(page.text()).toContain('传完了，服务器正在查看')
    expect(page.text()).not.toContain('已收存')
    expect(attached).toEqual([])
    release()
    await wait(50)
    expect(attached).toEqual(['u1'])
    expect(page.text()).toContain('已收存')
    expect(page.text()).toContain('PDF 2 页')
    expect(page.text()).toContain('还能放 2 个')
  })

  it('is not called stored when the server does not know it', async () => {
    answer('GET /api/files/u1/info', 404, { code: 'not-found', requestId: 'r' })
    await choose([aPdf()])
    expect(page.text()).not.toContain('已收存')
    expect(attached).toEqual([])
  })

  it('goes one after the other', async () => {
    await choose([aPdf('一.pdf', 10_000), aPdf('二.pdf', 10_000)])
    expect(server.log).toEqual(['POST', 'PATCH u1 0', 'POST', 'PATCH u2 0'])
    expect(attached).toEqual(['u1', 'u2'])
  })

  it('goes on where it was when the line comes back', async () => {
    server.cutAt = 262_144
    await choose([aPdf()])
    expect(page.text()).toContain('没传上去，文件还在本机。连上网自动再传。')
    expect(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('43')
    server.isOffline = false
    window.dispatchEvent(new Event('online'))
    await wait(50)
    expect(server.log).toEqual(['POST', 'PATCH u1 0', 'HEAD u1', 'PATCH u1 262144', 'PATCH u1 524288'])
    expect(attached).toEqual(['u1'])
  })

  it('tries again by itself when the browser does not notice that the line is back', async () => {
    server.isOffline = true
    await choose([aPdf('一.pdf', 10_000)])
    server.isOffline = false
    await wait(2_500)
    expect(attached).toEqual(['u1'])
  })

  it('that is refused says why and does not hold up the next', async () => {
    server.refusal = { status: 422, code: 'files.active-content' }
    await choose([aPdf('有脚本.pdf', 10_000), aPdf('好的.pdf', 10_000)])
    expect(page.text()).toContain('这个文件里带有脚本、宏或附件，收不了')
    expect(attached).toEqual(['u2'])
    expect(() => page.button('再传这一份')).toThrow()
    await page.press('拿掉，换一份')
    await wait(20)
    expect(page.text()).not.toContain('有脚本.pdf')
  })

  it('that met a full place can be sent once more by itself', async () => {
    server.refusal = { status: 429, code: 'files.quota' }
    await choose([aPdf('一.pdf', 10_000), aPdf('二.pdf', 10_000)])
    expect(page.text()).toContain('存的文件到上限了')
    expect(attached).toEqual(['u2'])
    await page.press('再传这一份')
    await wait(50)
    expect(attached).toEqual(['u2', 'u1'])
  })

  it('that meets the second factor waits with its words, and goes on by itself once it is shown', async () => {
    let show = (_isShown: boolean) => undefined as void
    const asked: string[] = []
    setFactorAsker((step) => {
      asked.push(step)
      return new Promise((resolve) => { show = (isShown) => void resolve(isShown) })
    })
    server.refusal = { status: 403, code: 'accounts.factor-needed' }
    answer('GET /api/files/u1/info', 403, { code: 'accounts.factor-needed', details: { step: 'prove' }, requestId: 'r' })
    await choose([aPdf('一.pdf', 10_000)])
    expect(page.text()).toContain('先输动态口令，输好接着传')
    expect([asked, attached]).toEqual([['prove'], []])
    answer('GET /api/files/u1/info', 200, { ...stored('u1', 'x'), sentSha256: null })
    show(true)
    await wait(200)
    expect(attached).toEqual(['u1'])
    expect(server.log.filter((line) => line === 'POST')).toHaveLength(1)
  })

  it('stays, with its words, until its place on the server is sure', async () => {
    attachFailure = new Error('nobody knows')
    await choose([aPdf('一.pdf', 10_000)])
    expect(page.text()).not.toContain('已收存')
    attachFailure = null
    await wait(2_500)
    expect(attached).toEqual(['u1'])
    expect(server.log.filter((line) => line === 'POST').length).toBe(1)
  })

  it('can be given up, also on the server', async () => {
    answer('DELETE /api/files/u1', 204)
    server.cutAt = 262_144
    await choose([aPdf()])
    await page.press('不传了')
    await wait(20)
    expect(sent.some((request) => request.method === 'DELETE' && request.url === '/api/files/u1')).toBe(true)
    expect(page.text()).not.toContain('质押合同.pdf')
  })

  it('is refused on the phone when it is empty, unknown, unreadable or a HEIC it cannot draw', async () => {
    const cloud = new File(['x'], '网盘.pdf')
    Object.defineProperty(cloud, 'arrayBuffer', { value: () => Promise.reject(new DOMException('gone', 'NotReadableError')) })
    await choose([new File([], '分身.jpg'), new File(['GIF89a'], '动图.gif'), cloud])
    expect(page.text()).toContain('选到的文件是空的')
    expect(page.text()).toContain('这种文件收不了。请换 JPG、PNG 或 PDF。')
    expect(page.text()).toContain('如果在网盘里，先下载到手机再选')
    expect(server.log).toEqual([])
  })

  it('does not push the paper over its number', async () => {
    await choose([aPdf('1.pdf', 9_000), aPdf('2.pdf', 9_000), aPdf('3.pdf', 9_000), aPdf('4.pdf', 9_000)])
    expect(attached.length).toBe(3)
    expect(page.text()).toContain('这份材料最多 3 个文件，多选的 1 个没有放进来')
    expect(inputs().every((input) => input.disabled)).toBe(true)
  })

  it('says so when the phone keeps nothing and the page must stay open', async () => {
    server.isOffline = true
    await choose([aPdf('一.pdf', 10_000)])
    expect(page.text()).toContain('这部手机不让我们存文件，传完之前先别关这个页面')
  })
})

describe('files of another person', () => {
  it('are neither shown nor sent when somebody else signs in', async () => {
    server.isOffline = true
    await choose([aPdf('一.pdf', 10_000)])
    useSessionStore().set({ ...me, id: 'a2' })
    server.isOffline = false
    await wait(70_000)
    expect(server.log).toEqual([])
    expect(page.text()).not.toContain('一.pdf')
    useSessionStore().set(me)
    window.dispatchEvent(new Event('online'))
    await wait(50)
    expect(attached).toEqual(['u1'])
  })
})

describe('a stored page', () => {
  it('is taken away only after a question', async () => {
    pages.value = [{ id: 'p1', file: stored('u1', '旧合同.pdf') }]
    await page.settle()
    document.querySelector<HTMLButtonElement>('[aria-label="删掉 旧合同.pdf"]')?.click()
    await wait(50)
    expect(pages.value.length).toBe(1)
    await page.press('删掉')
    await wait(50)
    expect(pages.value.length).toBe(0)
  })
})
