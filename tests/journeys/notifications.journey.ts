// How a person is told: an address proven by its code, what goes where, and a push as the phone shows it.
import { phones } from '../support/demo-phones.ts'
import { expect, test } from '../support/journey.ts'
import { signInAt } from './walks.ts'

test('from 我的 to an address for mails, and one kind of message fewer by SMS', async ({ page }) => {
  await signInAt(page, '/me', phones.clerk)
  await page.getByRole('link', { name: /通知方式/ }).click()
  await expect(page.getByText('不真的发出去')).toBeVisible()
  await page.getByRole('button', { name: '用邮件收' }).click()
  await page.getByLabel('邮箱').fill('li.min@example.cn')
  await page.getByRole('button', { name: '发验证码到邮箱' }).click()
  await page.getByRole('button', { name: '填上' }).click()
  await page.getByRole('button', { name: '确认邮箱' }).click()
  await expect(page.getByText('li.min@example.cn')).toBeVisible()
  await expect(page.getByLabel('办件发邮件')).toBeChecked()
  await page.locator('label', { has: page.getByLabel('提醒发短信') }).click()
  await expect(page.getByLabel('提醒发短信')).not.toBeChecked()
  await page.getByText('每天汇总一次').click()
  await page.reload()
  await expect(page.getByLabel('提醒发短信')).not.toBeChecked()
  await expect(page.getByLabel('每天汇总一次')).toBeChecked()
})

test.describe('a push', () => {
  test.use({ serviceWorkers: 'allow' })

  test('is shown as the server wrote it and leads to its page inside the app, whatever the link says', async ({ page, context, server }) => {
    await context.grantPermissions(['notifications'], { origin: server.url })
    await page.goto('/')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    const devtools = await context.newCDPSession(page)
    const registration = new Promise<string>((found) => devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations.forEach((one) => found(one.registrationId))))
    await devtools.send('ServiceWorker.enable')
    const registrationId = await registration
    const deliver = (data: string) => devtools.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId, data })
    const shown = () => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag }) => `${tag}: ${title}｜${body}`))
    // A worker that has only just come is not given what is delivered by hand: it is delivered again; one notification a tag is left.
    await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => (active?.state === 'activated' ? undefined : new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true })))))
    await expect(async () => {
      await deliver(JSON.stringify({ title: '知企通', body: '您有一条新的办件消息，点开看。', link: '/messages', tag: 'a' }))
      await deliver(JSON.stringify({ title: '知企通', body: '您有一条急的办件消息，请尽快看。', link: 'https://elsewhere.example/x', tag: 'b' }))
      await deliver('no JSON at all')
      await expect.poll(shown, { timeout: 3_000 }).toEqual(expect.arrayContaining(['a: 知企通｜您有一条新的办件消息，点开看。', 'b: 知企通｜您有一条急的办件消息，请尽快看。', 'message: 知企通｜您有一条新消息，点开看。']))
    }).toPass({ timeout: 30_000 })

    // Chromium lets nobody but a person press a notification: the worker's own listener is called, what it opens is written down.
    const [worker] = context.serviceWorkers()
    const pressed = (tag: string) => worker!.evaluate(async (wanted) => {
      const scope = globalThis as unknown as { registration: ServiceWorkerRegistration; clients: object; NotificationEvent: new (type: string, init: object) => Event; dispatchEvent(event: Event): boolean }
      const opened = new Promise<string>((found) => Object.defineProperty(scope.clients, 'openWindow', { configurable: true, value: (url: string) => { found(url); return Promise.resolve(null) } }))
      const notification = (await scope.registration.getNotifications()).find((one) => one.tag === wanted)
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
      return opened
    }, tag)
    expect(await pressed('a')).toBe(`${server.url}/messages`)
    expect(await pressed('b')).toBe(`${server.url}/messages`)
    await expect.poll(shown).toHaveLength(1)
  })
})
