import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { consentText } from '#contract/financing/consent.ts'
import type { ConsentInput, Receipt } from '#contract/financing/lead-schema.ts'
import type { ChoosableBank } from '#contract/financing/request-schema.ts'
import { answer, answerWith, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { leave, open, serve, signOut } from './financing-pages.dom.ts'
import { aLead, aRequest, choices, id, serveRequest } from './request-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const path = `/financing/requests/${id}/banks`
const bank = (over: Partial<ChoosableBank> = {}): ChoosableBank => ({ id: 'b1', name: '示例银行甲', phone: null, fits: true, productTitles: ['专利质押贷款'], leadId: null, askedBefore: false, ...over })
const banks = [bank({ id: 'b2', name: '示例银行乙', fits: false, productTitles: [] }), bank()]
const arrived = async (words: string) =>
  vi.waitFor(async () => {
    await page.settle()
    if (!page.text().includes(words)) throw new Error(page.text())
  })
function serveBanks(over: { items?: ChoosableBank[]; room?: number } = {}) {
  const server = serveRequest(aRequest({ state: 'accepted' }))
  answer('GET /api/county', 200, { name: '云溪县', host: '云溪县市场监督管理局', office: '云溪县市场监督管理局', hotlines: [], footer: {} })
  answer(`GET /api/financing/requests/${id}/banks`, 200, { items: banks, room: 4, ...over })
  return server
}
const consents = () => sent.filter(({ url }) => url.endsWith('/consents')).map(({ data }) => data as ConsentInput)
const words = (fields: ConsentInput['fields'], name = '示例银行甲') => consentText(choices.consent, { bank: name, host: '云溪县市场监督管理局', county: '云溪县', fields })

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z'), shouldAdvanceTime: true })
})
afterEach(() => {
  leave(page)
  signOut()
  forgetAnswers()
  vi.useRealTimers()
})

describe('choosing banks', () => {
  it('offers them one by one, those with a product that fits first, and none at once', async () => {
    serveBanks()
    page = await open(path)
    await arrived('给谁看，您逐家定')
    expect([...document.querySelectorAll('.bank-name')].map((name) => name.textContent)).toEqual(['示例银行甲', '示例银行乙'])
    expect(document.querySelectorAll('.bank-card input[type="checkbox"]')).toHaveLength(0)
    expect(page.text()).not.toMatch(/全选|所有银行|一键/)
    expect(page.text()).toContain('县局会跟进，您不用催')
  })

  it('shows the exact text for this bank and these fields; what is needed is fixed, the rest is not ticked beforehand', async () => {
    serveBanks()
    page = await open(path)
    await arrived('示例银行甲')
    await page.press('请这家看')
    const boxes = [...document.querySelectorAll<HTMLInputElement>('.consent-field input')]
    expect(boxes.map(({ checked, disabled }) => [checked, disabled])).toEqual([...Array(3).fill([true, true]), ...Array(3).fill([false, false])])
    expect(document.querySelector('.consent-words')?.textContent).toBe(words(['firm', 'contact', 'loan']))
    await page.tick('知识产权')
    expect(document.querySelector('.consent-words')?.textContent).toBe(words(['firm', 'contact', 'loan', 'rights']))
    expect(page.button('我同意提供给示例银行甲').disabled).toBe(false)
    expect(consents()).toEqual([])
  })

  it('sends one consent for one bank, and leads to its receipt', async () => {
    serveBanks()
    answer(`POST /api/financing/requests/${id}/consents`, 201, aLead())
    page = await open(path)
    await arrived('示例银行甲')
    await page.press('请这家看')
    await page.tick('准备情况')
    await page.press('我同意提供给示例银行甲')
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.router.currentRoute.value.fullPath).toBe(`/financing/consents/c1?new=1&request=${id}`)
    })
    expect(consents()).toEqual([{ bankId: 'b1', fields: ['firm', 'contact', 'loan', 'card'], textVersion: choices.consent.version, agreed: true }])
  })

  it('reads the new text when the old one is no longer in force', async () => {
    serveBanks()
    answer(`POST /api/financing/requests/${id}/consents`, 409, { code: 'financing.consent-outdated' })
    page = await open(path)
    await arrived('示例银行甲')
    await page.press('请这家看')
    answer('GET /api/financing/choices', 200, { ...choices, consent: { ...choices.consent, version: '2027-01-01', text: '新的授权书，给{bank}看{fields}。' } })
    await page.press('我同意提供给示例银行甲')
    await arrived('授权书刚换了新版')
    await arrived('文本版本 2027-01-01')
    expect(document.querySelector('.consent-words')?.textContent).toContain('新的授权书，给示例银行甲看')
  })

  it('says when no more may be asked at one time, and which are asked already', async () => {
    const server = serveBanks({ room: 0, items: [bank({ leadId: 'l1' }), bank({ id: 'b2', name: '示例银行乙', askedBefore: true })] })
    server.set({ leads: [aLead()] })
    page = await open(path)
    await arrived('已经满了')
    expect(page.button('请这家看').disabled).toBe(true)
    expect(page.text()).toContain('待接单')
    expect(page.text()).toContain('以前请过，可以再请')
    expect(document.querySelector(`a[href="/financing/requests/${id}/leads/l1"]`)).not.toBeNull()
  })

  it('says so where there are no banks', async () => {
    serveBanks({ items: [] })
    page = await open(path)
    await arrived('还没有合作的银行')
  })
})

describe('a receipt', () => {
  function aReceipt(over: Partial<Receipt> = {}): Receipt {
    const said = { leadNumber: 'HT2026-DJ-0001', firmName: '苇畔新材料有限公司', uscc: '91370321MA0DEM013L', bankName: '示例银行甲', text: words(['firm', 'contact', 'loan']), textVersion: choices.consent.version, givenAt: '2026-11-23T02:06:00.000Z' }
    const canonical = JSON.stringify({ id: 'c1', ...said, nonce: '00112233445566778899aabbccddeeff' })
    const fields = choices.consent.fields.filter(({ isNeeded }) => isNeeded).map(({ id: field, title, what }) => ({ id: field, title, what }))
    return { id: 'c1', leadId: 'l1', ...said, fields, givenBy: '李敏', revokedAt: null, canonical, hash: createHash('sha256').update(canonical).digest('hex'), ...over }
  }
  it('says everything that was agreed to, and the browser finds its hash right', async () => {
    serve([])
    answer('GET /api/financing/consents/c1', 200, aReceipt())
    page = await open(`/financing/consents/c1?new=1&request=${id}`)
    await arrived('凭证校验一致')
    for (const part of ['示例银行甲', 'HT2026-DJ-0001', '李敏', '2026年11月23日 10:06', aReceipt().hash, '不影响请别的银行']) expect(page.text()).toContain(part)
    expect(document.querySelector(`a[href="/financing/requests/${id}/banks"]`)).not.toBeNull()
  })

  it.each<[string, Partial<Receipt>]>([
    ['its line was changed', { canonical: `${aReceipt().canonical} ` }],
    ['the page says another bank than the line', { bankName: '别家银行' }],
    ['the page says other words than the line', { text: '别的话' }],
  ])('does not hold where %s', async (_, over) => {
    serve([])
    answer('GET /api/financing/consents/c1', 200, aReceipt(over))
    page = await open('/financing/consents/c1')
    await arrived('凭证对不上')
  })

  it('that was revoked says when', async () => {
    serve([])
    answer('GET /api/financing/consents/c1', 200, aReceipt({ revokedAt: '2026-11-24T01:00:00.000Z' }))
    page = await open('/financing/consents/c1')
    await arrived('已撤回，2026年11月24日 09:00')
  })

  it('is copied with the line the hash was made of, by hand where the browser does not', async () => {
    serve([])
    answer('GET /api/financing/consents/c1', 200, aReceipt())
    page = await open('/financing/consents/c1')
    await arrived('凭证校验一致')
    await page.press('复制凭证全文')
    await page.settle()
    expect(document.querySelector('textarea')?.value).toContain(`原文：${aReceipt().canonical}`)
  })

  it('gone for a bank after revocation, is not there', async () => {
    serve([])
    answerWith('GET /api/financing/consents/c1', () => ({ status: 404, body: { code: 'not-found' } }))
    page = await open('/financing/consents/c1')
    await arrived('没有这一页')
  })
})
