// Money finds the firm: five questions without an account, the same answers after signing in, one tap more, and an application with them in it.
import { aPhone, aUscc } from '../support/builders.ts'
import { expect, test } from '../support/journey.ts'
import { registerFirm, signIn } from './walks.ts'

const firm = { uscc: aUscc(4343), name: '桓台五问试验材料有限公司', town: '果里镇', legalPerson: '周苇' }

test('a visitor answers five questions, signs in, and applies with the answers in the form', async ({ page }) => {
  const card = (name: RegExp) => page.getByRole('article').filter({ has: page.getByRole('heading', { name }) })
  const certificate = /贯标/

  await test.step('five questions, no account', async () => {
    await page.goto('/')
    await page.getByRole('main').getByRole('link', { name: '答 5 题' }).click()
    await page.getByText('小型企业', { exact: true }).click()
    await page.getByRole('button', { name: '下一题' }).click()
    await page.getByText('都没有', { exact: true }).click()
    await page.getByRole('button', { name: '下一题' }).click()
    await page.getByText('2023 版知识产权贯标证书，现在有效').click()
    await page.getByRole('button', { name: '下一题' }).click()
    await page.getByText('没有', { exact: true }).click()
    await page.getByRole('button', { name: '下一题' }).click()
    await page.getByText('没领过', { exact: true }).click()
    await page.getByRole('button', { name: '看结果' }).click()
    await expect(card(certificate)).toContainText('登录后再答')
    await expect(page.getByText('估算不是承诺')).toBeVisible()
  })

  await test.step('they are still there after the page is loaded anew', async () => {
    await page.reload()
    await expect(card(certificate)).toContainText('登录后再答')
  })

  await test.step('signs in, registers the firm: the same answers, asked nothing twice', async () => {
    await page.getByRole('link', { name: '登录后带过去' }).click()
    await signIn(page, aPhone(4343))
    await page.getByRole('textbox', { name: /姓名/ }).fill('李敏')
    await page.getByRole('button', { name: '存好，下一步' }).click()
    await registerFirm(page, firm)
    await page.waitForURL((url) => url.pathname === '/subsidies/claim' && url.search === '')
    await expect(card(certificate).getByRole('button', { name: '回答 1 题' })).toBeVisible()
    await expect(page.getByText('这台手机上有登录前答的')).toHaveCount(0)
    expect(await page.evaluate(() => localStorage.getItem('zqt.quick-check'))).toBeNull()
  })

  await test.step('one tap: the question that is left, and the sum is there', async () => {
    await card(certificate).getByRole('button', { name: '回答 1 题' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('radiogroup', { name: /首次通过 2023 版/ }).getByText('是', { exact: true }).click()
    await sheet.getByRole('button', { name: '存好，重新算' }).click()
    await expect(sheet).toHaveCount(0)
    await expect(card(certificate)).toContainText('3.00')
    await card(certificate).getByText('怎么算的').click()
    await expect(card(certificate)).toContainText('首次通过 2023 版认证：3.00 万元')
  })

  await test.step('starts the application: what was answered stands in the form', async () => {
    await card(certificate).getByRole('button', { name: '开始申报' }).click()
    await page.waitForURL('**/subsidies/applications/*')
    await page.getByRole('link', { name: /认证/ }).first().click()
    await expect(page.getByRole('combobox', { name: /认证依据/ })).toHaveValue('GB/T 29490-2023')
    await expect(page.getByRole('radiogroup', { name: /首次通过 2023 版/ }).getByRole('radio', { name: '是' })).toBeChecked()
  })
})
