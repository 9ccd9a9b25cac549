import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import ChangesBar from '#client/subsidies/ChangesBar.vue'
import { fakeAxios, forgetAnswers, type Page } from '../accounts/mount-page.dom.ts'
import { aProgramme, everyType } from '../subsidies/stage.dom.ts'
import { aCase, steps } from './case-world.dom.ts'
import { accepts, acted, ask, confirm, confirmWord, openFoot, openPiece, pay, refuses, sheet } from './deeds.dom.ts'

vi.mock('axios', () => fakeAxios)
const said: string[] = vi.hoisted(() => [])
vi.mock('#client/ui/toast.ts', () => ({ sayDone: (words: string) => said.push(words) }))

let page: Page
const given: Partial<Application> = {
  state: 'accepted', programme: { ...aProgramme(everyType), steps }, actions: ['recommend', 'correct', 'recuse'],
  answers: {
    bank: '湖滨银行', demand: '扩产', mobile: '13800000001', loanFen: 800, lprPercent: 3.45, paidOn: '2026-11-01', way: '自行产业化', town: '新城镇', legal: true,
    patents: [{ patentNo: '202110000001.2', patentTitle: '一种密封材料', patentType: '发明' }], account: '****0371',
  },
}
const reads = () => sheet().querySelector('.firm-reads')?.textContent?.replace(/\s+/g, ' ') ?? ''
const choose = (word: string) => page.type('改哪一项', word)

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  said.length = 0
  vi.useRealTimers()
})

describe('correcting on a firm’s behalf', () => {
  it('changes one field, shows the firm before and after, and needs a reason', async () => {
    page = await openFoot(given)
    await ask(page, '替企业更正')
    expect(confirmWord()).toBe('先改一处')
    await choose('loanFen')
    await pay(page, '8000000')
    expect(reads()).toContain('贷款金额8 元（0.0008 万元） → 8,000,000 元（800.00 万元）')
    expect(confirmWord()).toBe('先写原因')
    await page.type('更正的原因', '电话核实：单位填错')
    expect(reads()).toContain('电话核实：单位填错')
    accepts('correct', aCase({ ...given, version: 4 }))
    await confirm(page)
    expect(acted('correct')[0]?.data).toEqual({ version: 3, reason: '电话核实：单位填错', answers: { loanFen: 800_000_000 } })
    expect(said).toEqual(['已更正，改了什么已告诉企业'])
  })

  it('says that an account is the firm’s own', async () => {
    page = await openFoot(given)
    await ask(page, '替企业更正')
    await choose('account')
    expect(sheet().textContent).toContain('账户只能企业自己改')
    expect(sheet().querySelector('.correct-box')).toBeNull()
  })

  it('names a row of a list, sends the whole list, and takes a change back', async () => {
    page = await openFoot(given)
    await ask(page, '替企业更正')
    await choose('patents')
    await page.press('1第 1 件专利')
    await page.type('专利名称', '一种含氟密封材料')
    expect(reads()).toContain('第 1 件专利的专利名称一种密封材料 → 一种含氟密封材料')
    await choose('bank')
    await page.type('贷款银行', '湖滨银行城区支行')
    document.querySelector<HTMLButtonElement>('[aria-label="不改第 1 件专利的专利名称了"]')?.click()
    await page.settle()
    expect(reads()).not.toContain('一种含氟密封材料')
    expect(reads()).toContain('湖滨银行 → 湖滨银行城区支行')
  })

  it('does not leave a question open that its change brings up', async () => {
    page = await openFoot(given)
    await ask(page, '替企业更正')
    await choose('way')
    await page.type('方式', '转让')
    await page.type('更正的原因', '电话核实')
    expect(sheet().textContent).toContain('「交易对方」还没有填')
    expect(confirmWord()).toBe('先把标红的改对')
    await page.press('去改')
    await page.type('交易对方', '某公司')
    expect(confirmWord()).toBe('更正，告诉企业')
  })

  it('is refused while the firm itself is editing, with its phone at hand', async () => {
    page = await openFoot(given)
    await ask(page, '替企业更正')
    await choose('bank')
    await page.type('贷款银行', '湖滨银行城区支行')
    await page.type('更正的原因', '电话核实')
    refuses('correct', 409, { code: 'cases.firm-editing' })
    await confirm(page)
    expect(sheet().textContent).toContain('企业正在改，等改完再动')
    expect(sheet().querySelector('a[href="tel:13800000001"]')).not.toBeNull()
  })

  it('shows the server’s complaint at the field it is about', async () => {
    page = await openFoot(given)
    await ask(page, '替企业更正')
    await choose('bank')
    await page.type('贷款银行', '湖滨银行城区支行')
    await page.type('更正的原因', '电话核实')
    refuses('correct', 422, { code: 'subsidies.incomplete', fields: [{ field: 'answers.bank', reason: 'text-invalid' }] })
    await confirm(page)
    expect(page.noteOf('贷款银行')).toContain('里面有不能保存的字符')
    expect(confirmWord()).toBe('更正，告诉企业')
  })

  it('is not taken for something the firm sent back', async () => {
    const event = (id: string, action: 'submit' | 'correct'): Application['events'][number] => ({ id, at: '2026-11-23T02:00:00.000Z', action, state: 'accepted', actor: 'officer', actorName: '王倩', note: null })
    const application = aCase({ ...given, events: [event('e1', 'submit'), event('e2', 'correct')], changes: { fields: [{ path: 'bank', before: '湖边银行' }], papers: [], removed: [] } })
    page = await openPiece(defineComponent(() => () => h(ChangesBar, { application })), application)
    expect(page.text()).toContain('代企业更正改了 1 处')
    expect(page.text()).not.toContain('补正回来')
  })
})
