import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ApplicationSectionPage from '#client/subsidies/ApplicationSectionPage.vue'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { disk, fakeAxios, fakeIdb, openStage, server, settle, type Stage } from './stage.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})

const path = '/subsidies/applications/a1/sections/deal'
let stage: Stage

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-23T06:40:00Z') })
  server.reset()
  disk.clear()
  forgetVaults()
  Element.prototype.scrollIntoView = () => undefined
  stage = await openStage(ApplicationSectionPage, path)
})
afterEach(() => {
  stage.close()
  vi.useRealTimers()
})

describe('a section of a scheme', () => {
  it('asks every type of field, each with its label', () => {
    for (const label of [
      '贷款银行',
      '需求',
      '联系手机',
      '贷款金额/按元填',
      '贷款金额/按万元填',
      '贷款利率',
      '付款日',
      '方式',
      '所在镇',
      '专利号',
      '专利名称',
      '类型',
    ])
      expect(stage.box(label), label).toBeTruthy()
    expect(document.querySelectorAll('[role=radiogroup] input')).toHaveLength(2)
    expect(stage.box('付款日').max).toBe('2026-11-23')
    expect([...stage.box('所在镇').querySelectorAll('option')].map((option) => option.textContent?.trim())).toContain('马桥镇')
  })

  it('shows a field only when the answer it hangs on was given', async () => {
    expect(() => stage.box('交易对方')).toThrow()
    await stage.type('方式', '转让')
    expect(stage.box('交易对方')).toBeTruthy()
    await stage.type('方式', '自行产业化')
    expect(() => stage.box('交易对方')).toThrow()
  })

  it('writes 元 into 万元 and reads the sum back in words', async () => {
    await stage.type('贷款金额/按元填', '6000000')
    expect(stage.box('贷款金额/按万元填').value).toBe('600')
    expect(stage.text()).toContain('人民币陆佰万元整')
    await settle(1_300)
    expect(server.application.answers.loanFen).toBe(600_000_000)
  })

  it('keeps what is typed in pinyin when the button is tapped before the word is chosen', async () => {
    const box = stage.box('贷款银行')
    box.dispatchEvent(new Event('compositionstart'))
    box.value = 'shi li 银行'
    box.dispatchEvent(new Event('input'))
    await stage.press('存好，下一步')
    expect(box.value).toBe('shi li 银行')
    box.value = '示例银行'
    box.dispatchEvent(new Event('compositionend'))
    await settle(1_300)
    expect(server.application.answers.bank).toBe('示例银行')
  })

  it('explains a publication number while it is typed and reads a patent number off', async () => {
    await stage.type('专利号', 'CN110941994B')
    expect(stage.note('专利号')).toContain('这是公告号')
    await stage.type('专利号', 'zl 2017 1 0601862.3')
    expect(stage.note('专利号')).toContain('ZL201710601862.3，发明，2017 年申请')
    expect(stage.box('类型').value).toBe('发明')
    await stage.leave('专利号')
    expect(stage.box('专利号').value).toBe('ZL201710601862.3')
  })

  it('only points out a check digit that does not fit', async () => {
    await stage.type('专利号', 'ZL201710601862.4')
    await stage.leave('专利号')
    expect(stage.note('专利号')).toContain('应为「3」')
    expect(stage.box('专利号').getAttribute('aria-invalid')).toBeNull()
  })

  it('says what is wrong under the field after it was left, not before', async () => {
    await stage.type('联系手机', '1380013800')
    expect(stage.note('联系手机')).toBe('')
    await stage.leave('联系手机')
    expect(stage.note('联系手机')).toContain('手机号是 11 位')
    expect(stage.box('联系手机').getAttribute('aria-invalid')).toBe('true')
  })

  it('goes to the first thing that is wrong, and lets one go on all the same', async () => {
    await stage.press('存好，下一步')
    expect(document.activeElement).toBe(stage.box('贷款银行'))
    expect(stage.text()).toContain('这一段还有')
    await stage.press('先放着，去下一步')
    expect(stage.router.currentRoute.value.path).toBe('/subsidies/applications/a1/sections/last')
  })

  it('adds rows, deletes one and takes the deletion back', async () => {
    await stage.type('专利号', 'ZL201710601862.3')
    await stage.press('再加一件专利')
    expect(stage.text()).toContain('2 / 3 件')
    await stage.press('删除第 1 件专利')
    expect(stage.text()).toContain('已删第 1 件专利')
    await stage.press('撤销')
    await settle(1_300)
    expect(server.application.answers.patents).toEqual([{ patentNo: 'ZL201710601862.3' }, {}])
  })

  it('keeps what cannot be read as a sum out of the answers and says so at once', async () => {
    await stage.type('贷款金额/按元填', '八万')
    expect(stage.text()).toContain('只填数字和小数点')
    await settle(1_300)
    expect(server.patches()).toHaveLength(0)
  })
})
