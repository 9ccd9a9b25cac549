// An expert takes leave over a visit that is booked: the officer finds it listed and gives it to another expert at a free time, the firm is told and
// sees who comes when, and the old time is given back.
import { createBooking, getBooking, listSlots } from '#contract/consultations/endpoints.ts'
import type { Slot } from '#contract/consultations/schema.ts'
import type { Page } from '@playwright/test'
import { createClient, fetchSender, type Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, openDesk, test } from '../support/journey.ts'
import { signIn, signInAt } from './walks.ts'

/** A Thursday with nothing else in it. */
const [topic, way, day] = ['patent-layout', 'phone', '2026-12-10'] as const

interface Booked {
  clerk: Client
  expertId: string
  expertName: string
  firmName: string
  slot: Slot
  id: string
}

async function freeTimes(client: Client, expertId: string): Promise<Slot[]> {
  return (await client.call(listSlots, { query: { topic, way, expertId, from: day, to: day } })).body.items
}

/** Firm A has the first free time of that Thursday of this expert. */
async function book(url: string): Promise<Booked> {
  const [clerk, expert] = [createClient(fetchSender(url), url), createClient(fetchSender(url), url)]
  const firm = (await clerk.signIn(phones.clerk)).firms[0]
  const { id: expertId, name: expertName } = await expert.signIn(phones.expert)
  const slot = (await freeTimes(clerk, expertId))[0]
  if (!firm || !slot) throw new Error('nothing to book')
  const body = { firmId: firm.id, slotId: slot.id, topic, way, description: '年费怎么管？' }
  const booked = await clerk.call(createBooking, { body, key: crypto.randomUUID() })
  expect(booked.status).toBe(201)
  return { clerk, expertId, expertName, firmName: firm.name, slot, id: booked.body.id }
}

/** On the expert's own phone: the whole day. */
async function takeLeave(phone: Page): Promise<void> {
  await phone.getByRole('button', { name: '请假', exact: true }).click()
  const sheet = phone.getByRole('dialog')
  await sheet.getByLabel('哪天起').fill(day)
  await sheet.getByLabel(/原因/).fill('外出学习')
  await sheet.getByRole('button', { name: '请假', exact: true }).click()
  await expect(phone.getByRole('heading', { name: /请假里有/ })).toBeVisible()
}

test('an expert\'s leave moves a visit', async ({ page, server }) => {
  const { clerk, expertId, expertName, firmName, slot, id } = await book(server.url)

  const phone = await openDesk(page, server.url)
  await test.step('the expert takes the day off and sees what lies in it', async () => {
    await phone.setViewportSize({ width: 390, height: 844 })
    await signInAt(phone, '/consultations/hours', phones.expert)
    await takeLeave(phone)
    await expect(phone.getByRole('link', { name: new RegExp(firmName) }).first()).toBeVisible()
  })

  const desk = await openDesk(page, server.url)
  await test.step('the officer finds it among those over leave and gives it to another expert', async () => {
    await desk.goto(`/sign-in?next=${encodeURIComponent('/desk/consultations')}`)
    await signIn(desk, phones.officer)
    await desk.waitForURL('**/desk/consultations')
    await desk.getByRole('link', { name: /^撞上请假/ }).click()
    await desk.getByRole('region', { name: '预约', exact: true }).getByRole('link', { name: new RegExp(firmName) }).first().click()
    await expect(desk.getByText(`${expertName}这时请假`)).toBeVisible()
    await desk.getByRole('button', { name: '换专家' }).click()
    const sheet = desk.getByRole('dialog')
    await expect(sheet.getByText(new RegExp(`原来：.*${expertName}`))).toBeVisible()
    await sheet.locator('.desk-slots-time').first().click()
    await sheet.getByRole('button', { name: '换成这位' }).click()
    await expect(desk.getByText('县局换了专家')).toBeVisible()
  })

  const moved = (await clerk.call(getBooking, { params: { id } })).body
  expect(moved.expert.id).not.toBe(expertId)
  expect(moved.isOverLeave).toBe(false)

  await test.step('the firm is told and sees who comes when', async () => {
    await signInAt(page, '/messages', phones.clerk)
    await page.getByRole('link', { name: new RegExp(moved.expert.name) }).first().click()
    await page.waitForURL(`**/consultations/bookings/${id}*`)
    await expect(page.getByText(moved.expert.name).first()).toBeVisible()
    const hour = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Date.parse(moved.startsAt))
    await expect(page.getByText(hour).first()).toBeVisible()
  })

  await test.step('nobody can book the day off; taken back, the old time is free again', async () => {
    expect(await freeTimes(clerk, expertId)).toEqual([])
    await phone.reload()
    await expect(phone.getByRole('heading', { name: /请假里有/ })).toHaveCount(0)
    await phone.getByRole('button', { name: /^取消请假：12月10日/ }).click()
    await phone.getByRole('dialog').getByRole('button', { name: '取消请假' }).click()
    await expect.poll(async () => (await freeTimes(clerk, expertId)).map(({ startsAt }) => startsAt)).toContain(slot.startsAt)
  })
})
