// A firm looks whether its patents can be pledged, hands in a request, lets two banks in one by one, and follows one to the money and the interest subsidy.
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { testStart } from '../support/test-clock.ts'
import { signInAt } from './walks.ts'

let server: ServerProcess
test.beforeAll(async () => {
  server = await startServer({ clock: testStart, env: { LOG_LEVEL: 'warn' } })
})
test.afterAll(() => server.close())

const desk = { viewport: { width: 1440, height: 900 }, isMobile: false, hasTouch: false }
const [bankA, bankB] = ['示例银行甲', '示例银行乙'] as const
const firmName = '桓台苇畔新材料有限公司'
const day = '2026-11-23'

/** Chooses the first right and answers the card's questions. */
async function answerCard(page: Page): Promise<void> {
  await page.getByRole('button', { name: '从台账选' }).click()
  await page.locator('.picker-row').first().click()
  await page.getByRole('button', { name: '选好 1 件' }).click()
  for (const answer of ['一年以内', '没有', '没有', '在卖，占多少收入说得清', '满三年']) {
    await page.getByRole('radio', { name: answer, exact: true }).check({ force: true })
    await page.getByRole('button', { name: /下一题|看结果/ }).last().click()
  }
}

test('a firm compares products, sees its card, finds it again after a reload and asks an expert', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: server.url })
  const posted: string[] = []
  await page.goto('/')
  await page.getByRole('link', { name: /^质押融资/ }).click()
  await expect(page.getByText('由银行确定').first()).toBeVisible()
  await expect(page.getByText('本服务不收费').first()).toBeVisible()
  await expect(page.getByRole('table')).toContainText('50—2000 万元')

  await signInAt(page, '/financing/ready', '13800000002')
  page.on('request', (request) => request.method() !== 'GET' && posted.push(`${request.method()} ${request.url()}`))
  await answerCard(page)
  const head = page.getByRole('heading', { name: /可以去谈|还差一点|现在押不了/ })
  await expect(head).toBeVisible()
  const before = await head.textContent()
  await page.reload()
  await expect(head).toHaveText(before ?? '')
  await expect(page.getByText('没有发给任何人')).toBeVisible()
  expect(posted).toEqual([])

  await page.getByRole('link', { name: /^约专家\s*带上/ }).click()
  await expect(page).toHaveURL(/\/consultations\/book\?.*topic=finance-insurance/)
  await expect(page).toHaveURL(/right=/)
  await page.close()
})

/** Fills in what a bank needs, also over a reload in the middle, and hands it in. Resolves to the address of the request. */
async function handIn(page: Page): Promise<string> {
  await page.getByRole('button', { name: '接着填需求' }).click()
  await page.waitForURL(/\/edit$/)
  await expect(page.getByRole('button', { name: '1 年' })).toHaveAttribute('aria-pressed', 'true')
  await page.getByLabel('按元填').fill('6000000')
  await expect(page.getByLabel('按万元填')).toHaveValue('600')
  await page.getByRole('radio', { name: '研发', exact: true }).check({ force: true })
  await page.getByRole('combobox', { name: /营业收入/ }).selectOption('2000-1y')
  await expect(page.getByText('已存到服务器')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('按万元填')).toHaveValue('600')
  await page.getByRole('combobox', { name: /现在的贷款/ }).selectOption('100-500')
  await page.getByRole('button', { name: '去核对', exact: true }).click()
  await expect(page.getByText('600 万元（6,000,000 元）')).toBeVisible()
  await page.getByRole('button', { name: '交给桓台县市场监督管理局' }).click()
  await expect(page.getByRole('heading', { name: '收到了' })).toBeVisible()
  await expect(page.getByText('HT2026-RZ-0004')).toBeVisible()
  await expect(page.getByText('11月25日（周三）前答复是否受理')).toBeVisible()
  return new URL(page.url()).pathname
}

/** Lets this bank in, and keeps the receipt. Resolves to the number of the introduction. */
async function letIn(page: Page, request: string, bank: string, fields: readonly string[]): Promise<string> {
  await page.goto(`${request}/banks`)
  const card = page.locator('.bank-card').filter({ hasText: bank })
  await card.getByRole('button', { name: /^请这家看/ }).click()
  const sheet = page.getByRole('dialog', { name: `提供给${bank}` })
  for (const field of fields) await sheet.locator('.consent-field').filter({ hasText: field }).click()
  await expect(sheet.locator('.consent-words')).toContainText(`提供给${bank}`)
  await sheet.getByRole('button', { name: `我同意提供给${bank}` }).click()
  await expect(page.getByText('凭证校验一致')).toBeVisible()
  await expect(page.locator('.receipt')).toContainText(bank)
  return (await page.locator('.receipt dd').first().textContent()) ?? ''
}

async function bankPage(browser: Browser, phone: string): Promise<Page> {
  const page = await browser.newPage({ baseURL: server.url, ...desk })
  await signInAt(page, '/bank', phone)
  return page
}
async function openLead(page: Page, number: string): Promise<void> {
  await page.goto('/bank')
  await page.locator('a').filter({ hasText: number }).first().click()
  await expect(page.locator('.bank-lead-head')).toContainText(number)
}
/** One stage: its button, its boxes, its confirmation. */
async function stage(page: Page, button: string, send: string, fill: (form: Locator) => Promise<void> = () => Promise.resolve()): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  const form = page.locator('.bank-lead-form')
  await fill(form)
  await form.getByRole('button', { name: send, exact: true }).click()
  await expect(form).toBeHidden()
}

test('from the card to the loan, with two banks, and back to the county as one loan', async ({ browser }) => {
  test.setTimeout(480_000)
  const page = await browser.newPage({ baseURL: server.url })
  await signInAt(page, '/financing/ready', '13800000001')
  await answerCard(page)
  await expect(page.getByRole('heading', { name: '还差一点' })).toBeVisible()
  const request = await handIn(page)

  const officer = await browser.newPage({ baseURL: server.url, ...desk })
  await signInAt(officer, `/desk${request.replace('/requests', '')}`, '13800000010')
  await expect(officer.locator('.desk-request')).toContainText('600 万元')
  await officer.getByRole('button', { name: '受理', exact: true }).click()
  await officer.getByRole('dialog', { name: '受理这份需求？' }).getByRole('button', { name: '受理', exact: true }).click()
  await expect(officer.locator('.desk-request').getByText('已受理').first()).toBeVisible()

  await page.goto(request)
  await expect(page.getByText('已受理').first()).toBeVisible()
  const first = await letIn(page, request, bankA, ['经营', '知识产权', '准备情况'])
  const second = await letIn(page, request, bankB, [])
  expect(new Set([first, second]).size).toBe(2)

  const [banker, other] = [await bankPage(browser, '13800000030'), await bankPage(browser, '13800000031')]
  for (const [one, number] of [[banker, first], [other, second]] as const) {
    await openLead(one, number)
    const text = (await one.locator('body').textContent()) ?? ''
    expect([firmName, '13800000001', 'HT2026-RZ', 'ZL 2021'].filter((value) => text.includes(value))).toEqual([])
  }
  await other.getByRole('button', { name: '不接', exact: true }).click()
  const refusal = other.getByRole('dialog', { name: '不接这一单' })
  await refusal.getByText('近期没有额度', { exact: true }).click()
  await refusal.getByRole('button', { name: '不接', exact: true }).click()
  await expect(refusal).toBeHidden()
  await banker.getByRole('button', { name: '接单', exact: true }).click()
  await expect(banker.locator('.bank-lead-head')).toContainText(firmName)

  await page.goto(request)
  await expect(page.getByRole('link', { name: new RegExp(`${bankB}\\s*近期没有额度`) })).toBeVisible()
  // Asked once more, taken, and taken back: from then on there is nothing for that bank.
  const third = await letIn(page, request, bankB, [])
  await openLead(other, third)
  await other.getByRole('button', { name: '接单', exact: true }).click()
  await expect(other.locator('.bank-lead-head')).toContainText(firmName)
  await page.goto(request)
  await page.getByRole('link', { name: new RegExp(bankB) }).first().click()
  await page.getByRole('button', { name: /^撤回授权/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '撤回授权', exact: true }).click()
  await expect(page.getByText('您撤回了授权，银行已经看不到')).toBeVisible()
  await other.reload()
  await expect(other.getByText('企业撤回了授权，内容已不能再看')).toBeVisible()
  await expect(other.getByText(firmName)).toHaveCount(0)
  await other.goto('/bank')
  await expect(other.getByText(third)).toHaveCount(0)

  await stage(banker, '开始尽调', '开始尽调')
  await stage(banker, '批复', '记下批复', async (form) => {
    await form.getByLabel('按元填').fill('5000000')
    await form.getByRole('textbox', { name: /期限/ }).fill('24')
    await form.getByRole('textbox', { name: /利率说明/ }).fill('年利率 3.65%，按月付息')
  })
  await stage(banker, '签约', '记下签约', async (form) => {
    await form.getByRole('textbox', { name: /合同编号/ }).fill('JK-2026-1123')
    await form.getByLabel(/签约日/).fill(day)
  })
  await stage(banker, '质押登记', '记下登记', async (form) => {
    await form.getByRole('textbox', { name: /登记号/ }).fill('Y2026370000123')
    await form.getByLabel(/登记日/).fill(day)
  })
  await stage(banker, '放款', '记下放款', async (form) => {
    await form.getByLabel('按元填').fill('4800000')
    await form.getByLabel(/放款日/).fill(day)
    await form.getByLabel(/到期日/).fill('2028-11-22')
  })

  await page.goto(request)
  await page.getByRole('link', { name: new RegExp(bankA) }).first().click()
  await expect(page.getByText('不能再撤回授权')).toBeVisible()
  await page.getByRole('button', { name: '确认收到' }).click()
  await page.getByRole('dialog', { name: '确认收到贷款？' }).getByRole('button', { name: '收到 480 万元' }).click()
  await expect(page.locator('.lead-amounts')).toContainText(/意向.*600 万元.*批复.*500 万元.*放款.*480 万元/s)
  const lead = page.url()
  await page.getByRole('link', { name: /登记质押，/ }).click()
  await expect(page.getByText('质押中').first()).toBeVisible()
  await expect(page.getByText(bankA)).toBeVisible()
  await expect(page.getByText('拿这一件去质押贷款')).toHaveCount(0)

  await page.goto(lead)
  await expect(page.locator('.star-row')).toHaveCount(3)
  for (const row of await page.locator('.star-row').all()) await row.getByRole('radio').last().check({ force: true })
  await page.getByRole('button', { name: '交评价' }).click()
  await expect(page.getByRole('heading', { name: '您的评价' })).toBeVisible()
  await page.getByRole('button', { name: '申报贴息' }).click()
  await page.waitForURL(/\/subsidies\/applications\//)
  // The loan's own figures stand in the form: paid out, contract, registration.
  await page.goto(`${page.url()}/check`)
  for (const words of ['JK-2026-1123', 'Y2026370000123', bankA]) await expect(page.getByText(words).first()).toBeVisible()
  await page.goto(`${request}/views`)
  await expect(page.getByText(`${bankA} 赵宁`).first()).toBeVisible()
  await expect(page.getByText(`${bankB} 钱悦`).first()).toBeVisible()

  await officer.goto('/desk/financing/figures')
  // With the sample loan of the demonstration.
  await expect(officer.getByRole('img', { name: '放款笔数完成 20%' })).toBeVisible()
  for (const one of [page, officer, banker, other]) await one.close()
})
