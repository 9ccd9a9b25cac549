// Help on the spot: an assistant in the workshop, the firm's clerk reads out two codes, the county gets one case and knows who typed.
import { saveAnswers } from '#contract/subsidies/endpoints.ts'
import { fillPath } from '#contract/endpoint.ts'
import { expect, test } from '../support/journey.ts'
import { phones } from '../support/demo-phones.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { aPhoto, aScan } from './papers.ts'
import { choose, nextStep, signInAt } from './walks.ts'

const scheme = '中国专利奖、山东省专利奖县级配套奖励'
const uscc = '91370321MA0DEM013L'

test('an assistant fills in for a firm, the firm confirms by a code, the trail says who typed', async ({ page, server, browser }) => {
  await test.step('the assistant asks, the clerk reads out the code', async () => {
    await signInAt(page, '/assist', phones.assistant)
    await page.getByRole('link', { name: '帮一家企业填申报' }).click()
    await page.getByRole('textbox', { name: /统一社会信用代码/ }).fill(uscc)
    await page.getByRole('textbox', { name: /手机号/ }).fill(phones.clerk)
    await page.getByRole('button', { name: '收短信码' }).click()
    await page.getByRole('button', { name: '填上' }).click()
    await page.getByRole('button', { name: '企业同意，开始代填' }).click()
    await expect(page.getByText(/正在为「.*」代填/)).toBeVisible()
  })

  const id = await test.step('begins a draft and fills it in', async () => {
    await page.getByRole('button', { name: new RegExp(scheme) }).click()
    await page.waitForURL('**/subsidies/applications/*')
    const draftId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const path = fillPath(saveAnswers.path, { id: draftId })
    const draft = (await (await page.request.get(path)).json()) as { version: number; firmName: string }
    const { bankName: _, ...known } = sampleAnswers('P07', { companyName: draft.firmName, bankAccountName: draft.firmName })
    const saved = await page.request.patch(path, { data: { answers: known }, headers: { origin: server.url, 'if-match': `"${draft.version}"` } })
    expect(saved.status(), await saved.text()).toBe(200)
    await page.goto(`/subsidies/applications/${draftId}/sections/account`)
    await expect(page.getByText(/正在为「.*」代填/)).toBeVisible()
    await expect(page.getByRole('textbox', { name: /银行账号/ })).toHaveValue(/^\*{4}\d{4}$/)
    await page.getByRole('textbox', { name: /开户银行/ }).fill('示例银行乙桓台支行')
    await nextStep(page)
    await page.waitForURL('**/papers')
    const paper = (name: RegExp) => page.getByRole('region', { name })
    for (const name of [/授奖决定/, /承诺书/]) {
      await choose(page, paper(name), '文件', aScan('盖章扫描.pdf', 1))
      await expect(paper(name).getByText(/已收存/)).toBeVisible({ timeout: 30_000 })
    }
    for (const name of [/营业执照/, /专利证书/, /开户许可证/]) {
      if (await paper(name).getByText(/已收存/).isVisible()) continue
      await choose(page, paper(name), '相册', await aPhoto('照片.jpg'))
      await expect(paper(name).getByText(/已收存/)).toBeVisible({ timeout: 30_000 })
    }
    return draftId
  })

  const clerkContext = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', serviceWorkers: 'block' })
  const clerk = await clerkContext.newPage()
  await test.step('the clerk sees on the own phone who typed what, and who was let in', async () => {
    await signInAt(clerk, `/subsidies/applications/${id}/check`, phones.clerk)
    await expect(clerk.getByText(/镇办专员 吴桐 代填的/)).toBeVisible()
    await expect(clerk.getByText('吴桐 代填').first()).toBeVisible()
    await clerk.goto('/me/assists')
    await expect(clerk.getByText('镇办专员 吴桐')).toBeVisible()
    await expect(clerk.getByRole('button', { name: '停掉' })).toBeVisible()
  })

  const number = await test.step('the firm looks at the assistant’s phone and confirms by a second code', async () => {
    await page.goto(`/subsidies/applications/${id}/check`)
    await expect(page.getByRole('heading', { name: '请企业的人看一遍' })).toBeVisible()
    await page.getByText('以上属实').first().click({ position: { x: 12, y: 12 } })
    await page.getByRole('button', { name: '收短信码' }).click()
    await page.getByRole('button', { name: '填上' }).click()
    await page.getByRole('button', { name: '企业确认，提交' }).click()
    await expect(page.getByRole('heading', { name: '已提交' })).toBeVisible()
    return (await page.getByText(/^HT\d{4}-/).textContent()) ?? ''
  })

  await test.step('the case says who typed and who confirmed; the assistant sees it no more', async () => {
    await clerk.goto(`/cases/${id}`)
    await expect(clerk.getByText(number).first()).toBeVisible()
    await expect(clerk.getByText(/由镇办专员 吴桐 代填，企业 李敏 确认提交/)).toBeVisible()
    await page.goto(`/subsidies/applications/${id}`)
    await expect(page.getByRole('link', { name: /回代办看看/ })).toBeVisible()
  })

  await test.step('the firm ends the help, and the assistant is out', async () => {
    await clerk.goto('/me/assists')
    await clerk.getByRole('button', { name: '停掉' }).click()
    await expect(clerk.getByRole('heading', { name: '以前的' })).toBeVisible()
    await page.goto('/assist')
    await expect(page.getByText('现在没有在帮的企业。')).toBeVisible()
  })
  await clerkContext.close()
})
