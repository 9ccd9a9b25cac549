// A firm books an expert from home in six presses, loses a race and takes the next time, moves a visit and calls it off.
import { createBooking, listSlots } from '#contract/consultations/endpoints.ts'
import type { Locator, Page } from '@playwright/test'
import { createClient, fetchSender, type Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, test } from '../support/journey.ts'
import { testStart } from '../support/test-clock.ts'
import { signInAt } from './walks.ts'

/** Counts what a thumb does. */
function thumb(): { press(place: Locator): Promise<void>; presses(): number } {
  let count = 0
  return {
    async press(place) {
      await place.click()
      count += 1
    },
    presses: () => count,
  }
}

const need = (page: Page) => page.getByRole('textbox', { name: /想解决什么/ })
const timeButtons = (page: Page) => page.locator('.slot-time')

/** Another firm, on another phone: takes the first free time of this topic by telephone from this day on. */
async function rival(url: string): Promise<{ client: Client; take(topic: string, day: string, startsAt: string): Promise<number> }> {
  const client = createClient(fetchSender(url), url)
  const firm = (await client.signIn(phones.otherFirm)).firms[0]
  return {
    client,
    async take(topic, day, startsAt) {
      const { items } = (await client.call(listSlots, { query: { topic, way: 'phone', expertId: 'any', from: day, to: day } })).body
      const slot = items.find((one) => Date.parse(one.startsAt) === Date.parse(startsAt))
      const body = { firmId: firm?.id ?? '', slotId: slot?.id ?? '', topic, way: 'phone' as const, description: '抢先一步' }
      return (await client.call(createBooking, { body, key: crypto.randomUUID() })).status
    },
  }
}

test.beforeEach(async ({ page }) => {
  // A phone that goes right by the county's clock.
  await page.clock.install({ time: testStart })
})

test('from home in six presses, typing aside', async ({ page }) => {
  const { press, presses } = thumb()
  await signInAt(page, '/', phones.administrator)
  await press(page.getByRole('link', { name: /^约专家/ }))
  await press(page.getByRole('link', { name: /^专利布局与导航/ }))
  await press(page.getByRole('button', { name: /^上门/ }))
  await press(timeButtons(page).first())
  const when = await page.locator('.book-span').textContent()
  await press(page.getByRole('button', { name: '就约这个时间' }))
  await expect(page.getByText(/替您留着，还有/)).toBeVisible()
  await need(page).fill('专利二十几件，不知道哪些该留、往哪里布局。')
  await page.getByRole('textbox', { name: /上门到哪里/ }).fill('厂区一号门（示例）')
  await press(page.getByRole('button', { name: '预约', exact: true }))
  await expect(page.getByRole('heading', { name: '预约回执' })).toBeVisible()
  await expect(page.locator('.consult-when')).toHaveText(when ?? 'a time')
  expect(presses()).toBeLessThanOrEqual(6)

  await test.step('it is at home and in the firm\'s list, and goes into the phone\'s calendar', async () => {
    const calendar = page.waitForEvent('download')
    await page.getByRole('button', { name: '放进手机日历' }).click()
    expect((await calendar).suggestedFilename()).toMatch(/^约专家-.*\.ics$/)
    await page.getByRole('link', { name: '回首页' }).click()
    await expect(page.getByRole('link', { name: /已约，待专家确认/ })).toContainText(when ?? 'a time')
  })

  await test.step('it is moved to another time, then called off', async () => {
    await page.getByRole('link', { name: /已约，待专家确认/ }).click()
    await page.getByRole('link', { name: '改时间' }).click()
    await timeButtons(page).last().click()
    await page.getByRole('button', { name: '改到这个时间' }).click()
    await page.getByRole('button', { name: '人员临时有事' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '改时间', exact: true }).click()
    await expect(page.getByText('企业改了时间')).toBeVisible()
    await page.getByRole('button', { name: '取消预约' }).click()
    await page.getByRole('button', { name: '问题已经解决' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '取消预约' }).click()
    await expect(page.getByText(/^企业取消了这次预约/)).toBeVisible()
  })
})

test('who loses a race takes the next time, and nothing typed is lost', async ({ page, server }) => {
  const other = await rival(server.url)
  // One expert alone takes this topic.
  const [topic, day] = ['trademark-gi', '2026-12-08']
  await signInAt(page, '/me', phones.administrator)
  await page.goto(`/consultations/book?topic=${topic}&way=phone&on=${day}`)

  await test.step('before it is kept', async () => {
    await timeButtons(page).filter({ hasText: '09:00' }).click()
    expect(await other.take(topic, day, `${day}T09:00:00+08:00`)).toBe(201)
    await page.getByRole('button', { name: '就约这个时间' }).click()
    await expect(page.getByRole('alert')).toContainText('09:00—09:30 刚被别人约走了')
    await expect(timeButtons(page).filter({ hasText: '09:00' })).toHaveCount(0)
    await timeButtons(page).filter({ hasText: '10:00' }).click()
    await page.getByRole('button', { name: '就约这个时间' }).click()
    await need(page).fill('老商标三年没用，怕被撤。')
  })

  await test.step('and when the time that was kept has run out meanwhile', async () => {
    await page.clock.fastForward('06:00')
    await expect(page.getByText('留的时间到了，写的都在。')).toBeVisible()
    await page.getByRole('button', { name: '再替我留一会儿' }).click()
    await expect(page.getByText(/替您留着，还有/)).toBeVisible()
    await page.reload()
    await expect(need(page)).toHaveValue('老商标三年没用，怕被撤。')
  })

  await test.step('it is booked', async () => {
    await page.getByRole('button', { name: '预约', exact: true }).click()
    await expect(page.locator('.consult-when')).toContainText('10:00—10:30')
  })
})
