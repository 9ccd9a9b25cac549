// A firm's rights: typed as people type them, taken in from a table row by row, their fees seen, and taken out again.
import { aPhone, aUscc } from '../support/builders.ts'
import { expect, test } from '../support/journey.ts'
import { registerFirm, signIn } from './walks.ts'

const firm = { uscc: aUscc(5151), name: '桓台苇台账材料有限公司', town: '果里镇', legalPerson: '周苇' }
const table = [
  '专利号\t名称\t申请日\t授权公告日',
  'ZL202020773489.7\t一种搅拌槽\t2020-05-12\t2021-02-02',
  'ZL201010123456.1\t一种写错校验位的方法\t2010-03-01\t2012-05-09',
  'CN110941994B\t一种填了公告号的方法\t2019-10-30\t2021-03-01',
  'ZL201911044411.X\t已经登记过的\t2019-10-30\t2021-03-01',
].join('\n')

test('patents are typed once, a table is judged row by row, and the year shows what falls due', async ({ page }) => {
  const numberBox = () => page.getByRole('textbox', { name: /专利号/ })

  await test.step('signs in and registers the firm', async () => {
    await page.goto('/sign-in?next=/rights')
    await signIn(page, aPhone(5151))
    await page.getByRole('textbox', { name: /姓名/ }).fill('李敏')
    await page.getByRole('button', { name: '存好，下一步' }).click()
    await registerFirm(page, firm)
    await expect(page.getByText('还没有登记知识产权')).toBeVisible()
  })

  await test.step('what is no patent number is explained; one typed without its dot is read', async () => {
    await page.getByRole('link', { name: '登记第一件' }).click()
    await numberBox().fill('CN110941994B')
    await expect(page.getByText('这是公告号或公开号。')).toBeVisible()
    await numberBox().fill('PCT/CN2021/073512')
    await expect(page.getByText('这是国际申请号。')).toBeVisible()
    await numberBox().fill('zl 2019 1 1044411 ｘ')
    await expect(page.getByText('校验位对得上')).toBeVisible()
    await page.getByRole('textbox', { name: /发明创造名称/ }).fill('一种苇纤维复合板')
    await page.getByLabel(/申请日/).fill('2019-10-30')
    await page.getByLabel(/授权公告日/).fill('2021-03-30')
    await page.getByRole('button', { name: '存好' }).click()
    await expect(page.getByText('一种苇纤维复合板').first()).toBeVisible()
  })

  await test.step('a pasted table says of every row what is right and wrong', async () => {
    await page.goto('/rights/import')
    await page.getByLabel('贴在这里').fill(table)
    await page.getByRole('button', { name: '核对这张表' }).click()
    await expect(page.getByText('可导入 2，有错 1，已有或重复 1')).toBeVisible()
    await expect(page.getByText('校验位对不上')).toBeVisible()
    await expect(page.getByText('这是公告号或公开号。')).toBeVisible()
  })

  await test.step('the wrong row is put right in place, and all go in', async () => {
    const wrong = page.getByRole('listitem').filter({ hasText: 'CN110941994B' })
    await wrong.getByRole('button', { name: '改这一行' }).click()
    await page.getByRole('textbox', { name: /^号码/ }).fill('ZL202011313113.9')
    await page.getByLabel(/申请日/).fill('2020-11-20')
    await page.getByLabel(/授权或注册日/).fill('2022-06-21')
    await page.getByRole('button', { name: '改好，再核对' }).click()
    await expect(page.getByText('可导入 3，有错 0，已有或重复 1')).toBeVisible()
    await page.getByRole('button', { name: '导入 3 件' }).click()
    await expect(page.getByText('导入了 3 件')).toBeVisible()
    await page.getByRole('link', { name: '看台账' }).click()
    await expect(page.getByText('4 件').first()).toBeVisible()
  })

  await test.step('the fees of the year, the calendar and the table are there to take along', async () => {
    await page.getByRole('link', { name: /专利年费/ }).click()
    await expect(page.getByRole('heading', { name: '费用减缴' })).toBeVisible()
    await page.getByRole('button', { name: /明年/ }).click()
    const calendar = page.waitForEvent('download')
    await page.getByRole('button', { name: '放进手机日历' }).click()
    expect((await calendar).suggestedFilename()).toBe('专利年费.ics')
    await page.goto('/rights')
    const sheet = page.waitForEvent('download')
    await page.getByRole('button', { name: '导出 Excel' }).click()
    expect((await sheet).suggestedFilename()).toMatch(/^知识产权台账-2026-11-23\.xlsx$/)
  })
})
