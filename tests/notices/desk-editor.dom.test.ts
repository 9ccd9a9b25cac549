import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { everybody } from '#contract/notices/audience.ts'
import { answer, answerWith, fakeAxios, forget, type Page } from '../accounts/mount-page.dom.ts'
import { disk, fakeIdb } from '../subsidies/stage.dom.ts'
import { aText } from './desk-texts.dom.ts'
import { aNotice, anOpen, aPreview, confirmButton, openNotice, pass, serve, untilWritable, world } from './desk-world.dom.ts'

vi.mock('axios', async () => (await import('../accounts/mount-page.dom.ts')).fakeAxios)
vi.mock('idb', async () => (await import('../subsidies/stage.dom.ts')).fakeIdb)
void [fakeAxios, fakeIdb]
const send = vi.hoisted(() => ({ file: vi.fn<() => Promise<string>>() }))
vi.mock('#client/notices/desk-upload.ts', async (original) => ({ ...(await original<object>()), sendNoticeFile: send.file }))

let page: Page
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }))
  vi.stubGlobal('indexedDB', {})
  Element.prototype.scrollIntoView = () => undefined
  disk.clear()
  serve(aNotice())
})
afterEach(() => {
  page.unmount()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
const saved = () => document.querySelector('.nd-save')?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const count = () => document.querySelector('.nd-count')?.textContent?.replace(/\s+/g, ' ').trim() ?? ''

describe('a notice being written', () => {
  it('changes nothing by being opened', async () => {
    page = await openNotice()
    await untilWritable(page)
    await pass(page, 5_000)
    expect(world.saves()).toEqual([])
    expect(document.querySelector('.ProseMirror')?.textContent).toContain('一、条件')
  })
  it('writes no style sheet of its own into the page and no style attribute', async () => {
    page = await openNotice()
    const editor = await untilWritable(page)
    expect(document.querySelector('style[data-tiptap-style]')).toBeNull()
    expect(editor.querySelector('[style]')).toBeNull()
  })
  it('is saved after a pause with the revision it was read at', async () => {
    page = await openNotice()
    await page.type('标题', '改了的标题')
    expect(world.saves()).toEqual([])
    await pass(page, 1_500)
    expect(world.saves()).toHaveLength(1)
    expect(world.saves()[0]?.headers?.['If-Match']).toBe('"4"')
    expect(world.lastSave()?.text).toEqual(aText({ title: '改了的标题' }))
    expect(saved()).toContain('已存到服务器')
    await page.type('文号', '')
    await pass(page, 1_500)
    expect(world.saves().at(-1)?.headers?.['If-Match']).toBe('"5"')
    expect(world.lastSave()?.text.documentNumber).toBeNull()
  })
  it('lays what a colleague did elsewhere under it', async () => {
    page = await openNotice()
    world.elsewhere((open) => ({ text: { ...open.text, issuer: '县政府' } }))
    await page.type('标题', '我的标题')
    await pass(page, 1_500)
    expect(world.lastSave()?.text).toMatchObject({ title: '我的标题', issuer: '县政府' })
    expect(document.querySelector('.nd-clash')).toBeNull()
  })
  it('keeps both where two wrote the same field, says who, and lets one choose', async () => {
    page = await openNotice()
    world.elsewhere((open) => ({ text: { ...open.text, title: '赵强的标题' } }))
    await page.type('标题', '我的标题')
    await pass(page, 1_500)
    expect(page.text()).toContain('赵强也改了「标题」')
    expect(page.text()).toContain('赵强的标题')
    expect(world.notice.open?.text.title).toBe('赵强的标题')
    await page.press('送第二人核准')
    expect(document.activeElement?.textContent).toBe('用赵强的')
    await page.press('留我的')
    await pass(page, 1_500)
    expect(world.notice.open?.text.title).toBe('我的标题')
    expect(document.querySelector('.nd-clash')).toBeNull()
  })
  it('holds back what is too long and sends the rest', async () => {
    page = await openNotice()
    await page.type('标题', '长'.repeat(121))
    await page.type('文号', '云政〔2026〕1号')
    await pass(page, 1_500)
    expect(world.lastSave()?.text).toMatchObject({ title: '贴息申报通知', documentNumber: '云政〔2026〕1号' })
    expect(saved()).toContain('「标题」改好才传')
  })
  it('keeps what is typed on this computer while there is no network, and sends it when there is one', async () => {
    page = await openNotice()
    forget('PUT /api/notices/desk/n1/draft')
    await page.type('标题', '断网时写的')
    await vi.waitFor(() => pass(page, 2_000).then(() => expect(saved()).toContain('已存在本机')))
    page.unmount()
    serve(aNotice())
    page = await openNotice()
    await vi.waitFor(() => pass(page, 2_000).then(() => expect(world.lastSave()?.text.title).toBe('断网时写的')))
  })
  it('tells what is missing when it is to be proposed, and counts it', async () => {
    const problems = [{ field: 'source', reason: 'required', blocks: true }, { field: 'deadlines[0].on', reason: 'date-format', blocks: true }]
    serve(aNotice({ open: anOpen({ text: aText({ source: '', deadlines: [{ id: 'd1', title: '截止', on: '' }] }), problems }) }))
    page = await openNotice()
    expect(page.text()).toContain('还有 2 处要改')
    expect(page.noteOf('依据和核对')).not.toContain('还没有填')
    await page.press('送第二人核准')
    expect(world.actions()).toEqual([])
    expect(page.noteOf('依据和核对')).toContain('还没有填')
    await page.type('依据和核对', '已核对')
    expect(page.text()).toContain('还有 1 处要改')
  })
  it('is proposed with all that was typed', async () => {
    page = await openNotice()
    await page.type('标题', '送核准的')
    await page.press('送第二人核准')
    await pass(page, 100)
    expect(world.lastSave()?.text.title).toBe('送核准的')
    expect(world.actions()[0]?.data).toEqual({ revision: 5 })
    expect(page.text()).toContain('不能自己核准')
  })
  it('somebody else’s draft is only written on when that is asked for', async () => {
    serve(aNotice({ open: anOpen({ hands: [{ id: 'o2', name: '赵强' }] }) }))
    page = await openNotice()
    expect(page.text()).toContain('赵强在写。您一改，就不能由您核准。')
    expect(document.querySelector('.ned')).toBeNull()
  })
})

describe('whom a notice is for', () => {
  it('is counted by the server, in words', async () => {
    page = await openNotice()
    await pass(page, 600)
    expect(count()).toContain('发给 132 家企业、210 人（短信 180、推送 60、邮件 12），另有关注的 8 人')
    expect(count()).toContain('苇畔新材料有限公司 果里镇 · 在果里镇')
  })
  it('shows no older number for a newer choice, also when counting fails', async () => {
    page = await openNotice()
    await pass(page, 600)
    forget('POST /api/notices/desk/audience-preview')
    await page.tick('按条件选')
    expect(count()).toBe('还没有选发给谁，谁也不会收到。')
    await page.tick('果里镇')
    expect(count()).toBe('正在数会发给谁…')
    await page.tick('唐山镇')
    await pass(page, 600)
    await vi.waitFor(() => pass(page, 600).then(() => expect(count()).toContain('没有数出来')))
    expect(count()).not.toContain('132')
    answer('POST /api/notices/desk/audience-preview', 200, aPreview({ firms: 7, people: 9 }))
    await page.press('再数一次')
    await pass(page, 600)
    expect(count()).toContain('发给 7 家企业、9 人')
    expect(world.counted().at(-1)?.data).toEqual({ audience: { ...everybody, everyone: false, towns: ['果里镇', '唐山镇'] }, of: 'n1' })
  })
  it('warns when nobody fits', async () => {
    serve(aNotice())
    answer('POST /api/notices/desk/audience-preview', 200, aPreview({ firms: 0, people: 0, followers: 0, sample: [] }))
    page = await openNotice()
    await pass(page, 600)
    expect(count()).toContain('没有一家企业符合，不会通知任何企业')
  })
})

describe('a Word file', () => {
  const imported = {
    body: [{ heading: '二、导入的' }, { paragraph: '导入的一段' }, { table: [['甲'], ['1']] }], title: '导入的标题', documentNumber: '云政〔2026〕9号', issuer: null, writtenOn: '2026-11-01',
    left: [{ kind: 'footnote', count: 2 }, { kind: 'merged-cells', count: 1 }], files: [],
  }
  async function choose(): Promise<void> {
    send.file.mockResolvedValue('f9')
    const input = document.querySelector<HTMLInputElement>('.nd-import input')
    Object.defineProperty(input, 'files', { value: [new File(['PK'], '通知.docx')], configurable: true })
    input?.dispatchEvent(new Event('change'))
    await vi.waitFor(() => page.settle().then(() => expect(page.text()).toContain('从 Word 里读到的')))
  }
  it('is told about first; only then it goes into the text, and empty fields alone are ticked', async () => {
    serve(aNotice({ open: anOpen({ text: aText({ documentNumber: null }) }) }))
    answer('POST /api/notices/desk/n1/import', 200, imported)
    page = await openNotice()
    const editor = await untilWritable(page)
    await choose()
    expect(page.text()).toContain('正文：1 个标题、1 段、1 个表格')
    expect(page.text()).toContain('2 条脚注没有带来')
    expect(page.text()).toContain('现在是「贴息申报通知」，勾上才换掉')
    expect(world.saves()).toEqual([])
    confirmButton().click()
    await pass(page, 1_500)
    expect(editor.textContent).toContain('导入的一段')
    expect(world.lastSave()?.text).toMatchObject({ title: '贴息申报通知', documentNumber: '云政〔2026〕9号', writtenOn: '2026-11-20', body: imported.body })
    document.querySelector<HTMLButtonElement>('[aria-label^="撤销"]')?.click()
    await pass(page, 1_500)
    expect(world.lastSave()?.text.body).toEqual(aText().body)
  })
  it('that cannot be read says so and changes nothing', async () => {
    answerWith('POST /api/notices/desk/n1/import', () => ({ status: 422, body: { code: 'notices.import-unreadable', requestId: 'r' } }))
    page = await openNotice()
    send.file.mockResolvedValue('f9')
    const input = document.querySelector<HTMLInputElement>('.nd-import input')
    Object.defineProperty(input, 'files', { value: [new File(['x'], '坏.docx')], configurable: true })
    input?.dispatchEvent(new Event('change'))
    await vi.waitFor(() => page.settle().then(() => expect(page.text()).toContain('「坏.docx」没有导入：这个文件打不开')))
    expect(world.saves()).toEqual([])
  })
})
