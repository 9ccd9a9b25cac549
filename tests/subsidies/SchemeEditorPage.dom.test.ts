import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSessionStore } from '#client/accounts/session.ts'
import { disk, fakeIdb } from './stage.dom.ts'
import { schemeOf } from './scheme-sources.ts'
import { desk, fakeAxios, openEditor, pass, type Editor } from './scheme-world.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)

let page: Editor
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }))
  vi.stubGlobal('indexedDB', {})
  Element.prototype.scrollIntoView = () => undefined
  disk.clear()
  desk.reset(schemeOf('P05'))
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
const open = (index: number) => document.querySelectorAll<HTMLElement>('.sed-form .el-head')[index]?.click()

describe('the draft of a scheme on the desk', () => {
  it('says which version it is, what is online, and who is in flight', async () => {
    page = await openEditor()
    expect(page.text()).toContain('草稿 第 4 版')
    expect(page.text()).toContain('线上是第 3 版，12 家企业有草稿，改后答案都留着')
    expect(page.saved()).toContain('已存到服务器')
  })
  it.each(['basics', 'basis', 'batches', 'conditions', 'amount', 'form', 'papers', 'steps', 'claim', 'statement'])('changes nothing by being opened and looked at: %s', async (part) => {
    page = await openEditor(part)
    for (const head of document.querySelectorAll<HTMLElement>('.sed-form .el-head')) {
      head.click()
      await pass(1)
    }
    await pass(5_000)
    expect(desk.saves().length).toBe(0)
  })
  it('is saved after a pause with the revision it was read at, and checked by the server', async () => {
    page = await openEditor()
    await page.type('项目名称', '')
    expect(page.saved()).not.toContain('换手机')
    await pass(1_500)
    expect(desk.saves()).toHaveLength(1)
    expect(desk.saves()[0]?.headers?.['If-Match']).toBe('"1"')
    expect(desk.lastSave()).toEqual({ ...schemeOf('P05'), title: '' })
    expect(page.outline()[0]).toContain('要写好')
    await page.type('项目名称', '转化奖励')
    await pass(1_500)
    expect(desk.saves().at(-1)?.headers?.['If-Match']).toBe('"2"')
    expect(page.outline()[0]).toContain('写好了')
  })
  it('keeps what is typed on this computer while there is no network, over a reload, and sends it then', async () => {
    page = await openEditor()
    desk.isOnline = false
    await page.type('给谁', '全县的企业')
    await pass(2_000)
    await vi.waitFor(() => pass().then(() => expect(page.saved()).toContain('已存在本机')))
    page.unmount()
    desk.isOnline = true
    page = await openEditor()
    await pass(2_000)
    expect(desk.lastSave()?.who).toBe('全县的企业')
    expect(page.saved()).toContain('已存到服务器')
  })
  it('holds a part the server could not keep, and sends the others', async () => {
    page = await openEditor()
    await page.type('编号字母', 'z')
    await page.type('项目名称', '改了的')
    await pass(1_500)
    expect(desk.saves().length).toBe(0)
    await vi.waitFor(() => pass().then(() => expect(page.saved()).toContain('「基本信息」填好才传')))
    expect(page.noteOf('编号字母')).toContain('要两个大写字母')
    await page.type('编号字母', 'zx')
    await pass(1_500)
    expect(desk.lastSave()).toMatchObject({ numberKind: 'ZX', title: '改了的' })
  })
  it('takes what a colleague changed elsewhere, and asks where both wrote', async () => {
    page = await openEditor()
    desk.elsewhere((source) => ({ ...source, fee: '收 1 元', statement: ['他们的声明。'] }))
    await page.type('项目名称', '我写的名称')
    await pass(1_500)
    expect(page.form()).toContain('赵强也改了这一部分')
    expect(page.form()).toContain('收 1 元')
    expect(desk.draft?.statement).toEqual(['他们的声明。'])
    expect(desk.draft?.title).toBe(schemeOf('P05').title)
    await page.press('留我的')
    await pass(1_500)
    expect(desk.draft).toMatchObject({ title: '我写的名称', fee: schemeOf('P05').fee, statement: ['他们的声明。'] })
    expect(page.form()).not.toContain('也改了')
  })
  it('takes theirs where the officer says so', async () => {
    page = await openEditor()
    desk.elsewhere((source) => ({ ...source, fee: '收 1 元' }))
    await page.type('项目名称', '我写的名称')
    await pass(1_500)
    await page.press('用赵强的')
    await pass(1_500)
    expect(desk.draft).toMatchObject({ title: schemeOf('P05').title, fee: '收 1 元' })
    expect(document.querySelector<HTMLInputElement>('#field-title')?.value).toBe(schemeOf('P05').title)
  })
  it('goes to the second person when nothing stands in the way, and cannot be written until it is taken back', async () => {
    page = await openEditor()
    await page.press('送第二人核准')
    await pass(5)
    expect(desk.state).toBe('proposed')
    expect(document.querySelector('fieldset')?.disabled).toBe(true)
    await page.press('收回再改')
    await pass(5)
    expect(document.querySelector('fieldset')?.disabled).toBe(false)
  })
  it('is not sent with something missing: the place is opened', async () => {
    desk.reset({ ...schemeOf('P05'), conditions: schemeOf('P05').conditions.map((one) => (one.id === 'paid' ? { ...one, evidence: 'gone' } : one)) })
    page = await openEditor()
    await page.press('送第二人核准')
    await pass(5)
    expect(desk.state).toBe('draft')
    expect(page.router.currentRoute.value.query.part).toBe('conditions')
    expect(page.text()).toContain('写好这些才能送核准：申报条件')
  })
  it('says that there is no draft, and offers to begin one', async () => {
    desk.reset(null)
    page = await openEditor()
    expect(page.text()).toContain('还没有草稿')
    expect(page.button('开始改')).toBeTruthy()
  })
})

describe('conditions', () => {
  it('stand as the firm reads them, with where the answer comes from', async () => {
    page = await openEditor('conditions')
    expect(page.heads()[0]).toMatch(/在桓台县登记注册.*企业信息.*等于.*已核对.*必须/)
    expect(page.heads()[7]).toMatch(/款项已实际支付.*企业回答.*大于.*0\.00 万元/)
  })
  it('are added with their fact, and removed with it, and come back', async () => {
    page = await openEditor('conditions')
    await page.press('加一条')
    await page.type('给企业看的话', '近三年没有侵权判决')
    await page.type('问句', '近三年有侵权判决吗？')
    await pass(1_500)
    expect(desk.lastSave()?.facts.at(-1)).toMatchObject({ question: '近三年有侵权判决吗？', source: 'officer', kind: 'boolean' })
    await page.press('删除')
    await pass(1_500)
    expect(desk.lastSave()).toEqual(schemeOf('P05'))
    await page.press('撤销')
    await pass(1_500)
    expect(desk.lastSave()?.conditions.at(-1)?.label).toBe('近三年没有侵权判决')
  })
  it('change places with the keyboard, and where one went is said', async () => {
    page = await openEditor('conditions')
    const head = document.querySelectorAll<HTMLElement>('.sed-form .el-head')[1]
    head?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', altKey: true, bubbles: true }))
    await pass(1_500)
    expect(desk.lastSave()?.conditions.slice(0, 2).map(({ id }) => id)).toEqual(['legal', 'reg'])
    expect(page.form()).toContain('已移到第 1')
  })
  it('say what the check found, beside the box and in the outline', async () => {
    desk.reset({ ...schemeOf('P05'), conditions: schemeOf('P05').conditions.map((one, index) => (index === 0 ? { ...one, evidence: 'gone' } : one)) })
    page = await openEditor('conditions')
    open(0)
    await pass(5)
    expect(page.form()).toContain('材料里没有「gone」这一份')
    expect(page.outline()[3]).toContain('有 1 处要写好')
  })
})

describe('the sum', () => {
  it('is tried out with the real rule, line by line, and marked as an example', async () => {
    page = await openEditor('amount')
    const wan = [...document.querySelectorAll<HTMLInputElement>('.tr input')][1]
    if (!wan) throw new Error('no box')
    wan.value = '62'
    wan.dispatchEvent(new Event('input'))
    await pass(5)
    expect(page.form()).toContain('6.20 万元')
    expect(page.form()).toContain('× 10% =')
    expect(page.form()).toContain('示例')
    expect(desk.saves().length).toBe(0)
  })
  it('changes its kind and keeps what fits', async () => {
    page = await openEditor('amount')
    await page.type('算法', 'percentWithTierCap')
    await pass(1_500)
    expect(desk.lastSave()?.amount).toMatchObject({ type: 'percentWithTierCap', percent: 10, base: 'paidAmountFen', tiers: [] })
    expect(page.form()).toContain('还没有分档')
  })
  it('keeps the number before one that cannot be read, and says so', async () => {
    page = await openEditor('amount')
    await page.type('比例', '十')
    await pass(1_500)
    expect(page.noteOf('比例')).toBe('这不是一个数。')
    expect(desk.saves().length).toBe(0)
  })
})

describe('the form', () => {
  it('gets a question with a name nobody had to think of', async () => {
    page = await openEditor('form')
    open(2)
    await pass(5)
    await page.press('加一项')
    await page.type('问什么', '技术合同登记号')
    await pass(1_500)
    const added = desk.lastSave()?.sections[2]?.fields.at(-1)
    expect(added).toMatchObject({ label: '技术合同登记号', type: 'text', required: true })
    expect(added?.name).toMatch(/^[a-z][a-z0-9]+$/)
  })
  it('does not lose a question others need: it says who', async () => {
    page = await openEditor('form')
    open(2)
    await pass(5)
    open(3)
    await pass(5)
    await page.press('删除')
    expect(page.form()).toContain('「方式」还不能删，这些地方在用：')
    expect(page.form()).toContain('填项「交易对方」什么时候问')
    expect(desk.saves().length).toBe(0)
  })
})

describe('an internal name', () => {
  it('that cannot be one, or is taken, changes nothing and says why; a good one takes everything along', async () => {
    page = await openEditor('form')
    open(2)
    await pass(5)
    open(3)
    await pass(5)
    await page.type('内部名', '方式')
    expect(page.noteOf('内部名')).toContain('小写英文字母开头')
    await page.type('内部名', 'uscc')
    expect(page.noteOf('内部名')).toContain('已经有一项叫 uscc')
    await page.type('内部名', 'dealKind')
    await pass(1_500)
    expect(JSON.stringify(desk.lastSave())).not.toContain('"dealType"')
    expect(desk.lastSave()?.claim?.itemField).toBe('dealKind')
  })
})

describe('the other parts', () => {
  it('a scheme that is stopped points to others by their titles', async () => {
    page = await openEditor('basics')
    await page.tick('停止受理')
    await page.tick('海外维权援助')
    await pass(1_500)
    expect(desk.lastSave()).toMatchObject({ status: 'closed', instead: ['P09'] })
  })
  it('what changed in this version is told the second person', async () => {
    page = await openEditor('basics')
    await page.type('这一版改了什么', '按新文件改比例')
    await pass(1_500)
    expect(desk.saves().at(-1)?.data?.note).toBe('按新文件改比例')
  })
  it('a batch opens and closes to the second, with or without money', async () => {
    page = await openEditor('batches')
    await page.press('加一个批次')
    await pass(1_500)
    expect(desk.lastSave()?.batches).toMatchObject([{ name: '2026年', opensAt: '2026-01-01T00:00:00', closesAt: '2026-12-31T23:59:59', budgetFen: null }])
    const time = document.querySelectorAll<HTMLInputElement>('.bt input[type=time]')[1]
    if (!time) throw new Error('no time')
    time.value = '17:30'
    time.dispatchEvent(new Event('input'))
    await pass(5)
    await page.tick('这一批的资金总额没有公布')
    const wan = document.querySelectorAll<HTMLInputElement>('.money input')[1]
    if (!wan) throw new Error('no box')
    wan.value = '300'
    wan.dispatchEvent(new Event('input'))
    await pass(1_500)
    expect(desk.lastSave()?.batches[0]).toMatchObject({ closesAt: '2026-12-31T17:30:00', budgetFen: 300_000_000 })
  })
  it('a document that was found is ticked as checked', async () => {
    page = await openEditor('basis')
    open(0)
    await pass(5)
    await page.tick('原文找到了')
    await pass(1_500)
    expect(desk.lastSave()?.basis[0]?.verified).toBe(false)
  })
  it('a paper a condition stands on is not removed; a new one is', async () => {
    page = await openEditor('papers')
    open(1)
    await pass(5)
    await page.press('删除')
    expect(page.form()).toContain('申报条件「在桓台县登记注册」的证明材料')
    await page.press('加一份材料')
    await page.press('删除')
    await pass(1_500)
    expect(desk.saves().length).toBe(0)
  })
  it('the first step stays the first', async () => {
    page = await openEditor('steps')
    open(0)
    await pass(5)
    expect(page.button('上移').disabled).toBe(true)
    expect(page.button('下移').disabled).toBe(true)
    expect([...document.querySelectorAll('.el-remove')]).toHaveLength(0)
  })
  it('duplicates are looked for, or not', async () => {
    page = await openEditor('claim')
    await page.tick('这个项目要查重复申领')
    await pass(1_500)
    expect(desk.lastSave()).not.toHaveProperty('claim')
    await page.tick('这个项目要查重复申领')
    await pass(1_500)
    expect(desk.lastSave()?.claim).toMatchObject({ group: 'P05', by: ['patents.patentNo'], per: 'submitted-year' })
  })
  it('the statement is a list of sentences', async () => {
    page = await openEditor('statement')
    await page.press('加一条')
    const box = [...document.querySelectorAll<HTMLTextAreaElement>('.lr textarea')].at(-1)
    if (!box) throw new Error('no box')
    box.value = '愿意接受检查。'
    box.dispatchEvent(new Event('input'))
    await pass(1_500)
    expect(desk.lastSave()?.statement.at(-1)).toBe('愿意接受检查。')
  })
})
