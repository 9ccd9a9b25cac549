// The whole of issue 2 in one walk: a firm's clerk applies on a phone, an officer decides at a desk, the firm is told.
import { listApplications } from '#contract/subsidies/endpoints.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { aPhone, aUscc } from '../support/builders.ts'
import { expect, openDesk, test } from '../support/journey.ts'
import { phones } from '../support/demo-phones.ts'
import { aPhoto, aScan } from './papers.ts'
import { choose, deed, firmIdOf, nextStep, openLine, registerFirm, signIn, signInAt } from './walks.ts'

const firm = { uscc: aUscc(4242), name: '桓台苇荡试验材料有限公司', town: '果里镇', legalPerson: '王苇' }
type Applications = { items: { number: string | null; state: string }[] }
const scheme = '专利转化运用和产业化奖励'
// Photographs, a cut line and three people: the longest walk.
test.setTimeout(240_000)

test('a firm applies on a phone, the county decides at a desk, the firm is told', async ({ page, server }) => {
  await test.step('home → scheme → sign in → register the firm', async () => {
    await page.goto('/')
    await page.getByRole('main').getByRole('link', { name: /申领资金支持/ }).click()
    await page.getByRole('link', { name: new RegExp(scheme) }).click()
    await expect(page.getByRole('heading', { name: new RegExp(scheme) })).toBeVisible()
    await page.getByRole('button', { name: '开始申报' }).click()
    await signIn(page, aPhone(4242))
    await page.getByRole('textbox', { name: /姓名/ }).fill('李敏')
    await page.getByRole('button', { name: '存好，下一步' }).click()
    await registerFirm(page, firm)
    await page.waitForURL('**/subsidies/P05')
    await page.getByRole('button', { name: '开始申报' }).click()
    await page.waitForURL('**/subsidies/applications/*')
  })

  await test.step('fills in the form, section by section', async () => {
    const { patents = [] } = sampleAnswers('P05') as { patents?: { patentNo: string; patentTitle: string; grantDate: string }[] }
    await page.getByRole('link', { name: /涉及专利/ }).first().click()
    for (const [index, patent] of patents.entries()) {
      if (index > 0) await page.getByRole('button', { name: '再加一件专利' }).click()
      await page.getByRole('textbox', { name: /专利号/ }).last().fill(patent.patentNo)
      await page.getByRole('textbox', { name: /专利名称/ }).last().fill(patent.patentTitle)
      await page.getByRole('textbox', { name: /授权公告日/ }).last().fill(patent.grantDate)
    }
    await nextStep(page)
    await page.getByRole('combobox', { name: /方式/ }).selectOption('自行产业化')
    await page.getByRole('textbox', { name: /按万元填/ }).fill('62')
    await expect(page.getByRole('textbox', { name: '按元填' })).toHaveValue(/620,?000/)
    await nextStep(page)
    await page.getByRole('radiogroup', { name: /独立法人/ }).getByText('是', { exact: true }).click()
    await page.getByRole('radiogroup', { name: /同类财政资金/ }).getByText('否', { exact: true }).click()
    await nextStep(page)
    await page.getByRole('textbox', { name: /开户银行/ }).fill('示例银行甲桓台支行')
    await page.getByRole('textbox', { name: /银行账号/ }).fill('37050163000000000371')
    await nextStep(page)
  })

  await test.step('photographs and scans the papers, loses the line in the middle and comes back', async () => {
    await page.waitForURL('**/papers')
    const paper = (name: RegExp) => page.getByRole('region', { name })
    await choose(page, paper(/营业执照/), '拍照', await aPhoto('IMG_20261123_100812.jpg'))
    await expect(paper(/营业执照/).getByText(/已收存/)).toBeVisible({ timeout: 30_000 })

    const line = await openLine(page)
    await line.slow()
    await choose(page, paper(/付款凭证/), '文件', aScan('付款凭证和发票.pdf', 2, 2_500_000))
    const progress = paper(/付款凭证/).getByRole('progressbar')
    await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 30_000 }).toBeGreaterThan(15)
    await line.cut()
    await expect(paper(/付款凭证/).getByRole('status')).toContainText(/没传上去|停了一下/, { timeout: 30_000 })
    const before = Number(await progress.getAttribute('aria-valuenow'))
    expect(before).toBeLessThan(100)
    await line.mend()
    await expect(paper(/付款凭证/).getByText(/已收存/)).toBeVisible({ timeout: 60_000 })

    await choose(page, paper(/承诺书/), '文件', aScan('承诺书.pdf', 1))
    await choose(page, paper(/产业化证明/), '文件', aScan('产品销售.pdf', 3))
    await choose(page, paper(/开户许可证/), '相册', await aPhoto('开户许可证.jpg'))
    await expect(page.getByText('已齐 5 / 5')).toBeVisible({ timeout: 60_000 })
  })

  await test.step('checks, agrees and taps twice on submit: one case, one number', async () => {
    await page.goto(page.url().replace(/papers.*$/, 'check'))
    await expect(page.getByText('6.20 万元').first()).toBeVisible()
    await page.getByText('以上属实').first().click({ position: { x: 12, y: 12 } })
    const submit = page.getByRole('button', { name: /提交给/ })
    const box = await submit.boundingBox()
    const at = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 }
    await Promise.all([page.touchscreen.tap(at.x, at.y), page.touchscreen.tap(at.x, at.y)])
    await page.waitForURL('**/submitted')
    await expect(page.getByText('HT2026-ZH-0001', { exact: true })).toBeVisible()
    const mine = await page.request.get(listApplications.path, { params: { firmId: await firmIdOf(page) } })
    const { items } = (await mine.json()) as Applications
    expect(items.map((item) => [item.number, item.state])).toEqual([['HT2026-ZH-0001', 'submitted']])
  })

  await test.step('hands in the licence, which an accepted case needs', async () => {
    await page.getByRole('link', { name: '去交营业执照' }).click()
    await expect(page.getByRole('heading', { name: '营业执照' }).first()).toBeVisible()
    await choose(page, page.getByRole('main'), '拍照', await aPhoto('营业执照.jpg'))
    await expect(page.getByRole('main').getByText(/营业执照已交/)).toBeVisible({ timeout: 30_000 })
  })

  const desk = await openDesk(page, server.url)
  await test.step('an officer verifies the firm, accepts the case and approves it', async () => {
    await signInAt(desk, '/desk/verifications', phones.officer)
    await desk.getByRole('link', { name: new RegExp(firm.name) }).click()
    await desk.waitForURL('**/desk/verifications/*')
    const verifying = desk.url()
    await desk.getByRole('button', { name: '对得上，通过' }).click()
    // The page leaves the firm once the answer is here; the button alone changes its word while it is being sent.
    await desk.waitForURL((url) => url.href !== verifying)
    await desk.goto('/desk/queue')
    await desk.getByRole('link', { name: new RegExp(firm.name) }).click()
    await deed(desk, /^受理/, /受理/)
    await deed(desk, /初审通过/, /转复核/, async (sheet) => {
      await sheet.getByRole('textbox', { name: /初审意见/ }).fill('材料齐全，建议按实付金额的百分之十支持。')
      await sheet.getByText('我与申请企业没有利害关系').click()
    })
  })
  const second = await openDesk(page, server.url)
  await test.step('another officer approves it', async () => {
    await signInAt(second, '/desk/queue', phones.secondOfficer)
    await second.getByRole('link', { name: new RegExp(firm.name) }).click()
    await deed(second, /复核通过/, /核准/, async (sheet) => {
      await sheet.getByRole('textbox').first().fill('材料齐全，按实付金额的百分之十核准。')
      await sheet.getByText('我与申请企业没有利害关系').click()
    })
    await expect(second.getByText('已核准').first()).toBeVisible()
  })
  await desk.context().close()
  await second.context().close()

  await test.step('the inbox and the timeline of the firm say so', async () => {
    await page.goto('/messages')
    await page.getByRole('link', { name: /核准/ }).first().click()
    await page.waitForURL('**/cases/*')
    await expect(page.getByText('材料齐全，按实付金额的百分之十核准。').first()).toBeVisible()
    const history = page.getByRole('listitem').filter({ has: page.getByRole('time') })
    for (const [what, who] of [['企业提交', '李敏'], ['受理', '王倩'], ['核准', '张明']] as const) {
      await expect(history.filter({ hasText: what }).filter({ hasText: who }).first()).toBeVisible()
    }
    await expect(page.getByText('已核准').first()).toBeVisible()
  })
})
