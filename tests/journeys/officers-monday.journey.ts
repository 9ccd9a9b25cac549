// An officer's Monday: the desk home, what is overdue, taken over, decided by two, the month report and its sheet. An auditor sees it all and is offered nothing; a system administrator cannot open a case.
import { addPaperPage, getApplication, getProgramme, saveAnswers, startApplication, actOnApplication } from '#contract/subsidies/endpoints.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { fillPath } from '#contract/endpoint.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, openDesk, test as base } from '../support/journey.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { startServer } from '../support/server-process.ts'
import { testStart } from '../support/test-clock.ts'
import { uploadFile } from '../support/upload.ts'
import { aScan } from './papers.ts'
import { deed, signIn, signInAt } from './walks.ts'

// Two weeks pass on this server, so it is its own.
const test = base.extend<object, { server: Awaited<ReturnType<typeof startServer>> }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ clock: testStart, env: { LOG_LEVEL: 'warn' } })
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
test.setTimeout(240_000)

/** Handed in by firm A on the Monday two weeks before. */
async function handIn(url: string): Promise<{ id: string; number: string }> {
  const client = createClient(fetchSender(url), url)
  const firmId = (await client.signIn(phones.clerk)).firms[0]?.id ?? ''
  const { body: draft } = await client.call(startApplication, { body: { firmId, programmeId: 'P02' } })
  const answers: Answers = { ...sampleAnswers('P02'), companyName: draft.firmName, bankAccountName: draft.firmName }
  await client.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers } })
  const { body: programme } = await client.call(getProgramme, { params: { id: 'P02' } })
  for (const paper of programme.papers.filter((one) => one.origin === 'firm')) {
    const { buffer, mimeType, name } = aScan(`${paper.name}.pdf`, 1)
    const fileId = await uploadFile(client, { bytes: buffer, name, type: mimeType, firmId, purpose: 'paper' })
    await client.call(addPaperPage, { params: { id: draft.id }, body: { paperId: paper.id, fileId } })
  }
  const { status, body, error } = await client.call(actOnApplication, { params: { id: draft.id, action: 'submit' }, body: { statement: true }, key: 'monday' })
  expect(status, JSON.stringify(error)).toBe(200)
  return { id: draft.id, number: body.number ?? '' }
}

test('Monday: home, overdue, taken over, decided, month report; the auditor sees it, the administrator does not', async ({ page, server }) => {
  const { id, number } = await handIn(server.url)
  await server.stop()
  await server.start('2026-12-07T01:05:00.000Z')
  const desk = await openDesk(page, server.url)

  await test.step('what is overdue is found on the desk home and taken over', async () => {
    await signInAt(desk, '/desk', phones.officer)
    await desk.getByRole('navigation', { name: '分组' }).getByRole('link', { name: /超期/ }).click()
    await expect(desk.locator('.home-list li').filter({ hasText: number })).toBeVisible()
    await desk.getByRole('button', { name: '多选' }).click()
    await desk.locator('.home-list li').filter({ hasText: number }).getByRole('checkbox').check({ force: true })
    await desk.getByRole('group', { name: '选中的事项' }).getByRole('button', { name: '接办' }).click()
    await desk.getByRole('navigation', { name: '分组' }).getByRole('link', { name: /我的/ }).click()
    await expect(desk.locator('.home-list li').filter({ hasText: number })).toBeVisible()
  })

  await test.step('it is accepted and recommended', async () => {
    await desk.locator('.home-list li').filter({ hasText: number }).getByRole('link').first().click()
    await desk.waitForURL(`**/desk/cases/${id}**`)
    await deed(desk, /^受理/, /受理/)
    await deed(desk, /初审通过/, /转复核/, async (sheet) => {
      await sheet.getByRole('textbox', { name: /初审意见/ }).fill('材料齐全，建议支持。')
      await sheet.getByText('我与申请企业没有利害关系').click()
    })
  })

  const second = await openDesk(page, server.url)
  await test.step('another officer finds it waiting for a second person and approves', async () => {
    await signInAt(second, '/desk', phones.secondOfficer)
    await second.getByRole('navigation', { name: '分组' }).getByRole('link', { name: /等第二人/ }).click()
    await second.locator('.home-list li').filter({ hasText: number }).getByRole('link').first().click()
    await deed(second, /复核通过/, /核准/, async (sheet) => {
      await sheet.getByRole('textbox').first().fill('复核无误，同意支持。')
      await sheet.getByText('我与申请企业没有利害关系').click()
    })
    await expect(second.getByText('已核准').first()).toBeVisible()
    await second.context().close()
  })

  await test.step('the month report, its rows and its sheet', async () => {
    await desk.goto('/desk/reports/2026-12')
    await expect(desk.getByRole('heading', { name: '月报' }).first()).toBeVisible()
    const download = desk.waitForEvent('download')
    await desk.getByRole('button', { name: /导出 Excel/ }).click()
    expect((await download).suggestedFilename()).toMatch(/\.xlsx$/)
    await desk.context().close()
  })

  const auditor = await openDesk(page, server.url)
  await test.step('the auditor sees home, case, report and who did what, and is offered nothing', async () => {
    await signInAt(auditor, '/desk', phones.auditor)
    await expect(auditor.getByText('只看不办').first()).toBeVisible()
    await expect(auditor.getByRole('button', { name: '多选' })).toHaveCount(0)
    await auditor.goto(`/desk/cases/${id}`)
    await expect(auditor.getByText('已核准').first()).toBeVisible()
    await expect(auditor.locator('.desk-acts').getByRole('button')).toHaveCount(0)
    await auditor.goto('/desk/reports/2026-11')
    await expect(auditor.getByText('由').or(auditor.getByText('定稿')).first()).toBeVisible()
    await expect(auditor.getByRole('button', { name: '定稿', exact: true })).toHaveCount(0)
    await auditor.goto('/desk/audit')
    await expect(auditor.getByText(/王倩/).first()).toBeVisible()
    await auditor.context().close()
  })

  const system = await openDesk(page, server.url)
  await test.step('a system administrator lands on the accounts and opens no case', async () => {
    await system.goto('/sign-in')
    await signIn(system, phones.system)
    await system.waitForURL('**/desk/staff')
    await expect(system.getByText('王倩').first()).toBeVisible()
    expect((await system.request.get(fillPath(getApplication.path, { id }))).status()).toBe(404)
    await system.goto(`/desk/cases/${id}`)
    await system.waitForURL((url) => !url.pathname.startsWith('/desk/cases'))
    await expect(system.locator('body')).not.toContainText(number)
    await system.context().close()
  })
})
