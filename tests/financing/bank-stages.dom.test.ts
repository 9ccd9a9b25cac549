import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LeadState } from '#contract/financing/workflow.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { hasDirtyForm } from '#client/ui/form-guard.ts'
import { answer, answerWith, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aLead, full, names, now, open, serveBank, serveLead, texts, until } from './bank-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now), shouldAdvanceTime: true })
  serveBank()
})
afterEach(() => {
  page.unmount()
  forgetVaults()
  forgetAnswers()
  vi.useRealTimers()
})
const posted = () => sent.filter(({ method, url }) => method === 'POST' && url.includes('/actions/'))
const errors = () => texts('.hint.err')
const labels = () => texts('.bank-lead-form .field > .lab').map((label) => label.replace('*（必填）', ''))

async function form(state: LeadState, word: string, title: string): Promise<void> {
  serveLead(aLead(state))
  page = await open('/bank/leads/l1')
  await until(page, '孙凯')
  await page.press(word)
  await vi.waitFor(async () => {
    await page.settle()
    expect(texts('.bank-lead-form-h')).toEqual([title])
  })
}
async function sends(action: string, next: LeadState): Promise<void> {
  answerWith(`POST /api/financing/leads/l1/actions/${action}`, () => {
    serveLead(aLead(next))
    return { status: 200, body: aLead(next) }
  })
  document.querySelector<HTMLButtonElement>('.bank-lead-form [type="submit"]')?.click()
  await vi.waitFor(async () => {
    await page.settle()
    expect(document.querySelector('.bank-lead-form')).toBeNull()
  })
}

describe('stages, one at a time', () => {
  it('begins due diligence without anything to fill in', async () => {
    await form('taken', '开始尽调', '开始尽调')
    expect(labels()).toEqual([])
    await sends('examine', 'due-diligence')
    expect(posted()[0]?.data).toEqual({})
    expect(page.router.currentRoute.value.query).toEqual({})
  })

  it('approves a sum in 元 or 万元, months and a rate in words; what is missing stands beside its box', async () => {
    await form('due-diligence', '批复', '批复')
    expect(labels()).toEqual(['批复金额', '期限', '利率说明'])
    await page.press('记下批复')
    expect(errors()).toEqual(['还没有填金额。', '还没有填期限。', '还没有写利率。'])
    await page.type('期限', '一年')
    expect(errors()).toContain('期限填几个月，只填整数，例如 12。')
    const [, wan] = document.querySelectorAll<HTMLInputElement>('.money input')
    wan!.value = '4,00'
    wan!.dispatchEvent(new Event('input'))
    await page.settle()
    wan!.value = '400'
    wan!.dispatchEvent(new Event('input'))
    await page.type('期限', '24')
    await page.type('利率说明', '年利率 3.65%')
    expect(page.text()).toContain('肆佰万元整')
    await sends('approve', 'approved')
    expect(posted()[0]?.data).toEqual({ amount: '4000000', months: 24, rate: '年利率 3.65%' })
  })

  it('asks whether 元 and 万元 were mixed up, and lets it pass', async () => {
    await form('due-diligence', '批复', '批复')
    const [yuan] = document.querySelectorAll<HTMLInputElement>('.money input')
    yuan!.value = '400'
    yuan!.dispatchEvent(new Event('input'))
    await page.settle()
    expect(texts('.hint.warn')).toEqual(['企业想借 500.00 万元，差得很多，看看单位是元还是万元。'])
  })

  it('signs with the number of the contract and its day', async () => {
    await form('approved', '签约', '签约')
    expect(labels()).toEqual(['合同编号', '签约日'])
    await page.type('合同编号', 'HT-1')
    await page.type('签约日', '2026-11-23')
    await sends('sign', 'signed')
    expect(posted()[0]?.data).toEqual({ contractNumber: 'HT-1', on: '2026-11-23' })
  })

  it('registers with number, day and which of the rights', async () => {
    await form('signed', '质押登记', '质押登记')
    expect(labels()).toEqual(['登记号', '登记日', '登记了哪几件'])
    await page.type('登记号', 'Y2026370000123')
    await page.type('登记日', '2026-11-23')
    await page.press('记下登记')
    expect(errors()).toEqual(['还没有选质押了哪几件。'])
    await page.tick(names[5])
    await sends('register', 'registered')
    expect(posted()[0]?.data).toEqual({ registrationNumber: 'Y2026370000123', on: '2026-11-23', rightIds: ['r1'] })
  })

  it('has the only right ticked where there is one', async () => {
    serveLead(aLead('signed', { full: { ...full, rights: full.rights?.slice(0, 1) ?? null } }))
    page = await open('/bank/leads/l1?do=register')
    await until(page, '登记了哪几件')
    expect(document.querySelector<HTMLInputElement>('.tick-box input')?.checked).toBe(true)
  })

  it('pays out a sum of its own, until a day; what the server says of a box stands beside it until it is changed', async () => {
    await form('registered', '放款', '放款')
    expect(labels()).toEqual(['放款金额', '放款日', '到期日'])
    const [yuan] = document.querySelectorAll<HTMLInputElement>('.money input')
    expect(yuan!.value).toBe('')
    yuan!.value = '3500000'
    yuan!.dispatchEvent(new Event('input'))
    await page.type('放款日', '2026-11-01')
    await page.type('到期日', '2028-11-01')
    answer('POST /api/financing/leads/l1/actions/lend', 422, { code: 'invalid-input', requestId: 'r', fields: [{ field: 'on', reason: 'date-early', limit: '2026-11-15' }] })
    await page.press('记下放款')
    expect(errors()).toEqual(['不能早于 2026-11-15。'])
    await page.type('放款日', '2026-11-20')
    expect(errors()).toEqual([])
    await sends('lend', 'lent')
    expect(posted().at(-1)?.data).toEqual({ amount: '3500000', on: '2026-11-20', maturesOn: '2028-11-01' })
  })

  it('settles with the day and the day of release', async () => {
    await form('disbursed', '结清', '结清')
    expect(labels()).toEqual(['结清日', '注销登记日'])
    await page.type('结清日', '2026-11-20')
    await page.type('注销登记日', '2026-11-23')
    await sends('settle', 'settled')
    expect(posted()[0]?.data).toEqual({ on: '2026-11-20', releasedOn: '2026-11-23' })
  })

  it('ends with a reason of the list; after the registration with the day of its release, too', async () => {
    await form('taken', '未通过', '未通过')
    expect(labels()).toEqual(['为什么没有通过', '补一句（可以不写）'])
    expect(page.text()).not.toContain('银行没有答复')
    await page.press('先不')
    await until(page, '孙凯')
    page.unmount()
    await form('registered', '未通过', '未通过')
    expect(labels()).toContain('注销登记日')
    await page.tick('评估价值不够')
    await page.type('注销登记日', '2026-11-23')
    await sends('fail', 'failed')
    expect(posted().at(-1)?.data).toEqual({ code: 'valuation', releasedOn: '2026-11-23' })
    for (const name of names) expect(page.text().replace(names[0], '')).not.toContain(name === names[0] ? '孙凯' : name)
  })

  it('says of a right that is pledged already what to do', async () => {
    serveLead(aLead('signed'))
    page = await open('/bank/leads/l1?do=register')
    await until(page, '登记号')
    await page.type('登记号', 'Y1')
    await page.type('登记日', '2026-11-23')
    await page.tick(names[5])
    answer('POST /api/financing/leads/l1/actions/register', 409, { code: 'financing.right-pledged', requestId: 'r' })
    await page.press('记下登记')
    expect(page.text()).toContain('里面有一件台账上已经质押')
  })
})

describe('what is typed', () => {
  it('is there again after the page was left, and is gone once it was sent', async () => {
    await form('approved', '签约', '签约')
    await page.type('合同编号', 'HT-77')
    expect(hasDirtyForm()).toBe(true)
    page.unmount()
    page = await open('/bank/leads/l1?do=sign')
    await until(page, '上次填的还在')
    expect(document.querySelector<HTMLInputElement>('#field-contractNumber')?.value).toBe('HT-77')
    await page.type('签约日', '2026-11-23')
    await sends('sign', 'signed')
    page.unmount()
    serveLead(aLead('approved'))
    page = await open('/bank/leads/l1?do=sign')
    await until(page, '合同编号')
    await page.settle()
    expect(document.querySelector<HTMLInputElement>('#field-contractNumber')?.value).toBe('')
  })

  it('is overtaken by a colleague: the form closes, what happened is said', async () => {
    await form('approved', '签约', '签约')
    await page.type('合同编号', 'HT-1')
    await page.type('签约日', '2026-11-23')
    answerWith('POST /api/financing/leads/l1/actions/sign', () => {
      serveLead(aLead('signed', { events: [{ id: 'e9', at: '2026-11-23T02:00:00.000Z', action: 'sign', side: 'bank', who: '钱进', state: 'signed', note: null }] }))
      return { status: 409, body: { code: 'financing.wrong-state', requestId: 'r' } }
    })
    await page.press('记下签约')
    await until(page, '刚刚变了：钱进，11月23日 10:00，签约。现在是「已签约」。')
    expect(document.querySelector('.bank-lead-form')).toBeNull()
  })
})
