// A day that is full: the firm waits, another one calls its visit off, and the freed time is kept for who waited until they take it.
import { actOnBooking, createBooking, listSlots } from '#contract/consultations/endpoints.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, test } from '../support/journey.ts'
import { testStart } from '../support/test-clock.ts'
import { signInAt } from './walks.ts'

/** A Tuesday of the one expert for this topic, who takes three a day. */
const [topic, day] = ['trademark-gi', '2026-12-15'] as const

/** Another firm's booking on the day, and as many of the desk's as make it full. */
async function fill(url: string): Promise<{ cancel(): Promise<number> }> {
  const [other, officer] = [createClient(fetchSender(url), url), createClient(fetchSender(url), url)]
  const firm = (await other.signIn(phones.otherFirm)).firms[0]
  await officer.signIn(phones.officer)
  let first = ''
  for (;;) {
    const { items } = (await officer.call(listSlots, { query: { topic, way: 'phone', expertId: 'any', from: day, to: day } })).body
    const slot = items[0]
    if (!slot) break
    const body = { firmId: firm?.id ?? '', slotId: slot.id, topic, way: 'phone' as const, description: '商标怎么用才不会被撤？' }
    const booked = await (first === '' ? other : officer).call(createBooking, { body, key: crypto.randomUUID() })
    expect(booked.status).toBe(201)
    first ||= booked.body.id
  }
  const cancel = { params: { id: first, action: 'cancel' as const }, body: { reason: '问题已经解决' } }
  return { cancel: async () => (await other.call(actOnBooking, { ...cancel, key: crypto.randomUUID() })).status }
}

test('the waiting list offers a freed time', async ({ page, server }) => {
  const full = await fill(server.url)
  await page.clock.install({ time: testStart })
  await signInAt(page, '/me', phones.administrator)

  await test.step('the day is full: the firm waits for it', async () => {
    await page.goto(`/consultations/book?topic=${topic}&way=phone&on=${day}`)
    await expect(page.getByRole('button', { name: '12月15日 周二，约满' })).toBeDisabled()
    await page.getByRole('link', { name: '排候补' }).click()
    await page.getByLabel(/从哪天/).fill(day)
    await page.getByLabel(/到哪天/).fill(day)
    await page.getByRole('button', { name: '排候补' }).click()
    await expect(page.getByText('正在排。')).toBeVisible()
  })

  await test.step('the other firm calls it off, and the time is kept for who waits', async () => {
    expect(await full.cancel()).toBe(200)
    await page.goto('/')
    await page.getByRole('link', { name: /候补等到了/ }).click()
    await expect(page.getByText(/还留 3 小时|还留 4 小时/)).toBeVisible()
    await page.getByRole('link', { name: '就要这个时间' }).click()
    await expect(page.getByText(/替您留着，还有/)).toBeVisible()
    await page.getByRole('textbox', { name: /想解决什么/ }).fill('商标三年没用，怎么补使用证据？')
    await page.getByRole('button', { name: '预约', exact: true }).click()
    await expect(page.locator('.consult-when')).toContainText('12月15日 周二')
  })

  await test.step('the list says it was taken', async () => {
    await page.goto('/consultations/waiting')
    await expect(page.getByText('等到了，已经约好')).toBeVisible()
  })
})
