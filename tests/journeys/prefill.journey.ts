// A clerk whose firm has applied before: patents are picked, papers and answers are there, a bad photo is named, and nothing is claimed twice.
import { addRight } from '#contract/portfolio/endpoints.ts'
import { listApplications, startApplication } from '#contract/subsidies/endpoints.ts'
import { patentCheckCharacter } from '#contract/identifiers/patent.ts'
import { take } from '../files/photo-camera.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, test } from '../support/journey.ts'
import { aScan } from './papers.ts'
import { choose, nextStep, signInAt } from './walks.ts'

test.setTimeout(180_000)
const titles = ['示例：一种耐腐蚀泵阀', '示例：一种滤布再生方法']

test('nothing is typed twice and nothing is claimed twice', async ({ page, server }) => {
  const client = createClient(fetchSender(server.url), server.url)
  const firmId = (await client.signIn(phones.clerk)).firms[0]?.id ?? ''
  for (const [index, title] of titles.entries()) {
    const serial = `20191${7_300_100 + index}`
    await client.call(addRight, { body: { firmId, kind: 'patent', number: `ZL${serial}.${patentCheckCharacter(serial)}`, title, filedOn: '2019-06-03', grantedOn: '2021-08-20' } })
  }
  const { id } = (await client.call(startApplication, { body: { firmId, programmeId: 'P05' } })).body
  const tasks = `/subsidies/applications/${id}`

  await test.step('picks two patents out of the portfolio', async () => {
    await signInAt(page, tasks, phones.clerk)
    await page.getByRole('link', { name: /涉及专利/ }).first().click()
    await page.getByRole('button', { name: /从台账选/ }).click()
    for (const title of titles) await page.getByText(title).first().click()
    await page.getByRole('button', { name: '选好 2 件' }).click()
    await expect(page.getByText('2 / 30 件')).toBeVisible()
    await nextStep(page)
  })

  await test.step('answers only what nobody knows yet; the account comes from the last application and says so', async () => {
    await page.getByRole('combobox', { name: /方式/ }).selectOption('自行产业化')
    await page.getByRole('textbox', { name: /按万元填/ }).fill('30')
    await nextStep(page)
    await page.getByRole('radiogroup', { name: /独立法人/ }).getByText('是', { exact: true }).click()
    await page.getByRole('radiogroup', { name: /同类财政资金/ }).getByText('否', { exact: true }).click()
    await nextStep(page)
    await expect(page.getByText(/来自上次申报/).first()).toBeVisible()
    await nextStep(page)
  })

  await test.step('finds licence and account in the library, and keeps a blurred photo all the same', async () => {
    await page.waitForURL('**/papers')
    const paper = (name: RegExp) => page.getByRole('region', { name })
    await expect(paper(/营业执照/).getByText(/已收存/).first()).toBeVisible()
    await expect(paper(/开户许可证/).getByText(/已收存/).first()).toBeVisible()
    const { jpeg } = await take({ page: 'contract', blur: 8, blurAt: { x: 0.83, y: 0.84, reach: 0.4 } })
    await choose(page, paper(/付款凭证/), '拍照', { name: '付款凭证.jpg', mimeType: 'image/jpeg', buffer: jpeg })
    await paper(/付款凭证/).getByRole('button', { name: '先用着' }).click({ timeout: 30_000 })
    await expect(paper(/付款凭证/).getByText(/已收存/).first()).toBeVisible({ timeout: 30_000 })
    await choose(page, paper(/承诺书/), '文件', aScan('承诺书.pdf', 1))
    await choose(page, paper(/产业化证明/), '文件', aScan('产品销售.pdf', 2))
    await expect(page.getByText('已齐 5 / 5')).toBeVisible({ timeout: 60_000 })
  })

  let number = ''
  await test.step('submits', async () => {
    await page.goto(`${tasks}/check`)
    await expect(page.getByText('3.00 万元').first()).toBeVisible()
    await page.getByText('以上属实').first().click({ position: { x: 12, y: 12 } })
    await page.getByRole('button', { name: /提交给/ }).click()
    await page.waitForURL('**/submitted')
    const { items } = (await client.call(listApplications, { query: { firmId } })).body
    number = items.find((item) => item.id === id)?.number ?? ''
    expect(number).toMatch(/^HT2026-ZH-/)
    await expect(page.getByText(number, { exact: true })).toBeVisible()
  })

  await test.step('a second try with the same patent is told which case has it', async () => {
    const second = (await client.call(startApplication, { body: { firmId, programmeId: 'P05' } })).body.id
    await page.goto(`/subsidies/applications/${second}`)
    await page.getByRole('link', { name: /涉及专利/ }).first().click()
    await page.getByRole('button', { name: /从台账选/ }).click()
    await page.getByText(titles[0] ?? '').first().click()
    await page.getByRole('button', { name: '选好 1 件' }).click()
    await nextStep(page)
    await page.getByRole('combobox', { name: /方式/ }).selectOption('自行产业化')
    await nextStep(page)
    await page.goto(`/subsidies/applications/${second}/check`)
    await expect(page.getByRole('link', { name: number })).toBeVisible({ timeout: 30_000 })
  })
})
