import { describe, expect, it } from 'vitest'
import { getCounty } from '#contract/county/endpoints.ts'
import { getFinancing } from '#contract/financing/endpoints.ts'
import { financingOf } from '#contract/financing/products.ts'
import type { FinancingContent, Product } from '#contract/financing/product-schema.ts'
import { amountWords, subsidyWords, termWords } from '#client/financing/product-words.ts'
import { matchPage, renderPage } from '#client/entry-server.ts'
import huantai from '../../content/huantai/financing.json'
import huantaiCounty from '../../content/huantai/county.json'
import yunxi from '../fixtures/content/yunxi/financing.json'
import yunxiCounty from '../fixtures/content/yunxi/county.json'

const schemes = ['P01', 'Y1'].map((id) => ({ id, title: `贴息项目${id}`, summary: '按约还本付息的，贴一部分利息。' }))
const counties = { huantai: { content: huantai as FinancingContent, county: huantaiCounty }, yunxi: { content: yunxi as FinancingContent, county: yunxiCounty } }
async function draw(name: keyof typeof counties) {
  const { content, county } = counties[name]
  const page = await renderPage('/financing', (path) => {
    if (path === getCounty.path) return { ...county, demo: true }
    if (path === getFinancing.path) return financingOf(content, schemes)
    throw new Error(`asked for ${path}`)
  })
  const body = document.createElement('div')
  body.innerHTML = page.html
  return { ...page, body, text: body.textContent?.replace(/\s+/g, ' ') ?? '' }
}
const cells = (body: HTMLElement, row: string) => [...body.querySelectorAll('.compare tbody tr')].find((one) => one.querySelector('th')?.textContent === row)?.querySelectorAll('td')

describe('the page of financing, as the server draws it', () => {
  it('is for everybody; the card behind it is for who is signed in', () => {
    expect([matchPage('/financing').kind, matchPage('/financing/ready').kind]).toEqual(['public', 'frame'])
  })

  it.each(['huantai', 'yunxi'] as const)('of %s says in its own words that it is free, who is no help, and what is not promised', async (name) => {
    const { status, title, text, html } = await draw(name)
    const { notes, title: own } = counties[name].content
    expect([status, title, html.includes(' style="')]).toEqual([200, `${own}｜知企通`, false])
    for (const words of Object.values(notes)) expect(text).toContain(words)
    expect(html).toContain('href="/financing/ready"')
    expect(html).toContain('href="tel:12330"')
  })

  it('of the second county never mentions the first', async () => {
    const { text } = await draw('yunxi')
    for (const word of ['桓台', '齐商', 'LPR', '高价值']) expect(text).not.toContain(word)
    expect(text).toContain('云汐示例银行')
  })

  it('shows each product whole, and all of them side by side', async () => {
    const { body } = await draw('huantai')
    const { items } = counties.huantai.content
    expect([...body.querySelectorAll('.product-card h3')].map((heading) => heading.textContent)).toEqual(items.map(({ title }) => `${title}示例`))
    expect([...body.querySelectorAll('.compare thead th')].slice(1).map((heading) => heading.textContent)).toEqual(items.map(({ title }) => `${title}示例`))
    expect([...(cells(body, '额度') ?? [])].map((cell) => cell.textContent)).toEqual(['50—2000 万元', '待主办单位提供', '待主办单位提供', '待主办单位提供'])
    expect([...(cells(body, '利率') ?? [])].every((cell) => cell.textContent?.includes('由银行确定'))).toBe(true)
  })

  it('marks what is an example and what nobody has checked', async () => {
    const { body } = await draw('huantai')
    const marks = (selector: string) => [...body.querySelectorAll(`${selector} .demo`)].map((mark) => mark.textContent)
    expect(marks('.product-card')).toEqual(Array(4).fill('示例'))
    expect(new Set(marks('.insurance-item'))).toEqual(new Set(['待核']))
    expect(marks('.road')).toEqual(['示例', '待核'])
  })

  it('leads to the schemes that pay something back, and offers nothing to be sent', async () => {
    const { html, text } = await draw('huantai')
    expect(html).toContain('href="/subsidies/P01"')
    expect(html).toContain('href="/subsidies/P03"')
    expect(text).not.toMatch(/即将|提交申请|立即申请/)
  })

  it('does not carry the rules of the card', async () => {
    expect((await draw('huantai')).state).not.toContain('feeSoonDays')
  })
})

describe('the words of a product', () => {
  const product = (over: Partial<Product>) => ({ fromFen: 50_000_000, toFen: 2_000_000_000, fromMonths: 12, toMonths: 36, ...over })
  it('tell amounts in 万元 and terms in years where they are whole', () => {
    expect([amountWords(product({})), amountWords(product({ fromFen: 2_000_000_000 })), amountWords(product({ toFen: null })), amountWords(product({ fromFen: null }))]).toEqual(['50—2000 万元', '2000 万元', '50 万元起', '最高 2000 万元'])
    expect([termWords(product({})), termWords(product({ fromMonths: 6, toMonths: 24 })), termWords(product({ fromMonths: 12, toMonths: 12 })), termWords(product({ fromMonths: null })), termWords(product({ fromMonths: 6, toMonths: null }))]).toEqual(['1—3 年', '6—24 个月', '1 年', '最长 3 年', '6 个月起'])
    const open = { fromFen: null, toFen: null, fromMonths: null, toMonths: null }
    expect([amountWords(open), amountWords({ ...open, bankId: 'b1' }), termWords({ ...open, bankId: 'b1' })]).toEqual(['待主办单位提供', '由银行确定', '由银行确定'])
  })

  it('tell what comes back of a premium', () => {
    expect([subsidyWords({ subsidyPercent: 60, subsidyCapFen: 20_000_000 }), subsidyWords({ subsidyPercent: 60, subsidyCapFen: null }), subsidyWords({ subsidyPercent: null, subsidyCapFen: null })]).toEqual(['补保费的 60%，每家每年最高 20 万元', '补保费的 60%', null])
  })
})
